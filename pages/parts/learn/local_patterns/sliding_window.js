// A window slides over an image and a map fills cell by cell. Every number was computed in Python,
// for all stops at once; here they are looked up, shown and moved through.

const TYPING_DELAY = 600 // ms without a further key before half a number, such as -, is sent
const WHOLE_NUMBER = /^\s*[-+]?(\d+([.,]\d+)?|[.,]\d+)\s*$/
const NARROW = 480
const views = new WeakMap()

function component({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.send = setTriggerValue
  adopt(view, data)
  return () => {
    clearTimeout(view.timer)
    disconnectStops(view)
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const find = (name) => parentElement.querySelector(`.${name}`)
  const view = { number: 0, timer: 0, frame: 0, asking: null, width: 0, inputs: [], data: null, down: 0, right: 0 }
  for (const name of ["sides", "stage", "given", "made", "play", "back", "forward", "place"]) view[name] = find(name)
  for (const name of ["speed", "asked", "patch", "kernel", "products", "where", "total"]) view[name] = find(name)
  for (const name of ["bias", "before", "after", "problem", "spoken", "dense", "weights"]) view[name] = find(name)
  for (const name of ["home", "said", "moving"]) view[name] = find(name)
  view.sums = Object.fromEntries(
    ["window-first", "window-moved", "unit-first", "unit-moved", "unit-name"].map((name) => [name, find(name)]),
  )
  view.captions = parentElement.querySelectorAll("figcaption")
  view.scales = [...parentElement.querySelectorAll(".scale")].map(buildScale)
  connectStops(view, () => {
    Object.assign(view, { down: 0, right: 0 })
    go(view, view.data.asked)
  })
  connectMoves(view, parentElement)
  for (const canvas of [view.given, view.made]) {
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId)
      view.stage.focus({ preventScroll: true })
      drag(view, canvas, event)
    }
    canvas.onpointermove = (event) => event.buttons && drag(view, canvas, event)
  }
  view.bias.oninput = () => typed(view, delayFor(view.bias))
  view.bias.onchange = () => typed(view, 0)
  views.set(parentElement, view)
  return view
}

/** The buttons that move the digit, and Shift with an arrow key. */
function connectMoves(view, parentElement) {
  view.moves = [...parentElement.querySelectorAll("[data-move]")].map((button) => {
    const [down, right] = button.dataset.move.split(",").map(Number)
    button.onclick = () => move(view, down, right)
    return { button, down, right }
  })
  view.home.onclick = () => move(view, -view.down, -view.right)
  const stepWindow = view.stage.onkeydown
  view.stage.onkeydown = (event) => {
    if (!event.shiftKey || !MOVES[event.key]) return stepWindow(event)
    move(view, ...MOVES[event.key])
    event.preventDefault()
  }
}

/** Take over what Python computed; the window stays where it is unless another cell is asked. */
function adopt(view, data) {
  const before = view.data
  view.data = data
  const { size, rows, columns } = data
  for (const name of ["image", "products", "sums", "before", "cells"]) view[`${name}Of`] = floatsOf(data[name])
  view.signed = bytesOf(data.signed)
  view.unsigned = bytesOf(data.unsigned)
  view.dense.hidden = !data.unit
  if (data.unit) view.unit = { weights: floatsOf(data.unit.weights), sums: floatsOf(data.unit.sums) }
  if (before && before.digit !== data.digit) Object.assign(view, { down: 0, right: 0 })
  if (!before || before.size !== size) {
    build(view, size)
    const [row, column] = before ? placeOf(before, view.stop) : [0, 0]
    view.stop = clamp(row, 0, rows - 1) * columns + clamp(column, 0, columns - 1)
    view.visited = new Uint8Array(rows * columns).fill(1)
    pause(view)
  }
  if (view.asking !== data.question) {
    Object.assign(view, { asking: data.question, down: 0, right: 0 })
    pause(view)
    view.stop = data.start
  }
  if (data.number >= view.number && !view.timer) {
    view.number = data.number
    data.texts.forEach((text, index) => write(view.inputs[index], text))
    write(view.bias, data.bias)
  }
  view.place.max = rows * columns - 1
  view.problem.hidden = !data.problem
  view.problem.textContent = data.problem
  view.inputs.forEach((input, index) => input.setAttribute("aria-invalid", data.wrong.includes(index)))
  view.bias.setAttribute("aria-invalid", data.wrong.includes(view.inputs.length))
  view.stage.setAttribute("aria-label", data.alt)
  data.captions.forEach((caption, index) => (view.captions[index].textContent = caption))
  ;[view.given, view.made, view.weights].forEach((canvas, index) => canvas.setAttribute("aria-label", data.names[index]))
  data.ends.forEach(([low, high], index) => view.scales[index](low, index < 2 ? view.unsigned : view.signed, high))
  draw(view)
}

