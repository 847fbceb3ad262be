// A digit is moved, and networks' answers at that place are looked up. Every number was computed in
// Python, for all places at once; nothing here waits for the server.

const DIGITS = 10
const views = new WeakMap()

const percent = (share) => `${(100 * share).toFixed(1)}%`

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  adopt(view, data)
  return () => {
    cancelAnimationFrame(view.frame)
    clearTimeout(view.saying)
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const view = { frame: 0, question: null, width: 0, down: 0, right: 0, data: null, panels: [] }
  for (const name of ["stage", "digit", "where", "networks", "play", "middle", "speed", "ramp", "scaled", "spoken"])
    view[name] = parentElement.querySelector(`.${name}`)
  view.play.onclick = () => togglePlay(view)
  view.middle.onclick = () => go(view, 0, 0)
  view.stage.onkeydown = (event) => pressed(view, event)
  dragDigit(view)
  view.observer = new ResizeObserver(() => view.stage.clientWidth !== view.width && draw(view))
  view.observer.observe(view.stage)
  views.set(parentElement, view)
  return view
}

/** Take over what Python computed; the digit stays where it was moved to. */
function adopt(view, data) {
  view.data = data
  view.image = data.image && floatsOf(data.image)
  view.ink = data.ink && floatsOf(data.ink)
  view.table = bytesOf(data.colours)
  view.stage.classList.toggle("averages", !view.image)
  view.stage.classList.toggle("bars", data.shows === "bars")
  view.stage.classList.toggle("maps", data.shows === "maps")
  view.stage.setAttribute("aria-label", data.alt)
  view.scaled.textContent = data.scaled
  while (view.panels.length < data.networks.length) view.panels.push(panel(view, view.panels.length))
  view.panels.forEach((one, index) => {
    const network = data.networks[index]
    Object.assign(one, { network, shares: floatsOf(network.shares), answers: network.answers && floatsOf(network.answers) })
    one.title.textContent = network.title
    one.note.textContent = network.note
    one.map.setAttribute("aria-label", `${network.title}: ${data.scaled}`)
  })
  if (view.question !== data.question) {
    view.question = data.question
    pause(view)
    ;[view.down, view.right] = data.first
  }
  draw(view)
}

function panel(view, index) {
  const figure = document.createElement("figure")
  const caption = document.createElement("figcaption")
  const [title, note] = [made("b"), made("span")]
  caption.append(title, note)
  const map = made("canvas", "map")
  map.setAttribute("role", "img")
  const answer = made("p", "answer")
  const bars = made("ol")
  for (let digit = 0; digit < DIGITS; digit++) {
    const line = made("li")
    const track = made("span", "track")
    track.append(made("span", "bar"))
    line.append(made("span", "", String(digit)), track, made("span", "value"))
    bars.append(line)
  }
  figure.append(caption, map, answer, bars)
  view.networks.append(figure)
  const follow = (event) => {
    const { reach } = view.data
    const bounds = map.getBoundingClientRect()
    const at = (place, start, size) => clamp(Math.floor(((place - start) / size) * (2 * reach + 1)) - reach, -reach, reach)
    go(view, at(event.clientY, bounds.top, bounds.height), at(event.clientX, bounds.left, bounds.width))
  }
  map.onpointerdown = (event) => {
    map.setPointerCapture(event.pointerId)
    view.stage.focus({ preventScroll: true })
    follow(event)
  }
  map.onpointermove = (event) => event.buttons && follow(event)
  return { index, title, note, map, answer, bars, network: null, shares: null, answers: null }
}

function made(tag, style = "", text = "") {
  return Object.assign(document.createElement(tag), { className: style, textContent: text })
}

