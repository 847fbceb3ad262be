// Square maps side by side with one window moving over all of them. Every number and every place
// was computed in Python; here they are looked up, framed and moved through.

const PLAY_SECONDS = 8 // for all stops at medium speed, within the limits below
const SLOWEST = 2 // stops a second
const FASTEST = 30
const NUMBER_ROOM = 34 // CSS pixels of a cell that has room for its number
const LINE_ROOM = 6 // and for lines between cells
const views = new WeakMap()

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  adopt(view, data)
  return () => {
    cancelAnimationFrame(view.timer)
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const view = { timer: 0, row: 0, column: 0, shape: "", panels: [], width: 0 }
  for (const name of ["linked", "stage", "play", "transport", "back", "forward", "place", "speed", "said", "tip", "spoken"])
    view[name] = parentElement.querySelector(`.${name}`)
  view.play.onclick = () => togglePlay(view)
  view.back.onclick = () => goToStop(view, stopAt(view) - 1)
  view.forward.onclick = () => goToStop(view, stopAt(view) + 1)
  view.place.oninput = () => goToStop(view, Number(view.place.value))
  view.stage.onkeydown = (event) => pressed(view, event)
  view.observer = new ResizeObserver(() => view.stage.clientWidth !== view.width && draw(view))
  view.observer.observe(view.stage)
  views.set(parentElement, view)
  return view
}

/** Take over what Python computed; the window stays where it is while the places are the same. */
function adopt(view, data) {
  view.data = data
  view.colours = bytesOf(data.colours)
  if (view.panels.length !== data.maps.length) build(view)
  data.maps.forEach((map, index) => {
    const panel = view.panels[index]
    panel.map = map
    panel.values = map.values && new Float32Array(bytesOf(map.values).buffer)
    panel.struck = map.struck && bytesOf(map.struck)
    panel.caption.textContent = map.caption
  })
  const shape = JSON.stringify([data.side, data.stops, data.maps.map((map) => [map.starts, map.size])])
  if (view.shape !== shape) {
    view.shape = shape
    pause(view)
    view.row = view.column = 0
  }
  const count = data.stops.length ** 2
  if (view.visited?.length !== count) view.visited = new Uint8Array(count).fill(1)
  else if (!view.timer) view.visited.fill(1)
  view.transport.hidden = count === 0
  view.place.max = Math.max(count - 1, 0)
  view.stage.setAttribute("aria-label", data.alt)
  view.stage.classList.toggle("three", data.maps.length === 3)
  draw(view)
}

function build(view) {
  view.panels = view.data.maps.map(() => {
    const figure = document.createElement("figure")
    const panel = { caption: document.createElement("figcaption"), canvas: document.createElement("canvas") }
    figure.append(panel.caption, panel.canvas)
    panel.canvas.onpointerdown = (event) => {
      panel.canvas.setPointerCapture(event.pointerId)
      view.stage.focus({ preventScroll: true })
      pause(view)
      pointed(view, panel, event)
    }
    panel.canvas.onpointermove = (event) => pointed(view, panel, event)
    panel.canvas.onpointerleave = () => (view.tip.hidden = true)
    panel.figure = figure
    return panel
  })
  view.stage.replaceChildren(...view.panels.map((panel) => panel.figure))
}

// Stops are the places where the playing window halts, row after row.

function stopAt({ data, row, column }) {
  const before = (place) => Math.max(data.stops.findLastIndex((stop) => stop <= place), 0)
  return before(row) * data.stops.length + before(column)
}

const placesOf = ({ data }, stop) => [
  data.stops[Math.floor(stop / data.stops.length)],
  data.stops[stop % data.stops.length],
]

function goToStop(view, stop) {
  if (!view.data.stops.length) return
  go(view, ...placesOf(view, clamp(stop, 0, view.visited.length - 1)))
}

function go(view, row, column) {
  pause(view)
  Object.assign(view, { row, column })
  view.visited.fill(1)
  draw(view)
  sayAtRest(view, view.said.textContent)
}

