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

/**
 * What one cell's value, or a pixel's, of the layer -1, adds to every cell of its layer and of those above.
 *
 * @returns the changes by the layer's place; what a ReLU stops is 0, but in the last layer.
 */
function changesFrom({ layers }, passed, image, { layer: from, cell }) {
  const own = from < 0 ? image : passed[from][layers[from].spec.activation === "softmax" ? "sums" : "activations"]
  let change = new Float32Array(own.length)
  change[cell] = own[cell]
  const changes = []
  changes[from] = change
  for (let place = from + 1; place < layers.length; place++) {
    change = layers[place].kind.linear(layers[place], change, place ? passed[place - 1].activations : image)
    if (place + 1 < layers.length) {
      change = change.map((value, one) => (isStopped(layers[place], passed[place], one) ? 0 : value))
    }
    changes[place] = change
  }
  return changes
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
