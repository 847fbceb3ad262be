// What each kind of layer makes of its input, as in cnn/network/kinds: sums first, then ReLU or softmax.
// Maps are Float32Arrays of rows, columns, channels, the channels side by side. Sums are kept in double
// precision and rounded once. `eachTerm` tells what one cell's sum is made of, input cell and
// factor at a time, and `linear` what a change of the input makes of the output: all that explanations
// need.

const EPSILON = 1e-3 // of batch normalization

const LAYER_KINDS = {
  conv2d: {
    stem: "conv",
    outputShape: ([height, width], { filters, ...window }) => [places(height, window), places(width, window), filters],
    sums: convolved,
    biasOf: ({ arrays: { bias } }, cell) => bias[cell % bias.length],
    linear: (layer, change) => convolved(withoutBias(layer), change),
    eachTerm: convolutionTerms,
    activate: relu,
  },
  max_pool2d: {
    stem: "pool",
    outputShape: pooledShape,
    sums: (layer, input) => pooled(layer, input, largest),
    isMaximum: true,
    linear: largestChange,
    eachTerm: largestTerm,
  },
  average_pool2d: {
    stem: "pool",
    outputShape: pooledShape,
    sums: (layer, input) => pooled(layer, input, average),
    linear: (layer, change) => pooled(layer, change, average),
    eachTerm: windowTerms,
  },
  batch_normalization: {
    stem: "batch_norm",
    isOftenSingle: true,
    outputShape: (shape) => shape,
    sums: normalised,
    biasOf: ({ arrays }, cell) => normalisingSummand(arrays, cell % arrays.beta.length),
    linear: ({ arrays }, change) =>
      change.map((value, cell) => value * normalisingFactor(arrays, cell % arrays.gamma.length)),
    eachTerm: ({ arrays }, _, cell, take) => take(cell, normalisingFactor(arrays, cell % arrays.gamma.length)),
  },
  global_average_pooling2d: {
    stem: "global_pool",
    isOftenSingle: true,
    givesRow: true,
    outputShape: ([, , channels]) => [channels],
    sums: averagedMaps,
    linear: averagedMaps,
    eachTerm: mapTerms,
  },
  dropout: {
    stem: "dropout",
    isOftenSingle: true,
    passesOn: true,
    outputShape: (shape) => shape,
    sums: (_, input) => input,
    linear: (_, change) => change,
    eachTerm: (_, __, cell, take) => take(cell, 1),
  },
  flatten: {
    stem: "flatten",
    isOftenSingle: true,
    givesRow: true,
    passesOn: true,
    outputShape: (shape) => [count(shape)],
    sums: (_, input) => input,
    linear: (_, change) => change,
    eachTerm: (_, __, cell, take) => take(cell, 1),
  },
  dense: {
    stem: "dense",
    isOftenSingle: true,
    readsRow: true,
    outputShape: (_, { units }) => [units],
    sums: weighted,
    biasOf: ({ arrays: { bias } }, unit) => bias[unit],
    linear: (layer, change) => weighted(withoutBias(layer), change),
    eachTerm: unitTerms,
    activate: (sums, { activation }) => (activation === "softmax" ? softmax(sums) : relu(sums)),
  },
}

const count = (shape) => shape.reduce((product, size) => product * size, 1)

/** How many places a window has along a side of so many cells. */
function places(cells, { kernel_size: size, stride, padding }) {
  return padding === "same" ? Math.ceil(cells / stride) : Math.floor((cells - size) / stride) + 1
}

/** Rows of zeros before the first, where there is padding; the odd one is added at the end. */
function rowsBefore(cells, { kernel_size: size, stride, padding }) {
  if (padding !== "same") return 0
  return Math.floor(Math.max((Math.ceil(cells / stride) - 1) * stride + size - cells, 0) / 2)
}

function pooledShape([height, width, channels], { pool_size: size }) {
  return [Math.floor(height / size), Math.floor(width / size), channels]
}

/** Patch times kernel, summed, plus bias. */
function convolved({ spec, inputShape, outputShape, arrays }, input) {
  const [height, width] = inputShape
  const { kernel_size: size, stride } = spec
  const window = { size, stride, above: rowsBefore(height, spec), before: rowsBefore(width, spec) }
  return convolutionSums(input, inputShape, outputShape, window, arrays)
}

/** Add each of some inputs times its weights, one weight for each sum. */
function addProducts(sums, input, from, inputs, kernel, weight) {
  const length = sums.length
  for (let index = 0; index < inputs; index++, weight += length) {
    const value = input[from + index]
    if (value === 0) continue
    for (let sum = 0; sum < length; sum++) sums[sum] += value * kernel[weight + sum]
  }
}

/** Every input times every weight, summed for each unit, plus bias. */
function weighted({ arrays: { kernel, bias } }, input) {
  const sums = Float64Array.from(bias)
  addProducts(sums, input, 0, input.length, kernel, 0)
  return Float32Array.from(sums)
}