function togglePlay(view) {
  if (view.timer) {
    pause(view)
    draw(view)
    sayAtRest(view, view.said.textContent)
    return
  }
  const count = view.visited.length
  if (!count) return
  let stop = stopAt(view)
  // A map that is full, or a window at the end, begins anew with an empty map.
  if (stop === count - 1 || view.visited.every(Boolean)) {
    stop = 0
    view.visited.fill(0)
  }
  const pace = clamp(count / PLAY_SECONDS, SLOWEST, FASTEST)
  let last = performance.now()
  let due = 0
  const step = (now) => {
    due += ((now - last) / 1000) * pace * Number(view.speed.value)
    last = now
    for (; due >= 1 && stop < count - 1; due--) view.visited[++stop] = 1
    ;[view.row, view.column] = placesOf(view, stop)
    view.timer = stop === count - 1 ? 0 : requestAnimationFrame(step)
    draw(view)
    if (!view.timer) sayAtRest(view, view.said.textContent)
  }
  view.visited[stop] = 1
  view.timer = requestAnimationFrame(step)
  draw(view)
}

function pause(view) {
  cancelAnimationFrame(view.timer)
  view.timer = 0
}

function pressed(view, event) {
  const last = view.data.places - 1
  const move = MOVES[event.key]
  if (last < 0) return
  if (move) go(view, clamp(view.row + move[0], 0, last), clamp(view.column + move[1], 0, last))
  else if (event.key === " ") togglePlay(view)
  else if (event.key === "Home") go(view, 0, 0)
  else if (event.key === "End") goToStop(view, view.visited.length - 1)
  else return
  event.preventDefault()
}

/** Pointing at a cell reads it; the window goes to the place that the cell, or its surroundings, belongs to. */
function pointed(view, panel, event) {
  const { map } = panel
  const bounds = panel.canvas.getBoundingClientRect()
  const share = bounds.width / map.across
  const row = Math.floor((event.clientY - bounds.top) / share)
  const column = Math.floor((event.clientX - bounds.left) / share)
  showTip(view, panel, row, column, event)
  if (view.timer || !panel.values) return
  const [down, across] = [placeFor(map, row), placeFor(map, column)]
  if (down < 0 || across < 0 || (down === view.row && across === view.column)) return
  go(view, down, across)
}

/** The place whose frame is about this cell; a frame of one cell must be that cell. */
function placeFor(map, cell) {
  const wanted = cell + map.first - Math.floor((map.size - 1) / 2)
  let best = -1
  map.starts.forEach((start, place) => {
    if (start === null) return
    const away = Math.abs(start - wanted)
    if (map.size === 1 && map.imageRows === null && away > 0) return
    if (best < 0 || away < Math.abs(map.starts[best] - wanted)) best = place
  })
  return best
}

function showTip(view, panel, row, column, event) {
  const { map } = panel
  const inside = panel.values && Math.min(row, column) >= 0 && Math.max(row, column) < map.side
  view.tip.hidden = !inside
  if (!inside) return
  const index = row * map.side + column
  const kind = Number(isPadding(map, row) || isPadding(map, column)) + 2 * Number(panel.struck?.[index] ?? 0)
  view.tip.textContent = view.data.tips[kind]
    .replace("{row}", row + map.first)
    .replace("{column}", column + map.first)
    .replace("{value}", text(panel.values[index]))
  const { width, left, top } = view.linked.getBoundingClientRect()
  const x = clamp(event.clientX - left - view.tip.offsetWidth / 2, 0, Math.max(width - view.tip.offsetWidth, 0))
  const above = event.clientY - top - view.tip.offsetHeight - 12
  view.tip.style.transform = `translate(${x}px, ${above < 0 ? event.clientY - top + 20 : above}px)`
}

const text = (value) => (Number.isNaN(value) ? "?" : value.toFixed(4))
const isPadding = (map, cell) =>
  map.imageRows !== null && (cell + map.first < 0 || cell + map.first >= map.imageRows)

function draw(view) {
  view.width = view.stage.clientWidth
  const playing = view.timer !== 0
  const label = playing ? "Pause" : "Play"
  if (view.play.textContent !== label) view.play.textContent = label
  view.place.value = stopAt(view)
  view.said.textContent = sentence(view)
  view.place.setAttribute("aria-valuetext", view.said.textContent)
  for (const panel of view.panels) drawPanel(view, panel)
}

const isAsked = ({ data, row, column }) => data.asked !== null && row === data.asked[0] && column === data.asked[1]