/** The digit is taken hold of where the pointer goes down, and moves with it by whole pixels. */
function dragDigit(view) {
  const canvas = view.digit
  let held = null
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId)
    view.stage.focus({ preventScroll: true })
    held = { x: event.clientX, y: event.clientY, down: view.down, right: view.right }
  }
  canvas.onpointermove = (event) => {
    if (!held || !event.buttons) return
    const pixel = canvas.clientWidth / view.data.size
    go(view, held.down + Math.round((event.clientY - held.y) / pixel), held.right + Math.round((event.clientX - held.x) / pixel))
  }
  canvas.onpointerup = canvas.onpointercancel = () => { held = null }
}

function go(view, down, right) {
  const { reach } = view.data
  pause(view)
  ;[down, right] = [clamp(down, -reach, reach), clamp(right, -reach, reach)]
  const isMoved = down !== view.down || right !== view.right
  Object.assign(view, { down, right })
  draw(view)
  if (isMoved) sayAtRest(view, spoken(view))
}

function pressed(view, event) {
  const step = MOVES[event.key]
  if (step) go(view, view.down + step[0], view.right + step[1])
  else if (event.key === " ") togglePlay(view)
  else if (event.key === "Home") go(view, 0, 0)
  else return
  event.preventDefault()
}

/** From the middle outwards, ring by ring, and around each clockwise. */
function path(reach) {
  const stops = [[0, 0]]
  for (let ring = 1; ring <= reach; ring++) {
    for (let step = -ring; step < ring; step++) stops.push([-ring, step])
    for (let step = -ring; step < ring; step++) stops.push([step, ring])
    for (let step = ring; step > -ring; step--) stops.push([ring, step])
    for (let step = ring; step > -ring; step--) stops.push([step, -ring])
  }
  return stops
}

function togglePlay(view) {
  if (view.frame) {
    pause(view)
    draw(view)
    sayAtRest(view, spoken(view))
    return
  }
  const stops = path(view.data.reach)
  const here = stops.findIndex(([down, right]) => down === view.down && right === view.right)
  let stop = here === stops.length - 1 ? 0 : here
  let last = performance.now()
  let due = 0
  const step = (now) => {
    due += ((now - last) / 1000) * Number(view.speed.value)
    last = now
    for (; due >= 1 && stop < stops.length - 1; due--) stop++
    due = Math.min(due, 1)
    ;[view.down, view.right] = stops[stop]
    view.frame = stop === stops.length - 1 ? 0 : requestAnimationFrame(step)
    draw(view)
    if (!view.frame) sayAtRest(view, spoken(view))
  }
  view.frame = requestAnimationFrame(step)
  draw(view)
}

function pause(view) {
  cancelAnimationFrame(view.frame)
  view.frame = 0
}

const placeOf = (view) => (view.down + view.data.reach) * (2 * view.data.reach + 1) + view.right + view.data.reach

function draw(view) {
  view.width = view.stage.clientWidth
  view.play.textContent = view.frame ? "Pause" : "Play"
  drawRamp(view)
  if (view.image) drawDigit(view)
  view.where.textContent = where(view)
  for (const one of view.panels) {
    drawMap(view, one)
    drawAnswer(view, one)
  }
}

function drawRamp(view) {
  const context = view.ramp.getContext("2d")
  for (let step = 0; step < 256; step++) {
    context.fillStyle = `rgb(${colourAt(view.table, step / 255).join(",")})`
    context.fillRect(step, 0, 1, 1)
  }
}

function drawDigit(view) {
  const { size, edge } = view.data
  const { context, cell } = surface(view.digit, size)
  paint(context, cell, { rows: size, columns: size }, (index) => {
    const [y, x] = [Math.floor(index / size) - view.down, (index % size) - view.right]
    return colourAt(view.table, y < 0 || x < 0 || y >= size || x >= size ? 0 : view.image[y * size + x])
  })
  border(context, edge)
  view.digit.setAttribute("aria-label", `The digit, ${where(view)}`)
}