// The digit is moved by looking elsewhere in the image with zeros around it, and in all that was
// computed for it: a moved window reads the same numbers there.

const imageIndex = ({ data, down, right }, row, column) =>
  (row - down + data.room) * (data.side + 2 * data.room) + column - right + data.room

const stopIndex = ({ data, down, right }, row, column) =>
  (row - down + data.room) * (data.columns + 2 * data.room) + column - right + data.room

/** What was computed for a stop of the window on the digit where it now is. */
const indexAt = (view, stop) => stopIndex(view, ...placeOf(view.data, stop))

/** Where the cell that is asked for is now; -1 where none is, or where it has left the map. */
function askedStop({ data, down, right }) {
  if (data.asked < 0) return -1
  const [row, column] = placeOf(data, data.asked)
  const isInside = row + down >= 0 && row + down < data.rows && column + right >= 0 && column + right < data.columns
  return isInside ? data.asked + down * data.columns + right : -1
}

/** Whether the digit can go there with all its ink, and the window with it. */
function canMove({ data, stop, ...view }, down, right) {
  const { up, left, ...most } = data.reach
  const [row, column] = placeOf(data, stop)
  const [toDown, toRight] = [view.down + down, view.right + right]
  return (
    -toDown <= up && toDown <= most.down && -toRight <= left && toRight <= most.right &&
    row + down >= 0 && row + down < data.rows && column + right >= 0 && column + right < data.columns
  )
}

/** The digit goes so many pixels on, and the window with it. */
function move(view, down, right) {
  pause(view)
  view.visited.fill(1)
  if ((down || right) && canMove(view, down, right)) {
    view.down += down
    view.right += right
    view.stop += down * view.data.columns + right
  }
  draw(view)
  sayAtRest(view, view.said.textContent)
}

const write = (input, text) => {
  if (input.value !== text) input.value = text
}

/** Cells of the patch, the kernel and the products, for one size of kernel. */
function build(view, size) {
  view.sides.classList.toggle("size5", size === 5)
  view.sides.style.setProperty("--size", size)
  const cells = (parent, tag) => {
    const made = Array.from({ length: size * size }, () => document.createElement(tag))
    parent.replaceChildren(...made)
    return made
  }
  view.patchCells = cells(view.patch, "div")
  view.productCells = cells(view.products, "div")
  view.inputs = cells(view.kernel, "input")
  view.inputs.forEach((input, index) => {
    input.maxLength = 20
    input.autocomplete = "off"
    input.setAttribute("aria-label", `Kernel, row ${Math.floor(index / size)}, column ${index % size}`)
    input.oninput = () => typed(view, delayFor(input))
    input.onchange = () => typed(view, 0)
  })
}

/** The window's centre, or the map's cell, follows the pointer. */
function drag(view, canvas, event) {
  const { side, size, rows, columns } = view.data
  const bounds = canvas.getBoundingClientRect()
  const isMap = canvas === view.made
  const cell = bounds.width / (isMap ? columns : side)
  const margin = isMap ? 0 : (size - 1) / 2
  const row = Math.floor((event.clientY - bounds.top) / cell) - margin
  const column = Math.floor((event.clientX - bounds.left) / cell) - margin
  const stop = clamp(row, 0, rows - 1) * columns + clamp(column, 0, columns - 1)
  if (stop !== view.stop || view.frame) go(view, stop)
}

