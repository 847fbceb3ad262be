// One cell worked out with its numbers: pictures of its terms, its sum line by line, and sentences. Each
// kind of layer has its own way. Follows number_grid.js, map_picture.js and bar_chart.js.
//
// A view has: engine, network, image, passed, layer and its place, giver {name, values, shape}; cell, the
// one that is explained; map, the input map whose products are shown; words, colours, ink.

const MOST_PRODUCTS = 32
const MOST_PRODUCTS_NARROW = 16
const MOST_NUMBERS = 7 // of a side; larger maps are shown without numbers
const VALUE_DECIMALS = 4

const WORKED = {
  conv2d: workedConvolution,
  max_pool2d: workedMaximum,
  average_pool2d: workedAverage,
  batch_normalization: workedNormalization,
  global_average_pooling2d: workedMapAverage,
  dropout: workedDropout,
  flatten: workedFlatten,
  dense: workedUnit,
}

/** What the layer at a place reads. */
function giverOf({ network, image, passed }, place) {
  if (place === 0) return { name: "input", values: image, shape: [IMAGE_SIDE, IMAGE_SIDE, 1] }
  const { name, outputShape } = network.layers[place - 1]
  return { name, values: passed[place - 1].activations, shape: outputShape }
}

const IMAGE_SIDE = 28


const isSpatial = ({ outputShape }) => outputShape.length === 3

/** Everything about the view's cell: {row, after}, elements beside and beneath one another. */
function workedCell(view) {
  view.terms = null
  view.found = view.engine.arithmeticOf(view.network, view.passed, view.image, { layer: view.place, cell: view.cell })
  return WORKED[view.layer.spec.type](view)
}

/** Once they stand on the page, pictures know how wide they are. */
function paintWorked(row) {
  for (const picture of row) picture.paint?.()
}

// Pictures

/** A single map with boxes framed; painted once it stands on the page. */
function framedMap(view, { title, alt, values, side, isSigned, limit, boxes, note }) {
  const picture = { canvas: made("canvas"), tiling: tilingOf(1, side) }
  picture.canvas.setAttribute("role", "img")
  picture.canvas.setAttribute("aria-label", alt)
  const element = made("div", "titled-map", paragraph("title", `**${title}**`), picture.canvas, paragraph("note", note))
  element.paint = () => {
    paintMaps(view, picture, { valuesOf: () => (cell) => values[cell], limitOf: () => limit, isSigned })
    frameBoxes(view, picture, boxes.map((box) => ({ tile: 0, ...box })))
  }
  return element
}

/** The image with what the cell sees of it framed; nothing where it may see all. */
function seenOfImage(view) {
  const { words, network, place, cell, layer } = view
  if (!isSpatial(layer)) return []
  const [top, left, bottom, right] = view.engine.receptiveField(network, { layer: place, cell })
  const named = { height: bottom - top, width: right - left, ...spans(words, top, bottom, left, right) }
  return [
    framedMap(view, {
      title: words.input,
      alt: filled(words.inputAlt, named),
      values: view.image,
      side: IMAGE_SIDE,
      isSigned: false,
      limit: 1,
      boxes: [{ top, left, bottom, right }],
      note: filled(words.field, named),
    }),
  ]
}

/** One of the maps that the layer reads, a box of it framed; the image stands there already. */
function mapRead(view, map, box) {
  const { words, giver, place, layer } = view
  if (place === 0 && isSpatial(layer)) return []
  const [side, , maps] = giver.shape
  const values = mapOf(giver, map)
  const limit = largestOf(giver.values)
  return [
    framedMap(view, {
      title: filled(maps > 1 ? words.mapRead : words.onlyMapRead, { giver: giver.name, map }),
      alt: filled(words.mapReadAlt, { giver: giver.name, map, ...spans(words, box.top, box.bottom, box.left, box.right) }),
      values,
      side,
      isSigned: isBelowZero(giver.values),
      limit,
      boxes: [box],
      note: filled(words.mapReadNote, { largest: scaleNumber(largestOf(values)) }),
    }),
  ]
}