/** Whether a map has a frame for the place where the window is, and may show it. */
function framed(view, panel) {
  const { starts } = panel.map
  if (!panel.values || !view.data.places) return false
  if (panel === view.panels.at(-1) && isAsked(view)) return false
  return starts[view.row] !== null && starts[view.column] !== null
}

function sentence(view) {
  if (!view.data.places) return ""
  return view.panels
    .map((panel) => {
      const { map } = panel
      if (!panel.values) return ""
      if (!framed(view, panel)) return isAsked(view) ? "" : view.data.nowhere
      const [row, column] = [map.starts[view.row], map.starts[view.column]]
      if (map.size === 1 && map.imageRows === null) {
        const value = panel.values[(row - map.first) * map.side + column - map.first]
        return `${map.name}: row ${row}, column ${column}, value ${text(value)}.`
      }
      if (map.size === 1) return `${map.name}: row ${row}, column ${column}.`
      const [bottom, right] = [row + map.size - 1, column + map.size - 1]
      return `${map.name}: rows ${row} to ${bottom}, columns ${column} to ${right}.`
    })
    .filter(Boolean)
    .join(" ")
}

function drawPanel(view, panel) {
  const { data } = view
  const { canvas, map } = panel
  const wide = Math.max(canvas.clientWidth, 40) * (window.devicePixelRatio || 1)
  const cell = Math.max(Math.round(wide / map.across), 2)
  const scale = (cell * map.across) / Math.max(canvas.clientWidth, 40)
  const room = cell / scale
  canvas.width = canvas.height = cell * map.across
  const context = canvas.getContext("2d")
  context.imageSmoothingEnabled = false
  context.textAlign = "center"
  context.textBaseline = "middle"
  if (!panel.values) {
    drawInstead(view, panel, context, scale)
    return
  }
  const pen = { view, panel, context, cell, scale, room }
  paint(pen)
  if (room >= LINE_ROOM) drawLines(pen)
  drawStruck(pen)
  drawPadding(pen)
  drawGhost(pen)
  if (room >= NUMBER_ROOM) drawNumbers(pen)
  drawAsked(pen)
  if (!framed(view, panel)) return
  const thick = Math.max(Math.round(2.5 * scale), 2)
  context.strokeStyle = data.frame
  context.lineWidth = thick
  const x = (map.starts[view.column] - map.first) * cell
  const y = (map.starts[view.row] - map.first) * cell
  const inset = thick / 2
  context.strokeRect(x + inset, y + inset, map.size * cell - thick, map.size * cell - thick)
}

/** A word, mostly a question mark, where there are no values. */
function drawInstead({ data }, { map }, context, scale) {
  const side = context.canvas.width
  context.setLineDash([5 * scale, 4 * scale])
  context.strokeStyle = data.muted
  context.lineWidth = scale
  context.strokeRect(scale, scale, side - 2 * scale, side - 2 * scale)
  const asks = map.instead === "?"
  context.fillStyle = asks ? data.frame : data.muted
  context.font = asks ? `bold ${Math.round(64 * scale)}px sans-serif` : `${Math.round(18 * scale)}px sans-serif`
  context.fillText(map.instead, side / 2, side / 2)
}

/** In the output only what the playing window has filled is shown. */
function isShown({ view, panel }, index) {
  if (!view.timer || panel !== view.panels.at(-1)) return true
  return view.visited[index]
}

function colourOf(pen, index) {
  const { view, panel } = pen
  const share = panel.values[index] / panel.map.strongest
  const at = 3 * clamp(Math.round(share * 255), 0, 255)
  return [view.colours[at], view.colours[at + 1], view.colours[at + 2]]
}

function paint(pen) {
  const { side } = pen.panel.map
  const picture = new OffscreenCanvas(side, side)
  const pixels = new ImageData(side, side)
  for (let index = 0; index < side * side; index++) {
    if (isShown(pen, index) && !Number.isNaN(pen.panel.values[index])) pixels.data.set([...colourOf(pen, index), 255], 4 * index)
  }
  picture.getContext("2d").putImageData(pixels, 0, 0)
  pen.context.drawImage(picture, 0, 0, side * pen.cell, side * pen.cell)
}