const delayFor = (input) => (WHOLE_NUMBER.test(input.value) ? 0 : TYPING_DELAY)

/** Send what is in the cells; Python reads it, says what is wrong, and computes every stop anew. */
function typed(view, delay) {
  clearTimeout(view.timer)
  const send = () => {
    view.timer = 0
    const texts = view.inputs.map((input) => input.value)
    const now = JSON.stringify([texts, view.bias.value])
    if (now === JSON.stringify([view.data.texts, view.data.bias])) return
    view.number += 1
    view.send("edited", { texts, bias: view.bias.value, number: view.number })
  }
  if (delay) view.timer = setTimeout(send, delay)
  else send()
}

function draw(view) {
  const [row, column] = showStop(view)
  drawGiven(view, row, column)
  drawMade(view, row, column)
  drawNumbers(view, row, column)
  if (!view.data.unit) return
  drawWeights(view)
  drawSums(view)
}

function drawGiven(view, row, column) {
  const { data } = view
  const { context, cell, line } = surface(view.given, data.side)
  paint(context, cell, { rows: data.side, columns: data.side }, (index) => {
    const pixel = view.imageOf[imageIndex(view, Math.floor(index / data.side), index % data.side)]
    return colourAt(view.unsigned, pixel)
  })
  context.strokeStyle = data.edge
  context.lineWidth = 1
  for (let index = 0; index < data.size ** 2; index++) {
    const x = (column + (index % data.size)) * cell
    const y = (row + Math.floor(index / data.size)) * cell
    context.strokeRect(x + 0.5, y + 0.5, cell, cell)
  }
  border(context, data.muted)
  context.strokeStyle = data.frame
  context.lineWidth = line
  context.strokeRect(column * cell, row * cell, data.size * cell, data.size * cell)
}

function drawMade(view, row, column) {
  const { data } = view
  const { context, cell, line } = surface(view.made, data.columns)
  const asked = askedStop(view)
  paint(context, cell, { rows: data.rows, columns: data.columns }, (index) =>
    view.visited[index] && index !== asked
      ? colourAt(view.unsigned, view.cellsOf[indexAt(view, index)] / data.strongest)
      : null,
  )
  border(context, data.muted)
  if (asked >= 0) {
    const [askedRow, askedColumn] = placeOf(data, asked)
    const [x, y] = [(askedColumn + 0.5) * cell, (askedRow + 0.5) * cell]
    // Larger than a cell, so that the question mark can be read.
    const side = Math.max(cell, Math.round(15 * (window.devicePixelRatio || 1)))
    context.fillStyle = data.frame
    context.fillRect(x - side / 2, y - side / 2, side, side)
    context.fillStyle = data.background
    context.font = `bold ${Math.round(side * 0.85)}px sans-serif`
    context.textAlign = "center"
    context.textBaseline = "middle"
    context.fillText("?", x, y + side * 0.04)
  }
  // It would go through the question mark.
  if (view.stop === asked) return
  context.strokeStyle = data.frame
  context.lineWidth = line
  context.strokeRect(column * cell, row * cell, cell, cell)
}

function drawNumbers(view, row, column) {
  const { data, stop } = view
  const { size } = data
  const isAsked = stop === askedStop(view)
  const hidesProducts = isAsked && data.hides === "products"
  const digits = size === 5 || view.width < NARROW ? 2 : 3
  const place = indexAt(view, stop)
  for (let index = 0; index < size * size; index++) {
    const pixel = view.imageOf[imageIndex(view, row + Math.floor(index / size), column + (index % size))]
    fill(view.patchCells[index], number(pixel, digits), colourAt(view.unsigned, pixel))
    const product = view.productsOf[place * size * size + index]
    const share = (product / data.productLimit + 1) / 2
    fill(
      view.productCells[index],
      hidesProducts ? "?" : number(product, digits),
      colourAt(view.signed, hidesProducts ? 0.5 : share),
    )
    const weight = data.weights[index]
    fill(view.inputs[index], null, colourAt(view.signed, (weight / data.weightLimit + 1) / 2))
  }
  view.where.textContent = `Row ${row}, column ${column}:`
  view.total.textContent = isAsked ? "?" : number(view.sumsOf[place], 4)
  view.before.textContent = isAsked ? "?" : number(view.beforeOf[place], 4)
  view.after.textContent = isAsked ? "?" : number(view.cellsOf[place], 4)
}

