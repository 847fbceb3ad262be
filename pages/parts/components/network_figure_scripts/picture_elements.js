// The elements of the pictures, and how large they are drawn. Follows layer_pictures.js.

// All in CSS pixels.
const GAP = 16
const IMAGE_WIDTH = 96
const NARROW_IMAGE_WIDTH = 140
const UNITS_WIDTH = 48
const OUTPUT_CELL = 24
const OUTPUTS_WIDTH = 150
const SMALLEST_PICTURE = 84
const NARROW_WIDTH = 560 // of the stage; below it the pictures stand one below another

/** Make the pictures of a network anew. */
function makePictures(view, network) {
  view.network = network
  view.isNarrow = view.stage.clientWidth < NARROW_WIDTH
  view.pictures = picturesOf(network).map((picture) => makePicture(view, picture))
  view.layers.replaceChildren(...view.pictures.map(({ figure }) => figure))
  arrange(view)
}

function makePicture(view, picture) {
  const tiling = tilingOf(picture, view.isNarrow)
  const figure = made("figure", "picture")
  const caption = made("figcaption")
  caption.append(made("b", "", picture.name), made("span", "shape", picture.shape.join(" x ")))
  const frame = made("div", "frame")
  const canvas = made("canvas")
  ;[canvas.width, canvas.height] = sizeOf(tiling)
  canvas.setAttribute("role", "img")
  const context = canvas.getContext("2d")
  const pixels = context.createImageData(canvas.width, canvas.height)
  const words = new Uint32Array(pixels.data.buffer)
  const marks = made("div", "marks")
  frame.append(canvas, marks)
  const scale = made("div", "scale")
  const largest = made("span")
  scale.append(made("span", "", "0"), made("i"), largest)
  const outputs = isOutput(picture) ? outputRows(tiling.tiles) : null
  if (outputs) frame.append(outputs.list)
  figure.append(caption, frame, scale)
  return { picture, tiling, figure, frame, canvas, context, pixels, words, marks, scale, largest, outputs: outputs?.rows }
}

/** The digits beside the last layer's ten cells, each with its probability. */
function outputRows(count) {
  const list = made("ol", "outputs")
  const rows = Array.from({ length: count }, (_, digit) => {
    const row = made("li")
    const [probability, effect] = [made("span", "probability"), made("span", "effect")]
    row.append(made("b", "", String(digit)), probability, effect)
    list.append(row)
    return { row, probability, effect }
  })
  return { list, rows }
}

/** As large as fits side by side; on a narrow screen each as wide as the screen. */
function arrange(view) {
  view.width = view.stage.clientWidth
  view.root.classList.toggle("narrow", view.isNarrow)
  const maps = view.pictures.filter(({ picture }) => isMaps(picture)).length - 1
  const units = view.pictures.length - maps - 2
  const room = view.width - GAP * (view.pictures.length - 1) - IMAGE_WIDTH - UNITS_WIDTH * units - OUTPUTS_WIDTH
  const each = Math.max(Math.floor(room / Math.max(maps, 1)), SMALLEST_PICTURE)
  for (const { canvas, picture } of view.pictures) {
    const width = isOutput(picture) ? OUTPUT_CELL : widthOf(view, picture, each)
    const height = isOutput(picture) ? canvas.height * OUTPUT_CELL : (canvas.height * width) / canvas.width
    Object.assign(canvas.style, { width: `${width}px`, height: `${Math.round(height)}px` })
  }
}

function widthOf({ isNarrow, width }, picture, each) {
  if (picture.place < 0) return isNarrow ? NARROW_IMAGE_WIDTH : IMAGE_WIDTH
  if (isNarrow) return width
  return isMaps(picture) ? each : UNITS_WIDTH
}

function made(name, className = "", text = "") {
  const element = document.createElement(name)
  if (className) element.className = className
  if (text) element.textContent = text
  return element
}