function drawLines({ view, panel, context, cell, scale }) {
  const end = panel.map.side * cell
  context.strokeStyle = view.data.edge
  context.lineWidth = Math.max(Math.round(scale / 2), 1)
  context.beginPath()
  for (let at = 0; at <= panel.map.side; at++) {
    const place = clamp(at * cell, 0.5, end - 0.5)
    context.moveTo(place, 0)
    context.lineTo(place, end)
    context.moveTo(0, place)
    context.lineTo(end, place)
  }
  context.stroke()
}

/** Cells that go, or are never read: faded, with a stroke through each. */
function drawStruck({ view, panel, context, cell, scale }) {
  if (!panel.struck) return
  const { side } = panel.map
  context.fillStyle = view.data.background
  context.globalAlpha = 0.6
  for (let index = 0; index < side * side; index++)
    if (panel.struck[index]) context.fillRect((index % side) * cell, Math.floor(index / side) * cell, cell, cell)
  context.globalAlpha = 0.75
  context.strokeStyle = view.data.muted
  context.lineWidth = Math.max(Math.round(scale * 0.75), 1)
  context.beginPath()
  for (let index = 0; index < side * side; index++) {
    if (!panel.struck[index]) continue
    const [x, y] = [(index % side) * cell, Math.floor(index / side) * cell]
    context.moveTo(x + cell * 0.2, y + cell * 0.8)
    context.lineTo(x + cell * 0.8, y + cell * 0.2)
  }
  context.stroke()
  context.globalAlpha = 1
}

/** Zeros around the image: a dot in each, and the image's own border. */
function drawPadding({ view, panel, context, cell, scale, room }) {
  const { map } = panel
  const rows = map.imageRows ?? map.side
  context.strokeStyle = view.data.muted
  context.lineWidth = Math.max(Math.round(scale * (map.imageRows === null ? 1 : 1.5)), 1)
  const inset = context.lineWidth / 2
  const start = map.imageRows === null ? 0 : -map.first * cell
  context.strokeRect(start + inset, start + inset, rows * cell - 2 * inset, rows * cell - 2 * inset)
  if (map.imageRows === null || room >= NUMBER_ROOM) return
  context.fillStyle = view.data.muted
  const dot = Math.max(Math.round(1.5 * scale), 1)
  for (let row = 0; row < map.side; row++)
    for (let column = 0; column < map.side; column++)
      if (isPadding(map, row) || isPadding(map, column))
        context.fillRect(column * cell + (cell - dot) / 2, row * cell + (cell - dot) / 2, dot, dot)
}

function drawGhost({ view, panel, context, cell, scale }) {
  const side = panel.map.ghost * cell
  if (panel.map.ghost <= panel.map.side) return
  context.setLineDash([4 * scale, 4 * scale])
  context.strokeStyle = view.data.muted
  context.lineWidth = Math.max(Math.round(scale), 1)
  context.strokeRect(0.5, 0.5, side - 1, side - 1)
  context.setLineDash([])
}

function drawNumbers(pen) {
  const { panel, context, cell, scale } = pen
  const { side } = panel.map
  context.font = `${Math.round(12 * scale)}px sans-serif`
  for (let index = 0; index < side * side; index++) {
    if (!isShown(pen, index) || Number.isNaN(panel.values[index])) continue
    const zero = isPadding(panel.map, Math.floor(index / side)) || isPadding(panel.map, index % side)
    const faded = panel.struck?.[index]
    context.fillStyle = zero || faded ? pen.view.data.muted : textColourOn(colourOf(pen, index))
    const written = zero ? "0" : panel.values[index].toFixed(2)
    context.fillText(written, ((index % side) + 0.5) * cell, (Math.floor(index / side) + 0.52) * cell)
  }
}

function drawAsked({ view, panel, context, cell, scale }) {
  const { asked } = view.data
  if (!asked || panel !== view.panels.at(-1)) return
  const [row, column] = asked.map((place) => panel.map.starts[place] - panel.map.first)
  const grown = Math.max(cell, Math.round(15 * scale))
  const [x, y] = [(column + 0.5) * cell, (row + 0.5) * cell]
  context.fillStyle = view.data.frame
  context.fillRect(x - grown / 2, y - grown / 2, grown, grown)
  context.fillStyle = view.data.background
  context.font = `bold ${Math.round(grown * 0.85)}px sans-serif`
  context.fillText("?", x, y + grown * 0.04)
}