function mapOf({ values, shape: [rows, columns, maps] }, map) {
  return Float32Array.from({ length: rows * columns }, (_, cell) => values[cell * maps + map])
}

function spans(words, top, bottom, left, right) {
  return { rows: spanText(words.row, words.rows, top, bottom), columns: spanText(words.column, words.columns, left, right) }
}

const spanText = (one, several, first, end) => filled(end - first === 1 ? one : several, { first, last: end - 1 })

/** Lines of a sum, each [what it is, number]; the last is the result. */
function sumTable(lines, decimals) {
  const rows = lines.map(([label, number], place) => {
    const head = made("th", "", label)
    head.scope = "row"
    return made("tr", place === lines.length - 1 ? "result" : "", head, made("td", "", written(number, decimals)))
  })
  return made("table", "sum", ...rows)
}

// Convolution

/** What each input map gives to the sum. */
function sharesOf({ found, giver }) {
  const shares = new Array(giver.shape[2]).fill(0)
  for (const { map, sum } of found.groups) shares[map] = sum
  return shares
}

/** The input map that is looked at: the one chosen, or that of the largest share. */
function mapShown({ map }, shares) {
  if (map !== null && map < shares.length) return map
  return shares.reduce((most, share, one) => (Math.abs(share) > Math.abs(shares[most]) ? one : most), 0)
}

/** A filter's weights for one input map, row by row. */
function kernelOf({ arrays: { kernel }, spec: { kernel_size: size, filters }, inputShape: [, , maps] }, filter, map) {
  return Array.from({ length: size * size }, (_, place) => kernel[(place * maps + map) * filters + filter])
}

function writtenTerm(value, factor, product) {
  return { value: written(value, VALUE_DECIMALS), factor: written(factor, VALUE_DECIMALS), product: written(product, VALUE_DECIMALS) }
}

/** What lies under the kernel, row by row: zeros in the padding, where there is no cell. */
function patchOf({ giver: { values, shape: [rows, columns, maps] } }, { top, left, size }, map) {
  return Array.from({ length: size * size }, (_, place) => {
    const [row, column] = [top + Math.floor(place / size), left + (place % size)]
    const isInside = row >= 0 && row < rows && column >= 0 && column < columns
    const cell = isInside ? (row * columns + column) * maps + map : null
    return { cell, value: isInside ? values[cell] : 0 }
  })
}

