// How one cell came about, from the cells that its layer read: terms of a sum, gathered by the map they
// come from, so that any output can be taken apart until only pixels are left.

/**
 * @param at {layer: its place in the network, cell}.
 * @returns terms [{from, value, factor, product}], groups of them by map, [{map, terms, sum}], the bias,
 *     their sum, and the cell's value after the activation; candidates are cells that a maximum left.
 */
function arithmeticOf(network, passed, image, at) {
  const layer = network.layers[at.layer]
  const input = at.layer ? passed[at.layer - 1].activations : image
  const terms = []
  layer.kind.eachTerm(layer, input, at.cell, (from, factor) => {
    terms.push({ from, value: input[from], factor, product: input[from] * factor })
  })
  const bias = layer.kind.biasOf?.(layer, at.cell) ?? 0
  const products = terms.reduce((sum, { product }) => sum + product, 0)
  return {
    terms,
    groups: groupedByMap(terms, mapsBelow(network, at.layer)),
    bias: layer.kind.biasOf ? bias : null,
    sum: products + bias,
    value: passed[at.layer].activations[at.cell],
    candidates: layer.kind.isMaximum ? windowCells(layer, at.cell) : null,
  }
}

/** How many maps the layer's input has: 1 for a row of units, each of which stands for itself. */
function mapsBelow({ layers }, place) {
  for (let below = place - 1; below >= 0; below--) {
    const { kind, outputShape } = layers[below]
    if (!kind.passesOn) return outputShape.length === 3 ? outputShape[2] : 0
  }
  return INPUT_SHAPE[2]
}

function groupedByMap(terms, maps) {
  const groups = new Map()
  for (const term of terms) {
    const map = maps ? term.from % maps : term.from
    if (!groups.has(map)) groups.set(map, { map, terms: [], sum: 0 })
    const group = groups.get(map)
    group.terms.push(term)
    group.sum += term.product
  }
  return [...groups.values()]
}

/** The image's rows and columns that a cell depends on: [top, left, bottom, right], the last excluded. */
function receptiveField({ layers }, { layer: place, cell }) {
  let { outputShape } = layers[place]
  if (outputShape.length < 3) return [0, 0, IMAGE_SIZE, IMAGE_SIZE]
  const [row, column] = placeOfCell(cell, outputShape)
  let [top, left, bottom, right] = [row, column, row + 1, column + 1]
  for (let below = place; below >= 0; below--) {
    const { spec, inputShape: [height, width] } = layers[below]
    const size = spec.kernel_size ?? spec.pool_size
    if (!size) continue
    const stride = spec.stride ?? spec.pool_size
    const [above, before] = [rowsBefore(height, spec), rowsBefore(width, spec)]
    ;[top, left] = [Math.max(top * stride - above, 0), Math.max(left * stride - before, 0)]
    ;[bottom, right] = [
      Math.min((bottom - 1) * stride - above + size, height),
      Math.min((right - 1) * stride - before + size, width),
    ]
  }
  return [top, left, bottom, right]
}

const DECIMALS_TO_TRY = [3, 4, 5, 6, 7]

/** So many decimals, no fewer than `least`, that numbers as they are written add up to their sum as written. */
function decimalsThatAgree(numbers, sum, least = DECIMALS_TO_TRY[0]) {
  const adds = (decimals) =>
    numbers.reduce((total, number) => total + Number(number.toFixed(decimals)), 0).toFixed(decimals) ===
    sum.toFixed(decimals)
  return DECIMALS_TO_TRY.find((decimals) => decimals >= least && adds(decimals)) ?? DECIMALS_TO_TRY.at(-1)
}