function drawMap(view, one) {
  const { reach, whole, edge, frame } = view.data
  const cells = 2 * reach + 1
  const { context, cell, line } = surface(one.map, cells)
  paint(context, cell, { rows: cells, columns: cells }, (index) =>
    Number.isNaN(one.shares[index]) ? null : colourAt(view.table, one.shares[index]),
  )
  border(context, edge)
  if (whole) {
    const [up, down, left, right] = whole.map((pixels) => Math.min(pixels, reach))
    context.setLineDash([line * 2, line * 1.5])
    context.strokeStyle = frame
    context.lineWidth = line
    context.strokeRect((reach - left) * cell, (reach - up) * cell, (left + right + 1) * cell, (up + down + 1) * cell)
    context.setLineDash([])
  }
  const [x, y] = [(view.right + reach) * cell, (view.down + reach) * cell]
  // Two lines, dark and light, so that one of them is seen on any colour.
  context.lineWidth = line
  context.strokeStyle = view.data.background
  context.strokeRect(x - line / 2, y - line / 2, cell + line, cell + line)
  context.strokeStyle = frame
  context.strokeRect(x + line / 2, y + line / 2, cell - line, cell - line)
  one.map.dataset.share = one.shares[placeOf(view)]
}

function answerAt(view, one) {
  const first = placeOf(view) * DIGITS
  const read = one.answers.subarray(first, first + DIGITS)
  return { read, digit: read.indexOf(Math.max(...read)) }
}

function drawAnswer(view, one) {
  const { network } = one
  const share = one.shares[placeOf(view)]
  if (!one.answers) {
    one.answer.replaceChildren(made("b", "", percent(share)), " read right here")
    return
  }
  if (Number.isNaN(share)) {
    one.answer.replaceChildren(made("b", "", "?"), document.createElement("br"), `in the middle: ${network.middle}`)
    for (const line of one.bars.children) {
      line.querySelector(".bar").style.width = "0"
      line.querySelector(".value").textContent = "?"
    }
    return
  }
  const { read, digit } = answerAt(view, one)
  one.answer.replaceChildren(...answerParts(network, read, digit))
  ;[...one.bars.children].forEach((line, index) => {
    line.className = index === network.right ? "right" : ""
    const bar = line.querySelector(".bar")
    bar.style.width = `${100 * read[index]}%`
    bar.style.background = index === network.right ? view.data.accent : view.data.muted
    line.querySelector(".value").textContent = percent(read[index])
  })
}

/** The answer and whether it is right; where that is asked for, what it was in the middle. */
function answerParts(network, read, digit) {
  const rest = document.createElement("br")
  if (!network.named) return [made("b", "", "?"), rest, `in the middle: ${network.middle}`]
  const answer = made("b", "", String(digit))
  if (digit === network.right) return ["\u2713 ", answer, ` ${percent(read[digit])}`]
  return ["\u2717 ", answer, ` ${percent(read[digit])}`, rest, `${network.right}: ${percent(read[network.right])}`]
}

function where(view) {
  const { data } = view
  const said = data.places[placeOf(view)]
  const start = said.charAt(0).toUpperCase() + said.slice(1)
  if (!view.image) return `${start}.`
  const left = view.ink[placeOf(view)]
  if (!data.whole) return `${start}. The digit is blank.`
  const [up, down, before, after] = data.whole
  const isWhole = -up <= view.down && view.down <= down && -before <= view.right && view.right <= after
  if (isWhole) return `${start}. The digit is whole.`
  return `${start}. The digit is cut: ${percent(left)} of its ink is left.`
}

function spoken(view) {
  const said = view.panels.map((one) => {
    const share = one.shares[placeOf(view)]
    if (!one.answers) return `${one.network.title}: ${percent(share)} read right`
    if (Number.isNaN(share)) return `${one.network.title}: hidden, it is asked for`
    const { read, digit } = answerAt(view, one)
    const verdict = digit === one.network.right ? "right" : "wrong"
    if (!one.network.named) return `${one.network.title}: ${digit}, ${percent(read[digit])}`
    return `${one.network.title}: ${digit}, ${percent(read[digit])}, ${verdict}`
  })
  return `${where(view)} ${said.join("; ")}.`
}