function workedConvolution(view) {
  const { words, layer, giver, found, cell, engine, place } = view
  const window = engine.windowOf(layer, cell)
  const { top, left, size, filter } = window
  const [side, , maps] = giver.shape
  const shares = sharesOf(view)
  const map = (view.shown = mapShown(view, shares))
  const patch = patchOf(view, window, map)
  const kernel = kernelOf(layer, filter, map)
  const products = patch.map(({ value }, one) => value * kernel[one])
  view.terms = products.map((product, one) => filled(words.term, { row: Math.floor(one / size), column: one % size, ...writtenTerm(patch[one].value, kernel[one], product) }))
  const sum = shares.reduce((total, share) => total + share, 0)
  const decimals = engine.decimalsThatAgree([sum, found.bias], found.sum, VALUE_DECIMALS)
  const isPadded = top < 0 || left < 0 || top + size > side || left + size > side
  const named = { giver: giver.name, map, ...spans(words, top, top + size, left, left + size), total: written(shares[map], decimals) }
  const inPatch = found.terms.map(({ value }) => value)
  const grids = [
    numberGrid(view, {
      title: words.patch,
      of: words.patchOf,
      numbers: patch.map(({ value }) => value),
      across: size,
      limit: largestOf(inPatch),
      isSigned: isBelowZero(inPatch),
      note: filled(isPadded ? words.patchPadded : words.patchNote, named),
      act: place > 0 && view.follow ? (one) => patch[one].cell !== null && view.follow(patch[one].cell) : null,
    }),
    numberGrid(view, {
      title: words.kernel,
      of: words.kernelOf,
      numbers: kernel,
      across: size,
      limit: largestOf(found.terms.map(({ factor }) => factor)),
      isSigned: true,
      isOfASum: true,
      note: words.kernelNote,
    }),
    numberGrid(view, {
      title: words.products,
      of: words.productsOf,
      numbers: products,
      across: size,
      limit: largestOf(found.terms.map(({ product }) => product)),
      isSigned: true,
      isOfASum: true,
      note: filled(maps > 1 ? words.productsOfMap : words.productsNote, named),
    }),
  ]
  const terms = made("div", "terms", ...grids)
  // Where they do not fit side by side they are scrolled, by keys as well.
  if (size > LARGE) terms.tabIndex = 0
  const lines = [
    [filled(maps > 1 ? words.sumOfMaps : words.sumOfOne, { size, maps }), sum],
    [words.bias, found.bias],
    [words.beforeRelu, found.sum],
    [words.relu, Math.max(found.sum, 0)],
  ]
  const box = { top, left, bottom: top + size, right: left + size }
  return { row: [...seenOfImage(view), ...mapRead(view, map, box), terms, sumTable(lines, decimals)], after: [paragraph("muted", words.rounded)] }
}

/** All input maps with the patch framed in each, and what each gives: one of them is looked at. */
function sharesOfMaps(view, showMap) {
  const { words, layer, giver, cell, engine } = view
  const [side, , maps] = giver.shape
  if (layer.spec.type !== "conv2d" || maps < 2) return null
  const { top, left, size } = engine.windowOf(layer, cell)
  const shares = sharesOf(view)
  const order = shares.map((_, map) => map).sort((one, other) => Math.abs(shares[other]) - Math.abs(shares[one]))
  const decimals = engine.decimalsThatAgree([...shares, view.found.bias], view.found.sum, VALUE_DECIMALS)
  const total = written(shares.reduce((sum, share) => sum + share, 0), decimals)
  // The maps are the same for all cells of the layer: painted once.
  const picture = (view.mapsRead ??= { canvas: made("canvas"), tiling: tilingOf(maps, side) })
  picture.canvas.setAttribute("role", "img")
  picture.canvas.setAttribute("aria-label", filled(words.mapsReadAlt, { giver: giver.name, count: maps, ...spans(words, top, top + size, left, left + size) }))
  const shareText = (map) => filled(words.share, { giver: giver.name, map, share: written(shares[map], VALUE_DECIMALS) })
  const bars = barChart(view, {
    values: order.map((map) => shares[map]),
    names: order,
    label: filled(words.sharesAlt, { giver: giver.name }),
    tip: (place) => shareText(order[place]),
    chosen: order.indexOf(view.shown),
    onPoint: (place) => show(place === null ? null : order[place], false),
    onPick: (place) => show(order[place], true),
  })
  const frame = () => {
    const patches = order.map((map) => ({ tile: map, top, left, bottom: top + size, right: left + size, isThin: true }))
    frameBoxes(view, picture, [...patches, wholeTile(view.shown, side)])
  }
  const show = (map, isKept) => {
    showMap(map, isKept)
    bars.show(order.indexOf(view.shown))
    frame()
  }
  const mapAt = (event) => tileUnder(picture.canvas, picture.tiling, event)?.index ?? null
  picture.canvas.onpointermove = (event) => show(mapAt(event), false)
  picture.canvas.onpointerleave = () => show(null, false)
  picture.canvas.onclick = (event) => mapAt(event) !== null && show(mapAt(event), true)
  const intro = paragraph("", filled(words.shares, { count: maps, giver: giver.name, total }))
  const element = made("div", "shares", intro, made("div", "maps-read", picture.canvas), bars.chart)
  element.paint = () => {
    const [limit, isSigned] = [largestOf(giver.values), isBelowZero(giver.values)]
    if (!picture.clean) paintMaps(view, picture, { valuesOf: (tile) => (one) => giver.values[one * maps + tile], limitOf: () => limit, isSigned })
    frame()
  }
  return element
}

