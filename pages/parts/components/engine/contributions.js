// What a cell is made of, through every layer down to the pixels, and what it does to the ten outputs.
// ReLU and the maximum pass a number on or stop it; between them all is sums of products. With what
// passes as it does for this image, every cell's sum is therefore a sum over the cells of any layer
// below, of each one's value times what of it reaches the cell, and of biases. That product is the
// contribution.

/**
 * The contributions of all cells below to one cell's sum.
 *
 * @param passed what `forward` gave for the image.
 * @param target {layer: its place in the network, cell}.
 * @returns for each layer below, and for the pixels, what a change of 1 in each cell adds to the sum, and
 *     each cell's contribution.
 */
function contributionsTo(network, passed, image, target) {
  const layers = []
  let pixels = null
  let reaches = new Float64Array(count(network.layers[target.layer].outputShape))
  reaches[target.cell] = 1
  for (let place = target.layer; place >= 0; place--) {
    const layer = network.layers[place]
    const input = place ? passed[place - 1].activations : image
    const into = new Float64Array(input.length)
    for (let cell = 0; cell < reaches.length; cell++) {
      const reach = reaches[cell]
      if (reach === 0 || (place < target.layer && isStopped(layer, passed[place], cell))) continue
      layer.kind.eachTerm(layer, input, cell, (from, factor) => (into[from] += reach * factor))
    }
    const contributions = into.map((reach, cell) => reach * input[cell])
    if (place) layers[place - 1] = { reaches: into, contributions }
    else pixels = { reaches: into, contributions }
    reaches = into
  }
  return { layers, pixels }
}

/** What one cell's value adds to each of the ten outputs' sums. */
function contributionsFrom(network, passed, { layer: from, cell }) {
  let change = new Float32Array(passed[from].activations.length)
  change[cell] = network.layers[from].spec.activation === "softmax" ? passed[from].sums[cell] : passed[from].activations[cell]
  for (let place = from + 1; place < network.layers.length; place++) {
    const layer = network.layers[place]
    change = layer.kind.linear(layer, change, passed[place - 1].activations)
    if (place + 1 < network.layers.length) {
      change = change.map((value, one) => (isStopped(layer, passed[place], one) ? 0 : value))
    }
  }
  return change
}

const isStopped = ({ kind }, { sums }, cell) => Boolean(kind.activate) && sums[cell] <= 0

/** The cells of an array of contributions that count most, strongest first: [cell, contribution]. */
function strongest(contributions, most) {
  const found = []
  contributions.forEach((contribution, cell) => {
    if (contribution !== 0) found.push([cell, contribution])
  })
  return found.sort(([, one], [, other]) => Math.abs(other) - Math.abs(one)).slice(0, most)
}