/** One number for each window; rows and columns that fill none are dropped. */
function pooled({ spec: { pool_size: size }, inputShape: [, width, channels], outputShape }, input, combined) {
  const [rows, columns] = outputShape
  const output = new Float32Array(count(outputShape))
  const window = new Float64Array(size * size)
  let cell = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) {
        for (let place = 0; place < window.length; place++) {
          const [y, x] = [row * size + Math.floor(place / size), column * size + (place % size)]
          window[place] = input[(y * width + x) * channels + channel]
        }
        output[cell++] = combined(window)
      }
    }
  }
  return output
}

function largest(window) {
  let most = window[0]
  for (let place = 1; place < window.length; place++) if (window[place] > most) most = window[place]
  return most
}

function average(window) {
  let sum = 0
  for (let place = 0; place < window.length; place++) sum += window[place]
  return sum / window.length
}

const normalisingFactor = ({ gamma, moving_variance: variance }, channel) =>
  Math.fround(gamma[channel] / Math.sqrt(variance[channel] + EPSILON))

const normalisingSummand = ({ beta, moving_mean: mean, ...arrays }, channel) =>
  Math.fround(beta[channel] - mean[channel] * normalisingFactor(arrays, channel))

/** A factor and a summand for each channel. */
function normalised({ arrays }, input) {
  const channels = arrays.gamma.length
  const factors = arrays.gamma.map((_, channel) => normalisingFactor(arrays, channel))
  const summands = arrays.gamma.map((_, channel) => normalisingSummand(arrays, channel))
  return input.map((value, cell) => value * factors[cell % channels] + summands[cell % channels])
}

function averagedMaps({ inputShape: [height, width, channels] }, input) {
  const sums = new Float64Array(channels)
  input.forEach((value, cell) => (sums[cell % channels] += value))
  return Float32Array.from(sums, (sum) => sum / (height * width))
}

function relu(sums) {
  return sums.map((sum) => (sum < 0 ? 0 : sum))
}

function softmax(logits) {
  const most = Math.max(...logits)
  const exponentials = Float64Array.from(logits, (logit) => Math.exp(logit - most))
  const total = exponentials.reduce((sum, one) => sum + one, 0)
  return Float32Array.from(exponentials, (one) => one / total)
}

// What a cell's sum is made of

/** Where a window stands on the input: rows and columns from, which may lie in the padding. */
function windowOf({ spec, inputShape: [height, width], outputShape }, cell) {
  const [row, column, filter] = placeOfCell(cell, outputShape)
  const size = spec.kernel_size ?? spec.pool_size
  const stride = spec.stride ?? spec.pool_size
  return { top: row * stride - rowsBefore(height, spec), left: column * stride - rowsBefore(width, spec), size, filter }
}

function convolutionTerms(layer, _, cell, take) {
  const [height, width, channels] = layer.inputShape
  const { kernel } = layer.arrays
  const { filters } = layer.spec
  const { top, left, size, filter } = windowOf(layer, cell)
  for (let row = Math.max(-top, 0); row < Math.min(size, height - top); row++) {
    for (let column = Math.max(-left, 0); column < Math.min(size, width - left); column++) {
      const from = ((top + row) * width + left + column) * channels
      let weight = (row * size + column) * channels * filters + filter
      for (let channel = 0; channel < channels; channel++, weight += filters) take(from + channel, kernel[weight])
    }
  }
}

function windowCells(layer, cell) {
  const [, width, channels] = layer.inputShape
  const { top, left, size, filter } = windowOf(layer, cell)
  return Array.from({ length: size * size }, (_, place) => {
    const [y, x] = [top + Math.floor(place / size), left + (place % size)]
    return (y * width + x) * channels + filter
  })
}

function windowTerms(layer, _, cell, take) {
  const cells = windowCells(layer, cell)
  for (const one of cells) take(one, 1 / cells.length)
}

/** The maximum is one of its cells, the first of several that are alike. */
function largestCell(layer, input, cell) {
  const [, width, channels] = layer.inputShape
  const { top, left, size, filter } = windowOf(layer, cell)
  let most = (top * width + left) * channels + filter
  for (let row = top; row < top + size; row++) {
    for (let column = left; column < left + size; column++) {
      const one = (row * width + column) * channels + filter
      if (input[one] > input[most]) most = one
    }
  }
  return most
}

function largestTerm(layer, input, cell, take) {
  take(largestCell(layer, input, cell), 1)
}

function largestChange(layer, change, input) {
  return Float32Array.from({ length: count(layer.outputShape) }, (_, cell) => change[largestCell(layer, input, cell)])
}

function mapTerms({ inputShape: [height, width, channels] }, _, channel, take) {
  const cells = height * width
  for (let cell = 0; cell < cells; cell++) take(cell * channels + channel, 1 / cells)
}

function unitTerms({ spec: { units }, arrays: { kernel } }, input, unit, take) {
  for (let cell = 0; cell < input.length; cell++) take(cell, kernel[cell * units + unit])
}

const withoutBias = (layer) => ({ ...layer, arrays: { ...layer.arrays, bias: new Float32Array(layer.arrays.bias.length) } })