// Pooling

/** A pooling's window as a matrix. */
function windowGrid(view, cells, marked, note) {
  const { words, giver, engine, layer, cell } = view
  const { top, left, size, filter: map } = engine.windowOf(layer, cell)
  const numbers = cells.map((one) => giver.values[one])
  const named = { giver: giver.name, map, ...spans(words, top, top + size, left, left + size) }
  const box = { top, left, bottom: top + size, right: left + size }
  const grid = numberGrid(view, {
    title: words.window,
    of: words.windowOf,
    numbers,
    across: size,
    limit: largestOf(numbers),
    isSigned: isBelowZero(numbers),
    note: filled(note, named),
    marked,
    act: view.place > 0 && view.follow ? (one) => view.follow(cells[one]) : null,
  })
  return [...seenOfImage(view), ...mapRead(view, map, box), grid]
}

function workedMaximum(view) {
  const { words, found, giver } = view
  const cells = found.candidates
  const row = windowGrid(view, cells, cells.indexOf(found.terms[0].from), words.maximumNote)
  const numbers = cells.map((one) => written(giver.values[one], VALUE_DECIMALS)).join(", ")
  return { row, after: [paragraph("", filled(words.maximum, { numbers, result: written(found.value, VALUE_DECIMALS) }))] }
}

function workedAverage(view) {
  const { words, found, engine } = view
  const cells = found.terms.map(({ from }) => from)
  const values = found.terms.map(({ value }) => value)
  const total = values.reduce((sum, value) => sum + value, 0)
  const decimals = engine.decimalsThatAgree(values, total, VALUE_DECIMALS)
  const numbers = values.map((value) => written(value, decimals)).join(" + ")
  const sentence = filled(words.average, { numbers, count: cells.length, result: written(found.sum, decimals) })
  return { row: windowGrid(view, cells, -1, words.windowNote), after: [paragraph("", sentence), paragraph("muted", words.rounded)] }
}

function workedMapAverage(view) {
  const { words, found, giver, cell: map } = view
  const [side] = giver.shape
  const values = found.terms.map(({ value }) => value)
  const total = values.reduce((sum, value) => sum + value, 0)
  const named = { giver: giver.name, map, side, count: values.length }
  const all = { top: 0, left: 0, bottom: side, right: side }
  const picture =
    side <= MOST_NUMBERS
      ? [numberGrid(view, { title: words.map, of: words.mapOf, numbers: values, across: side, limit: largestOf(values), isSigned: isBelowZero(values), note: filled(words.wholeMap, named) })]
      : mapRead(view, map, all)
  const sentence = filled(words.mapAverage, { ...named, total: written(total, VALUE_DECIMALS), result: written(found.sum, VALUE_DECIMALS) })
  return { row: picture, after: [paragraph("", sentence), paragraph("muted", words.rounded)] }
}

// What stays one number

function workedNormalization(view) {
  const { words, found, layer: { arrays, inputShape }, cell, giver, engine } = view
  const channel = cell % inputShape.at(-1)
  const [gamma, beta, mean, variance] = ["gamma", "beta", "moving_mean", "moving_variance"].map((name) => arrays[name][channel])
  const given = giver.values[cell]
  const deviation = Math.sqrt(variance + view.epsilon)
  const scaled = (gamma * (given - mean)) / deviation
  const numbers = [given, mean, deviation, gamma, scaled, beta, scaled + beta]
  const decimals = engine.decimalsThatAgree([scaled, beta], scaled + beta, VALUE_DECIMALS)
  const table = sumTable(words.normalizationLines.map((label, place) => [label, numbers[place]]), decimals)
  const sentences = words.normalization.map((sentence) => paragraph("", filled(sentence, { giver: giver.name, variance: written(variance, VALUE_DECIMALS) })))
  return { row: [...seenOfImage(view), ...sameCellOf(view), table], after: [...sentences, paragraph("muted", words.rounded)] }
}

