// Which lines are drawn for a followed cell: from it down through every layer to the pixels, and up to the
// ten outputs. A line stands for what one cell's value adds to the sum of one cell above it, times what of
// that sum reaches the followed cell. Follows layer_pictures.js.

const MOST_LINES = 10 // from layer to layer
const MOST_ENDS = 8 // cells of a layer from which lines go on
const MOST_ABOVE = 40 // cells of a layer above that are looked at

/**
 * Lines from the followed cell to the pixels: from layer to layer the strongest that end in a cell in which
 * others began.
 *
 * @param pictures those of the layers that are shown, in order, up to the followed cell's own.
 * @returns layers from the cell's own down to the image, [{picture, cells}], and lines [{below, above, from,
 *     to, amount}], the first two places among `pictures`.
 */
function pathsDown(pictures, at, { network, passed, image }, { layers, pixels }) {
  const lines = []
  const shown = [[at.cell]]
  for (let above = pictures.length - 1; above > 0; above--) {
    const place = pictures[above].place
    const reaches = place === at.layer ? null : layers[place].reaches
    const found = termsInto(network, passed, image, place, shown[0]).map(({ from, to, amount }) => ({
      below: above - 1, above, from, to, amount: amount * (reaches ? reaches[to] : 1),
    }))
    const kept = strongestOfEach(found, "to")
    lines.push(...kept)
    shown.unshift([...new Set(kept.map(({ from }) => from))].slice(0, MOST_ENDS))
  }
  return { shown, lines }
}

/** Lines from a cell's value to the outputs, through the cells to which it adds or from which it takes most. */
function pathsUp(pictures, at, { network, passed, image }, changes) {
  const lines = []
  let shown = new Set([at.cell])
  for (let above = 1; above < pictures.length; above++) {
    const { place } = pictures[above]
    const [own, before] = [changes[place], place ? changes[place - 1] : changes[-1]]
    const input = place ? passed[place - 1].activations : image
    const layer = network.layers[place]
    const found = []
    for (const to of mostChanged(own)) {
      layer.kind.eachTerm(layer, input, to, (from, factor) => {
        if (shown.has(from) && factor * before[from]) found.push({ below: above - 1, above, from, to, amount: factor * before[from] })
      })
    }
    const kept = strongestOfEach(found, isOutput(pictures[above]) ? "to" : "from")
    lines.push(...kept)
    shown = new Set(kept.map(({ to }) => to).slice(0, MOST_ENDS))
  }
  return lines
}

/** What goes into the sums of some cells of a layer, term by term. */
function termsInto({ layers }, passed, image, place, cells) {
  const layer = layers[place]
  const input = place ? passed[place - 1].activations : image
  const found = []
  for (const to of cells) {
    layer.kind.eachTerm(layer, input, to, (from, factor) => {
      const amount = factor * input[from]
      if (amount) found.push({ from, to, amount })
    })
  }
  return found
}

/** The strongest lines, and of each end its own strongest, strongest first. */
function strongestOfEach(lines, end) {
  const sorted = lines.sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount))
  const met = new Set()
  const [firsts, others] = [[], []]
  for (const line of sorted) {
    ;(met.has(line[end]) ? others : firsts).push(line)
    met.add(line[end])
  }
  const kept = firsts.slice(0, MOST_LINES)
  kept.push(...others.slice(0, MOST_LINES - kept.length))
  return kept.sort((one, other) => Math.abs(other.amount) - Math.abs(one.amount))
}

function mostChanged(changes) {
  const found = []
  changes.forEach((change, cell) => change !== 0 && found.push([cell, Math.abs(change)]))
  return found.sort(([, one], [, other]) => other - one).slice(0, MOST_ABOVE).map(([cell]) => cell)
}
