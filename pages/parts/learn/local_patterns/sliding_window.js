// A window slides over an image and a map fills cell by cell. Every number was computed in Python,
// for all stops at once; here they are looked up, shown and moved through.

const TYPING_DELAY = 600 // ms without a further key before half a number, such as -, is sent
const WHOLE_NUMBER = /^\s*[-+]?(\d+([.,]\d+)?|[.,]\d+)\s*$/
const NARROW = 480
const views = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
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
  const view = { number: 0, timer: 0, frame: 0, asking: null, width: 0, inputs: [], data: null }
  for (const name of ["slide", "stage", "given", "made", "play", "back", "forward", "place"]) view[name] = find(name)
  for (const name of ["speed", "asked", "patch", "kernel", "products", "where", "total"]) view[name] = find(name)
  for (const name of ["bias", "before", "after", "problem", "spoken"]) view[name] = find(name)
  view.captions = parentElement.querySelectorAll("figcaption")
  connectStops(view)
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

/** Take over what Python computed; the window stays where it is unless another cell is asked. */
function adopt(view, data) {
  const before = view.data
  view.data = data
  const { size, rows, columns } = data
  for (const name of ["image", "products", "sums", "before", "cells"]) view[`${name}Of`] = floatsOf(data[name])
  view.signed = bytesOf(data.signed)
  view.unsigned = bytesOf(data.unsigned)
  if (!before || before.size !== size) {
    build(view, size)
    const [row, column] = before ? placeOf(before, view.stop) : [0, 0]
    view.stop = clamp(row, 0, rows - 1) * columns + clamp(column, 0, columns - 1)
    view.visited = new Uint8Array(rows * columns).fill(1)
    pause(view)
  }
  if (view.asking !== data.question) {
    view.asking = data.question
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
  view.captions[0].textContent = data.captions[0]
  view.captions[1].textContent = data.captions[1]
  draw(view)
}

const write = (input, text) => {
  if (input.value !== text) input.value = text
}

/** Cells of the patch, the kernel and the products, for one size of kernel. */
function build(view, size) {
  view.slide.classList.toggle("size5", size === 5)
  view.slide.style.setProperty("--size", size)
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
  const margin = (size - 1) / 2
  const row = Math.floor(((event.clientY - bounds.top) / bounds.height) * side) - margin
  const column = Math.floor(((event.clientX - bounds.left) / bounds.width) * side) - margin
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
}

function drawGiven(view, row, column) {
  const { data } = view
  const { context, cell, line } = surface(view.given, data.side)
  paint(context, cell, { rows: data.side, columns: data.side }, (index) => colourAt(view.unsigned, view.imageOf[index]))
  context.strokeStyle = data.edge
  context.lineWidth = 1
  context.strokeRect(0.5, 0.5, context.canvas.width - 1, context.canvas.height - 1)
  for (let index = 0; index < data.size ** 2; index++) {
    const x = (column + (index % data.size)) * cell
    const y = (row + Math.floor(index / data.size)) * cell
    context.strokeRect(x + 0.5, y + 0.5, cell, cell)
  }
  context.strokeStyle = data.frame
  context.lineWidth = line
  context.strokeRect(column * cell, row * cell, data.size * cell, data.size * cell)
}

/** The map stands where the window's centres are: the border that no centre reaches stays empty. */
function drawMade(view, row, column) {
  const { data } = view
  const { context, cell, line } = surface(view.made, data.side)
  const margin = (data.size - 1) / 2
  paint(context, cell, { rows: data.rows, columns: data.columns, margin }, (index) =>
    view.visited[index] && index !== data.asked ? colourAt(view.unsigned, view.cellsOf[index] / data.strongest) : null,
  )
  context.strokeStyle = data.edge
  context.lineWidth = Math.max(line / 2, 1)
  context.strokeRect(margin * cell, margin * cell, data.columns * cell, data.rows * cell)
  if (data.asked >= 0) {
    const [askedRow, askedColumn] = placeOf(data, data.asked)
    const [x, y] = [(askedColumn + margin) * cell, (askedRow + margin) * cell]
    context.fillStyle = data.frame
    context.fillRect(x, y, cell, cell)
    context.fillStyle = data.background
    context.font = `bold ${Math.round(cell * 0.95)}px sans-serif`
    context.textAlign = "center"
    context.textBaseline = "middle"
    context.fillText("?", x + cell / 2, y + cell * 0.54)
  }
  context.strokeStyle = data.frame
  context.lineWidth = line
  context.strokeRect((column + margin) * cell, (row + margin) * cell, cell, cell)
}

function drawNumbers(view, row, column) {
  const { data, stop } = view
  const { size } = data
  const hidden = stop === data.asked
  const digits = size === 5 || view.width < NARROW ? 2 : 3
  for (let index = 0; index < size * size; index++) {
    const pixel = view.imageOf[(row + Math.floor(index / size)) * data.side + column + (index % size)]
    fill(view.patchCells[index], number(pixel, digits), colourAt(view.unsigned, pixel))
    const product = view.productsOf[stop * size * size + index]
    const share = (product / data.productLimit + 1) / 2
    fill(view.productCells[index], hidden ? "?" : number(product, digits), colourAt(view.signed, hidden ? 0.5 : share))
    const weight = data.weights[index]
    fill(view.inputs[index], null, colourAt(view.signed, (weight / data.weightLimit + 1) / 2))
  }
  view.where.textContent = `Row ${row}, column ${column}`
  view.total.textContent = hidden ? "?" : number(view.sumsOf[stop], 4)
  view.before.textContent = hidden ? "?" : number(view.beforeOf[stop], 4)
  view.after.textContent = hidden ? "?" : number(view.cellsOf[stop], 4)
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
  if (stop === data.asked) return `${where}: this cell is asked for.`
  const [sum, before, after] = [view.sumsOf, view.beforeOf, view.cellsOf].map((values) => number(values[stop], 4))
  return `${where}: sum ${sum}, with the bias ${before}, after ReLU ${after}.`
}
