// Feature maps on a canvas: the pointer reads a cell.

const GAP = 2 // CSS pixels between neighbouring maps, and around them
const views = new WeakMap()

export default function ({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.data = data
  if (view.encoded !== data.values) {
    view.encoded = data.values
    view.values = floatsOf(data.values)
  }
  view.colours = bytesOf(data.colours)
  const { canvas } = view
  canvas.setAttribute("aria-label", data.alt)
  canvas.setAttribute("role", "img")
  draw(view)
  return () => {
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const canvas = parentElement.querySelector("canvas")
  const view = { canvas, tip: parentElement.querySelector(".tip"), width: 0 }
  canvas.onpointermove = canvas.onpointerdown = (event) => showTip(view, event)
  canvas.onpointerleave = () => (view.tip.hidden = true)
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
  const picture = new OffscreenCanvas(width, height)
  const pixels = new ImageData(width, height)
  for (let channel = 0; channel < channels; channel++) {
    for (let index = 0; index < width * height; index++) {
      const value = values[index * channels + channel]
      const colour = 3 * clamp(Math.round((value / (data.strongest || 1)) * 255), 0, 255)
      pixels.data.set(colours.subarray(colour, colour + 3), 4 * index)
      pixels.data[4 * index + 3] = Number.isNaN(value) ? 0 : 255
    }
    picture.getContext("2d").putImageData(pixels, 0, 0)
    const x = gap + (channel % columns) * pitchX
    const y = gap + Math.floor(channel / columns) * pitchY
    context.fillStyle = data.edge
    context.fillRect(x - gap, y - gap, pitchX + gap, pitchY + gap)
    context.drawImage(picture, x, y, width * cell, height * cell)
  }
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
  const { row, column, channel } = place
  return `map ${channel}, row ${row}, column ${column}: ${valueAt(view, place).toFixed(4)}`
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
