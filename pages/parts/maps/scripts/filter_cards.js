// The filters of a layer that reads a single map, as cards: kernel, map, and a few numbers. Follows live_layer.js.

const CARD_MAP = 102 // CSS pixels
const KERNEL_DECIMALS = 2

function layCardsOut(view) {
  const { words, layer, output, data } = view
  const [side, , filters] = layer.outputShape
  const { kernel, bias } = layer.arrays
  const [limit, strongest] = [largestOf(kernel), largestOf(output)]
  const bars = made("div", "two-bars", barOf(view, words.kernels, { of: words.allWeights, largest: limit, isSigned: true, isOfASum: true }), barOf(view, words.maps, { of: words.cellsOfAllMaps, largest: strongest, isSigned: false }))
  const cards = Array.from({ length: filters }, (_, filter) => {
    const weights = kernelOf(layer, filter, 0)
    const cells = mapOf({ values: output, shape: layer.outputShape }, filter)
    const grid = weightGrid(view, weights, limit, filled(words.kernelAlt, { layer: layer.name, filter }))
    const picture = pictureOf(view, tilingOf(1, side))
    picture.canvas.style.width = `${CARD_MAP}px`
    const strongestHere = strongestOf(output, filter, filters)
    grid.onpointermove = ({ target }) => pointAtWeight(view, strongestHere, target.closest("td"))
    grid.onpointerleave = () => pointAtWeight(view, null, null)
    grid.onclick = ({ target }) => target.closest("td") && keep(view, strongestHere)
    connect(view, picture, (event) => cellOfTile(picture, event, filters, filter))
    picture.canvas.onkeydown = (event) => stepInCards(view, event, (next) => cards[next]?.picture.canvas.focus())
    picture.canvas.onfocus = () => isOfFilter(view, filter) || keep(view, strongestHere, KEY_DELAY)
    const numbers = { bias: written(bias[filter], 3), norm: written(normOf(weights), 2), here: percent(firingShare(cells)), overall: percent(data.firing[filter]) }
    const card = made("div", "card", made("h2", "", filled(words.filter, { filter })), made("div", "card-pictures", grid, picture.canvas), paragraph("muted", filled(words.cardNumbers, numbers)), paragraph("muted", filled(words.cardFires, numbers)))
    return { card, picture, cells, filter }
  })
  view.filters.replaceChildren(bars, made("div", "cards", ...cards.map(({ card }) => card)), paragraph("muted", words.normNote))
  for (const { picture, cells } of cards) paintMaps(view, picture, { valuesOf: () => (cell) => cells[cell], limitOf: () => strongest, isSigned: false })
  let framed = null
  view.showCell = () => {
    const [row, column, filter] = placeOfCell(view.cell, layer.outputShape)
    if (framed !== null && framed !== filter) frameBoxes(view, cards[framed].picture, [])
    framed = filter
    frameBoxes(view, cards[filter].picture, [cellBox(0, row, column)])
    for (const one of cards) {
      one.card.classList.toggle("chosen", one.filter === filter)
      one.picture.canvas.tabIndex = isOfFilter(view, one.filter) ? 0 : -1
      const label = one.filter === filter ? filled(words.cardMapAt, { filter, row, column }) : filled(words.cardMap, { filter: one.filter })
      if (one.picture.canvas.getAttribute("aria-label") !== label) one.picture.canvas.setAttribute("aria-label", label)
    }
  }
}

/** Arrow keys go from cell to cell, Page Up and Down from filter to filter. */
function stepInCards(view, event, go) {
  const step = { PageUp: -1, PageDown: 1 }[event.key]
  if (!step) return stepCell(view, event)
  event.preventDefault()
  go(placeOfCell(view.kept, view.layer.outputShape)[2] + step)
}

const isOfFilter = ({ kept, layer }, filter) => placeOfCell(kept, layer.outputShape)[2] === filter

function barOf(view, title, scale) {
  return made("div", "titled-bar", paragraph("", `**${title}**`), colourBar(view, scale))
}

/** A kernel alone, each weight written in its cell. */
function weightGrid(view, weights, limit, label) {
  const grid = numberGrid(view, { title: "", of: "", numbers: weights, across: Math.sqrt(weights.length), limit, isSigned: true, decimals: KERNEL_DECIMALS }).querySelector("table")
  grid.querySelector("caption").remove()
  grid.setAttribute("aria-label", label)
  return grid
}

/** What a weight does: in the cell where its filter fires most, its term stands out. */
function pointAtWeight(view, cell, square) {
  point(view, square && cell)
  view.pointAtTerm(square?.dataset.place)
}
