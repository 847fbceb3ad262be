// The sums of a convolution, eight filters at a time: their sums stay in the processor's registers while
// the patch is gone through once. Kept in double precision, added in the patch's own order and rounded
// once; cells that are 0 add nothing and are passed over.

const FILTERS_AT_ONCE = 8
const ordered = new WeakMap()

/**
 * Every place's patch times every filter, plus its bias.
 *
 * @param inputShape rows, columns, channels.
 * @param outputShape rows, columns, filters.
 * @param window its size and stride, and how many rows and columns of zeros stand before the input.
 */
function convolutionSums(input, inputShape, outputShape, window, { kernel, bias }) {
  const [, , channels] = inputShape
  const [rows, columns, filters] = outputShape
  const factors = orderedFactors(kernel, filters)
  const patch = { values: new Float64Array(window.size ** 2 * channels), places: new Int32Array(window.size ** 2 * channels) }
  const sums = new Float64Array(FILTERS_AT_ONCE)
  const output = new Float32Array(rows * columns * filters)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const inked = takePatch(patch, input, inputShape, window, row, column)
      const cell = (row * columns + column) * filters
      for (let first = 0; first < filters; first += FILTERS_AT_ONCE) {
        const some = Math.min(FILTERS_AT_ONCE, filters - first)
        for (let filter = 0; filter < some; filter++) sums[filter] = bias[first + filter]
        addEight(sums, patch.values, patch.places, inked, factors, first * patch.values.length)
        for (let filter = 0; filter < some; filter++) output[cell + first + filter] = sums[filter]
      }
    }
  }
  return output
}

/** The cells of one patch that are not 0, and where each one's eight factors begin; how many there are. */
function takePatch({ values, places }, input, [height, width, channels], { size, stride, above, before }, row, column) {
  let taken = 0
  for (let kernelRow = 0; kernelRow < size; kernelRow++) {
    const y = row * stride - above + kernelRow
    if (y < 0 || y >= height) continue
    for (let kernelColumn = 0; kernelColumn < size; kernelColumn++) {
      const x = column * stride - before + kernelColumn
      if (x < 0 || x >= width) continue
      const from = (y * width + x) * channels
      const place = (kernelRow * size + kernelColumn) * channels
      for (let channel = 0; channel < channels; channel++) {
        const value = input[from + channel]
        if (value === 0) continue
        values[taken] = value
        places[taken++] = (place + channel) * FILTERS_AT_ONCE
      }
    }
  }
  return taken
}

/** Eight sums go on by so many values, each times its eight factors. */
function addEight(sums, values, places, count, factors, start) {
  let a = sums[0]
  let b = sums[1]
  let c = sums[2]
  let d = sums[3]
  let e = sums[4]
  let f = sums[5]
  let g = sums[6]
  let h = sums[7]
  for (let index = 0; index < count; index++) {
    const value = values[index]
    const at = start + places[index]
    a += value * factors[at]
    b += value * factors[at + 1]
    c += value * factors[at + 2]
    d += value * factors[at + 3]
    e += value * factors[at + 4]
    f += value * factors[at + 5]
    g += value * factors[at + 6]
    h += value * factors[at + 7]
  }
  sums[0] = a
  sums[1] = b
  sums[2] = c
  sums[3] = d
  sums[4] = e
  sums[5] = f
  sums[6] = g
  sums[7] = h
}

/** A kernel's factors, those of eight filters side by side: once for each kernel. */
function orderedFactors(kernel, filters) {
  if (!ordered.has(kernel)) ordered.set(kernel, inEights(kernel, filters))
  return ordered.get(kernel)
}

function inEights(kernel, filters) {
  const cells = kernel.length / filters
  const factors = new Float64Array(Math.ceil(filters / FILTERS_AT_ONCE) * cells * FILTERS_AT_ONCE)
  for (let filter = 0; filter < filters; filter++) {
    const start = (filter - (filter % FILTERS_AT_ONCE)) * cells + (filter % FILTERS_AT_ONCE)
    for (let cell = 0; cell < cells; cell++) factors[start + cell * FILTERS_AT_ONCE] = kernel[cell * filters + filter]
  }
  return factors
}
