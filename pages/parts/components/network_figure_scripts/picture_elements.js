// The elements of the pictures. Follows picture_sizes.js.

const NARROW_WIDTH = 560 // of the stage, in CSS pixels; below it the pictures stand one below another

/** Make the pictures of a network anew. */
function makePictures(view, network) {
  view.network = network
  // The lines between the old ones go with them; what is followed is shown anew.
  view.links = []
  view.before = null
  view.width = view.stage.clientWidth
  view.ratio = globalThis.devicePixelRatio || 1
  view.isNarrow = view.width < NARROW_WIDTH
  view.root.classList.toggle("narrow", view.isNarrow)
  const pictures = picturesOf(network)
  const captions = pictures.map((picture) => captionWidth(view, picture))
  view.probe.replaceChildren()
  const { unit, strips, tilings } = sizesOf(pictures, captions, view)
  view.unit = unit
  view.pictures = pictures.map((picture, index) => makePicture(view, picture, tilings[index]))
  view.layers.replaceChildren(
    ...strips.map((strip) => {
      const row = made("div", "strip")
      row.append(...strip.map((index) => view.pictures[index].figure))
      return row
    })
  )
}

const shapeText = ({ shape }) => shape.join(" x ")

/** How wide the words above a picture are, in its own type. */
function captionWidth(view, picture) {
  const probe = made("figcaption")
  probe.append(made("b", "", picture.name), made("span", "shape", shapeText(picture)))
  view.probe.replaceChildren(probe)
  return Math.ceil(probe.getBoundingClientRect().width)
}

function makePicture(view, picture, tiling) {
  const figure = made("figure", "picture")
  const caption = made("figcaption")
  caption.append(made("b", "", picture.name), made("span", "shape", shapeText(picture)))
  const frame = made("div", "frame")
  const canvas = made("canvas")
  ;[canvas.width, canvas.height] = sizeOf(tiling)
  Object.assign(canvas.style, { width: `${canvas.width * view.unit}px`, height: `${canvas.height * view.unit}px` })
  canvas.setAttribute("role", "img")
  canvas.setAttribute("aria-label", filled(view.data.words.picture, { name: picture.name, shape: shapeText(picture) }))
  const context = canvas.getContext("2d")
  const pixels = context.createImageData(canvas.width, canvas.height)
  const words = new Uint32Array(pixels.data.buffer)
  const marks = made("div", "marks")
  frame.append(canvas, marks)
  const scale = made("div", "scale")
  const [least, largest] = [made("span"), made("span")]
  scale.classList.toggle("signed", Boolean(picture.isSigned))
  scale.append(least, made("i"), largest)
  const outputs = isOutput(picture) ? outputRows(view, tiling.tiles) : null
  if (outputs) {
    frame.append(outputs.list)
    caption.classList.add("of-outputs")
    caption.lastChild.replaceWith(...outputs.heads)
  }
  figure.append(caption, frame, ...(outputs ? [] : [scale]))
  const drawn = { picture, tiling, figure, frame, canvas, context, pixels, words, marks, scale, least, largest, outputs: outputs?.rows, effectHead: outputs?.heads[1] }
  rulePicture(drawn, view.rule)
  return drawn
}

/** The digits beside the last layer's ten cells, each with its probability and what the followed cell adds. */
function outputRows(view, count) {
  const { words } = view.data
  const list = made("ol", "outputs")
  const rows = Array.from({ length: count }, (_, digit) => {
    const row = made("li")
    const [probability, effect] = [made("span", "probability"), made("span", "effect")]
    row.append(made("b", "", String(digit)), probability, effect)
    list.append(row)
    return { row, probability, effect }
  })
  return { list, rows, heads: [made("span", "probability-head", words.probabilityHead), made("span", "effect-head", words.effectHead)] }
}

/** Show a layer's values, where they are not shown already; nothing where they overflowed. */
function updatePicture(drawn, values, best, { colours, data: { words } }) {
  if (shows(drawn, values)) return
  drawn.painted = values.slice()
  drawn.hasOverflowed = !areFinite(values)
  drawn.figure.classList.toggle("overflowed", drawn.hasOverflowed)
  const largest = paintPicture(drawn, drawn.hasOverflowed ? new Float32Array(values.length) : values, colours)
  const text = String(Number(largest.toPrecision(2)))
  drawn.least.textContent = drawn.picture.isSigned ? `\u2212${text}` : "0"
  drawn.largest.textContent = drawn.hasOverflowed ? words.overflowed : text
  drawn.outputs?.forEach(({ row, probability }, digit) => {
    probability.textContent = drawn.hasOverflowed ? words.overflowed : `${(100 * values[digit]).toFixed(1)}%`
    row.classList.toggle("best", digit === best)
  })
}
