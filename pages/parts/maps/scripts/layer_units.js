// The numbers of a layer without maps: bars, or a block of cells where they are many. Follows layer_maps.js.

const LINES = 4 // a block is about so many times as wide as it is high

function layUnitsOut(view) {
  const { layer, output } = view
  for (const part of [view.all, view.one]) part.replaceChildren()
  if (layer.spec.type === "flatten") layBlockOut(view, [...output])
  else layBarsOut(view, [...output])
  layUnitNumberOut(view)
}

function layBarsOut(view, values) {
  const { words, layer } = view
  const tip = (unit) => `${nameOfCell(view, unit)}: ${written(values[unit], VALUE_DECIMALS)}`
  const { chart, show: showBar } = barChart(view, {
    values,
    names: values.map((_, unit) => unit),
    label: filled(words.unitsAlt, { count: values.length, layer: layer.name }),
    tip,
    chosen: view.kept,
    onPoint: (unit) => point(view, unit),
    onPick: (unit) => keep(view, unit, KEY_DELAY),
  })
  view.units.replaceChildren(chart)
  view.showCell = () => {
    showBar(view.kept)
    view.showNumbers(view.cell)
  }
}

/** Numbers in reading order, one cell each. */
function layBlockOut(view, values) {
  const { words, layer } = view
  const across = Math.min(Math.ceil(Math.sqrt(LINES * values.length)), values.length)
  const picture = pictureOf(view, { tiles: values.length, side: 1, across, gap: 0 })
  const { canvas, tiling } = picture
  const [isSigned, limit] = [isBelowZero(values), largestOf(values)]
  canvas.setAttribute("aria-label", filled(words.blockAlt, { count: values.length, across }))
  const bar = colourBar(view, { of: filled(words.numbersOf, { layer: layer.name }), largest: limit, isSigned })
  view.units.replaceChildren(canvas, bar, paragraph("muted", filled(words.blockNote, { across })))
  paintMaps(view, picture, { valuesOf: (tile) => () => values[tile], limitOf: () => limit, isSigned })
  view.showCell = () => {
    frameBoxes(view, picture, [wholeTile(view.cell, 1)])
    view.showNumbers(view.cell)
  }
  connect(view, picture, (event) => tileUnder(canvas, tiling, event)?.index ?? null)
  canvas.onkeydown = (event) => {
    const step = MOVES[event.key]
    if (!step) return
    event.preventDefault()
    keep(view, clamp(view.kept + step[0] * across + step[1], 0, values.length - 1), KEY_DELAY)
  }
}

function layUnitNumberOut(view) {
  const { words, layer } = view
  const name = layer.spec.activation === "softmax" ? "digitName" : `${words.numberName}Name`
  const unit = stepper(view, name, (number) => keep(view, number, KEY_DELAY))
  view.numbers.replaceChildren(made("div", "steppers", unit.element))
  view.showNumbers = (now) => unit.show(now, layer.outputShape[0])
}
