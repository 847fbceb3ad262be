// The first dense layer of a network without convolutions: each unit's weights as a picture, one weight for
// each cell that is read. Follows filter_kernels.js.

const DIGITS_ACROSS = 5

function layPixelWeightsOut(view) {
  const { words, layer, giver, data } = view
  const side = Math.sqrt(giver.values.length)
  const units = layer.outputShape[0]
  const { kernel } = layer.arrays
  const limit = largestOf(kernel)
  const isDigits = layer.spec.activation === "softmax"
  const all = pictureOf(view, tilingOf(units, side, isDigits ? DIGITS_ACROSS : acrossOf(units, 1)))
  all.canvas.setAttribute("aria-label", filled(words.unitsOfAlt, { count: units, layer: layer.name }))
  const number = stepper(view, isDigits ? "digitName" : "unitName", (unit) => keep(view, unit, KEY_DELAY))
  const pictures = [words.weights, words.timesInput].map((title) => {
    const picture = { canvas: made("canvas"), tiling: tilingOf(1, side) }
    picture.canvas.setAttribute("role", "img")
    picture.canvas.setAttribute("aria-label", title)
    picture.bar = made("div")
    picture.element = made("div", "weights", paragraph("title", `**${title}**`), picture.canvas, picture.bar)
    return picture
  })
  const pointed = made("p", "pixel")
  const allBar = colourBar(view, { of: filled(words.weightsOf, { layer: layer.name }), largest: limit, isSigned: true, isOfASum: true })
  view.filters.replaceChildren(
    made("div", "pixel-weights", made("div", "", paragraph("title", filled(isDigits ? words.allDigits : words.allUnits, { count: units })), all.canvas, allBar), made("div", "", made("div", "steppers", number.element), made("div", "pair", ...pictures.map(({ element }) => element)), pointed))
  )
  paintMaps(view, all, { valuesOf: (unit) => (cell) => kernel[cell * units + unit], limitOf: () => limit, isSigned: true })
  let numbers = []
  view.showCell = () => {
    const unit = view.cell
    const weights = Array.from({ length: side * side }, (_, cell) => kernel[cell * units + unit])
    numbers = [weights, weights.map((weight, cell) => weight * giver.values[cell])]
    pictures.forEach((picture, one) => {
      const largest = largestOf(numbers[one])
      paintMaps(view, picture, { valuesOf: () => (cell) => numbers[one][cell], limitOf: () => largest, isSigned: true })
      picture.bar.replaceChildren(colourBar(view, { of: [words.weightsOfOne, words.productsOf][one], largest, isSigned: true, isOfASum: true }))
    })
    number.show(unit, units)
    frameBoxes(view, all, [wholeTile(unit, side)])
  }
  connect(view, all, (event) => tileUnder(all.canvas, all.tiling, event)?.index ?? null)
  all.canvas.onkeydown = (event) => stepUnit(view, event, all.tiling.across, units)
  for (const picture of pictures) {
    picture.canvas.onpointermove = (event) => {
      const at = tileUnder(picture.canvas, picture.tiling, event)
      if (!at) return
      const cell = at.row * side + at.column
      for (const one of pictures) frameBoxes(view, one, [cellBox(0, at.row, at.column)])
      pointed.textContent = filled(words.pixelTerm, { row: at.row, column: at.column, ...writtenTerm(giver.values[cell], numbers[0][cell], numbers[1][cell]) })
    }
    picture.canvas.onpointerleave = () => {
      for (const one of pictures) frameBoxes(view, one, [])
      pointed.textContent = ""
    }
  }
}

function stepUnit(view, event, across, units) {
  const step = MOVES[event.key]
  if (!step) return
  event.preventDefault()
  keep(view, clamp(view.kept + step[0] * across + step[1], 0, units - 1), KEY_DELAY)
}