function workedDropout(view) {
  const { words, found, giver, layer: { spec: { rate } } } = view
  const named = {
    giver: giver.name,
    value: written(found.value, VALUE_DECIMALS),
    rate,
    percent: Math.round(100 * rate),
    training: written(found.value / (1 - rate), VALUE_DECIMALS),
  }
  const sentences = words.dropout.map((sentence) => paragraph("", filled(sentence, named)))
  return { row: [...seenOfImage(view), ...sameCellOf(view)], after: sentences }
}

/** The map of the giver in which the same cell stands, where it gives maps. */
function sameCellOf(view) {
  if (!isSpatial(view.layer)) return []
  const [row, column, map] = placeOfCell(view.cell, view.giver.shape)
  return mapRead(view, map, cellBox(0, row, column))
}

function workedFlatten(view) {
  const { words, found, giver, cell: position } = view
  const [, width, maps] = giver.shape
  const [row, column, map] = placeOfCell(position, giver.shape)
  const named = { giver: giver.name, position, row, column, map, width, maps, value: written(found.value, VALUE_DECIMALS) }
  return { row: mapRead(view, map, cellBox(0, row, column)), after: [paragraph("", filled(words.flatten, named))] }
}

// Units

function workedUnit(view) {
  const { words, found, layer, engine } = view
  const products = found.terms.reduce((sum, { product }) => sum + product, 0)
  const decimals = engine.decimalsThatAgree([products, found.bias], found.sum, VALUE_DECIMALS)
  const isSoftmax = layer.spec.activation === "softmax"
  const lines = [
    [filled(words.sumOfUnit, { count: found.terms.length }), products],
    [words.bias, found.bias],
    [isSoftmax ? words.logit : words.beforeRelu, found.sum],
    [isSoftmax ? words.softmax : words.relu, isSoftmax ? found.value : Math.max(found.sum, 0)],
  ]
  const lead = made("div", "unit-sum", sumTable(lines, decimals), ...(isSoftmax ? [softmaxSentence(view)] : []), paragraph("muted", words.rounded))
  return { row: [lead, strongestProducts(view)], after: [] }
}

function softmaxSentence({ words, passed, place, cell, found }) {
  const logits = [...passed[place].sums]
  const most = Math.max(...logits)
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0)
  const named = { relative: written(logits[cell] - most, VALUE_DECIMALS), total: written(total, VALUE_DECIMALS), result: written(found.value, VALUE_DECIMALS) }
  return paragraph("", filled(words.softmaxSentence, named))
}

function strongestProducts(view) {
  const { words, found, giver, isNarrow } = view
  const most = isNarrow ? MOST_PRODUCTS_NARROW : MOST_PRODUCTS
  const terms = [...found.terms].sort((one, other) => Math.abs(other.product) - Math.abs(one.product)).slice(0, most)
  const nameOf = ({ from }) => from
  const tip = ({ from, value, factor, product }) =>
    filled(words.product, { giver: giver.name, from, ...writtenTerm(value, factor, product) })
  const { chart } = barChart(view, {
    values: terms.map(({ product }) => product),
    names: terms.map(nameOf),
    label: filled(words.productsAlt, { giver: giver.name, count: terms.length, strongest: tip(terms[0]) }),
    tip: (place) => tip(terms[place]),
  })
  return made("div", "strongest", paragraph("", filled(words.strongest, { count: terms.length, all: found.terms.length, giver: giver.name })), chart)
}