/** A weight for each pixel, as strong as the ink on it; a + or a - where both are strong. */
function drawWeights(view) {
  const { data } = view
  const { context, cell } = surface(view.weights, data.side)
  const faint = (level, back) => Math.round(back + (level - back) * 0.22)
  const paper = colourAt(view.signed, 0.5)
  const inkAt = (index) => view.imageOf[imageIndex(view, Math.floor(index / data.side), index % data.side)]
  const shareAt = (index) => view.unit.weights[index] / data.unit.limit
  paint(context, cell, { rows: data.side, columns: data.side }, (index) => {
    const colour = colourAt(view.signed, (shareAt(index) + 1) / 2)
    return inkAt(index) > 0.25 ? colour : colour.map((level, part) => faint(level, paper[part]))
  })
  const length = Math.max(Math.round(cell * 0.6), 3)
  const thick = Math.max(Math.round(cell * 0.14), 1)
  for (let index = 0; index < data.side ** 2; index++) {
    const share = shareAt(index)
    if (inkAt(index) <= 0.25 || Math.abs(share) < 0.2) continue
    const [x, y] = [((index % data.side) + 0.5) * cell, (Math.floor(index / data.side) + 0.5) * cell]
    context.fillStyle = textColourOn(colourAt(view.signed, (share + 1) / 2))
    context.fillRect(x - length / 2, y - thick / 2, length, thick)
    if (share > 0) context.fillRect(x - thick / 2, y - length / 2, thick, length)
  }
  border(context, data.muted)
}

/** The two sums, where the digit stood at first and where it is now. */
function drawSums(view) {
  const { data, stop, down, right } = view
  const { up, left } = data.reach
  const across = left + data.reach.right + 1
  const isAsked = stop === askedStop(view)
  const here = isAsked ? "?" : number(view.beforeOf[indexAt(view, stop)], 4)
  const unitAt = (rows, columns) => number(view.unit.sums[(up + rows) * across + left + columns], 4)
  const [first, now] = [unitAt(0, 0), unitAt(down, right)]
  view.sums["window-first"].textContent = view.sums["window-moved"].textContent = here
  view.sums["unit-name"].textContent = `Unit ${data.unit.number}`
  view.sums["unit-first"].textContent = first
  view.sums["unit-moved"].textContent = now
  view.said.textContent = moveSentence(view, first, now)
  for (const { button, down: byDown, right: byRight } of view.moves)
    button.setAttribute("aria-disabled", !canMove(view, byDown, byRight))
  view.home.setAttribute("aria-disabled", !(down || right) || !canMove(view, -down, -right))
}

function moveSentence({ data, down, right }, first, now) {
  if (!down && !right) return data.sayings.first
  const parts = [
    down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
    right && `${Math.abs(right)} ${right > 0 ? "right" : "left"}`,
  ]
  const saying = first === now ? data.sayings.same : data.sayings.changed
  return saying.replace("{moved}", parts.filter(Boolean).join(", ")).replace("{first}", first).replace("{now}", now)
}

/** Fixed decimals, fewer where there is no room; what rounds to zero has no sign. */
function number(value, digits) {
  const room = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? Math.max(digits - 1, 1) : digits
  const text = value.toFixed(digits === 4 ? 4 : room)
  return Number(text) === 0 ? text.replace("-", "") : text
}

function spokenAt(view) {
  const { data, stop } = view
  const [row, column] = placeOf(data, stop)
  const where = `Row ${row}, column ${column}`
  if (stop === askedStop(view)) return `${where}: this cell is asked for.`
  const place = indexAt(view, stop)
  const [sum, before, after] = [view.sumsOf, view.beforeOf, view.cellsOf].map((values) => number(values[place], 4))
  return `${where}: sum ${sum}, with the bias ${before}, after ReLU ${after}.`
}
