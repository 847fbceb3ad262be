// Feature maps on a canvas: hover reads a cell, a click or the arrow keys choose a map.

const GAP = 2 // CSS pixels between neighbouring maps, and around them
const KEY_DELAY = 150 // ms without a further key before the choice is sent
const views = new WeakMap()

function component({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? create(parentElement)
  Object.assign(view, { data, send: setTriggerValue })
  if (view.encoded !== data.values) {
    view.encoded = data.values
    view.values = floatsOf(data.values)
  }
  view.colours = bytesOf(data.colours)
  // While keys are being pressed, an answer to an earlier one must not take the choice back.
  if (!view.timer) view.chosen = data.chosen
  const { canvas } = view
  canvas.setAttribute("aria-label", data.alt)
  const isChoice = data.chosen !== null
  canvas.setAttribute("role", isChoice ? "application" : "img")
  canvas.tabIndex = isChoice ? 0 : -1
  canvas.style.cursor = isChoice ? "pointer" : "default"
  draw(view)
  return () => {
    clearTimeout(view.timer)
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const canvas = parentElement.querySelector("canvas")
  const view = { canvas, tip: parentElement.querySelector(".tip"), timer: 0, width: 0 }
  view.spoken = parentElement.querySelector(".spoken")
  canvas.onpointermove = canvas.onpointerdown = (event) => showTip(view, event)
  canvas.onpointerleave = () => (view.tip.hidden = true)
  canvas.onclick = (event) => {
    const place = placeAt(view, event)
    if (place && view.data.chosen !== null) choose(view, place.channel, 0)
  }
  canvas.onkeydown = (event) => move(view, event)
  view.observer = new ResizeObserver(() => canvas.clientWidth !== view.width && draw(view))
  view.observer.observe(canvas)
  views.set(parentElement, view)
  return view
}

/** Sizes in the canvas's own pixels: a whole number per cell, scaled to the width by the page. */
function layout({ canvas, data }) {
  const { rows, columns, height, width } = data
  const scale = window.devicePixelRatio || 1
  const gap = Math.round(GAP * scale)
  const space = Math.max(canvas.clientWidth, 40) * scale - gap * (columns + 1)
  const cell = Math.max(Math.ceil(space / (columns * width)), 1)
  return { cell, gap, pitchX: width * cell + gap, pitchY: height * cell + gap, rows, columns }
}

function draw(view) {
  const { canvas, data, values, colours } = view
  const { channels, height, width } = data
  const { cell, gap, pitchX, pitchY, rows, columns } = layout(view)
  view.width = canvas.clientWidth
  canvas.width = columns * pitchX + gap
  canvas.height = rows * pitchY + gap
  const context = canvas.getContext("2d")
  context.imageSmoothingEnabled = false
  const strongest = data.strongest || 1
  const picture = new OffscreenCanvas(width, height)
  const pixels = new ImageData(width, height)
  for (let channel = 0; channel < channels; channel++) {
    for (let index = 0; index < width * height; index++) {
      const value = values[index * channels + channel]
      const share = data.signed ? (value / strongest + 1) / 2 : value / strongest
      const colour = 3 * clamp(Math.round(share * 255), 0, 255)
      pixels.data.set(colours.subarray(colour, colour + 3), 4 * index)
      pixels.data[4 * index + 3] = Number.isNaN(value) ? 0 : 255
    }
    picture.getContext("2d").putImageData(pixels, 0, 0)
    const x = gap + (channel % columns) * pitchX
    const y = gap + Math.floor(channel / columns) * pitchY
    context.fillStyle = data.edge
    context.fillRect(x - gap, y - gap, pitchX + gap, pitchY + gap)
    context.drawImage(picture, x, y, width * cell, height * cell)
    if (data.outlined) outline(context, data, { x, y, cell })
  }
  if (view.chosen === null) return
  const x = gap + (view.chosen % columns) * pitchX
  const y = gap + Math.floor(view.chosen / columns) * pitchY
  context.strokeStyle = data.frame
  context.lineWidth = 2 * gap
  context.strokeRect(x, y, width * cell, height * cell)
}

/** A line between the cells that are outlined and all others. */
function outline(context, data, { x, y, cell }) {
  const { height, width } = data
  const inside = bytesOf(data.outlined)
  const isIn = (row, column) => row >= 0 && row < height && column >= 0 && column < width && inside[row * width + column]
  context.beginPath()
  for (let row = 0; row <= height; row++) {
    for (let column = 0; column <= width; column++) {
      const [left, top] = [x + column * cell, y + row * cell]
      if (Boolean(isIn(row, column)) !== Boolean(isIn(row - 1, column))) {
        context.moveTo(left, top)
        context.lineTo(left + cell, top)
      }
      if (Boolean(isIn(row, column)) !== Boolean(isIn(row, column - 1))) {
        context.moveTo(left, top)
        context.lineTo(left, top + cell)
      }
    }
  }
  context.strokeStyle = data.outline
  context.lineWidth = Math.max(window.devicePixelRatio || 1, 1)
  context.stroke()
}

function placeAt(view, event) {
  const { canvas, data } = view
  const { cell, gap, pitchX, pitchY, columns } = layout(view)
  const bounds = canvas.getBoundingClientRect()
  const x = ((event.clientX - bounds.left) / bounds.width) * canvas.width - gap
  const y = ((event.clientY - bounds.top) / bounds.height) * canvas.height - gap
  const place = {
    channel: Math.floor(y / pitchY) * columns + Math.floor(x / pitchX),
    row: Math.floor((y % pitchY) / cell),
    column: Math.floor((x % pitchX) / cell),
  }
  const inside = x >= 0 && y >= 0 && place.row < data.height && place.column < data.width
  return inside && place.channel < data.channels && Number.isFinite(valueAt(view, place)) ? place : null
}

const valueAt = ({ data, values }, { channel, row, column }) =>
  values[(row * data.width + column) * data.channels + channel]

function describe(view, place) {
  const where = `row ${place.row}, column ${place.column}: ${valueAt(view, place).toFixed(4)}`
  return view.data.channels > 1 ? `map ${place.channel}, ${where}` : where
}

function showTip(view, event) {
  const place = placeAt(view, event)
  view.tip.hidden = !place
  if (!place) return
  view.tip.textContent = describe(view, place)
  const { width, left, top } = view.canvas.getBoundingClientRect()
  const x = clamp(event.clientX - left - view.tip.offsetWidth / 2, 0, Math.max(width - view.tip.offsetWidth, 0))
  const above = event.clientY - top - view.tip.offsetHeight - 12
  view.tip.style.transform = `translate(${x}px, ${above < 0 ? event.clientY - top + 20 : above}px)`
}

function choose(view, map, delay) {
  view.chosen = map
  sayAtRest(view, `map ${map}`)
  draw(view)
  clearTimeout(view.timer)
  view.timer = setTimeout(() => {
    view.timer = 0
    view.send("chosen", map)
  }, delay)
}

function move(view, event) {
  const step = MOVES[event.key]
  const { data, chosen } = view
  if (!step || chosen === null) return
  event.preventDefault()
  const map = chosen + step[0] * data.columns + step[1]
  if (map >= 0 && map < data.channels) choose(view, map, KEY_DELAY)
}
