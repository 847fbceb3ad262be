// One filter of a layer that reads several maps: its map among the layer's, its numbers, and its kernels, the
// one with the largest norm first. Follows filter_cards.js.

const FIRST_KERNELS = 16

function layFilterOut(view) {
  const { words, layer, output, data } = view
  const [side, , filters] = layer.outputShape
  const most = largestOf(output)
  const paintings = { limitOf: () => most, isSigned: false }
  const all = pictureOf(view, tilingOf(filters, side, acrossOf(filters, 1)))
  all.canvas.setAttribute("aria-label", filled(words.allAlt, { count: filters, layer: layer.name }))
  const one = pictureOf(view, tilingOf(1, side))
  const [mapTitle, facts, kernels] = [made("p", "title"), made("div", "facts"), made("div", "kernels")]
  const mapsBar = barOf(view, words.maps, { of: filled(words.allCells, { layer: layer.name }), largest: most, isSigned: false })
  const number = stepper(view, "filterName", (filter) => keep(view, strongestOf(output, filter, filters), KEY_DELAY))
  const toMaps = button(words.toMaps, () => leave(view, "opened", view.place, view.kept), "to-filter")
  const bars = made("div", "two-bars")
  const beside = made("div", "beside", made("div", "steppers", number.element, toMaps), facts, bars)
  view.filters.replaceChildren(
    made("div", "one-filter", made("div", "", paragraph("title", filled(filters > 1 ? words.chooseMap : words.itsMap, { count: filters })), all.canvas), made("div", "", mapTitle, one.canvas), beside),
    kernels
  )
  paintMaps(view, all, { ...paintings, valuesOf: (map) => (cell) => output[cell * filters + map] })
  let shown = null
  let cards = []
  const showFilter = (filter) => {
    shown = filter
    const cells = mapOf({ values: output, shape: layer.outputShape }, filter)
    paintMaps(view, one, { ...paintings, valuesOf: () => (cell) => cells[cell] })
    mapTitle.replaceChildren(...paragraph("", filled(words.makesMap, { filter, side })).childNodes)
    number.show(filter, filters)
    const numbers = { bias: written(layer.arrays.bias[filter], VALUE_DECIMALS), norm: written(normOf(weightsOf(layer, filter)), VALUE_DECIMALS), weights: weightsOf(layer, filter).length, here: percent(firingShare(cells)), cells: cells.length, overall: percent(data.firing[filter]) }
    facts.replaceChildren(...words.facts.map((fact) => paragraph("", filled(fact, numbers))))
    bars.replaceChildren(barOf(view, words.kernels, { of: words.allWeights, largest: largestOf(weightsOf(layer, filter)), isSigned: true, isOfASum: true }), mapsBar)
    cards = layKernelsOut(view, kernels, filter)
  }
  view.showCell = () => {
    const [row, column, filter] = placeOfCell(view.cell, layer.outputShape)
    if (filter !== shown) showFilter(filter)
    one.canvas.setAttribute("aria-label", filled(words.filterMapAlt, { filter, row, column }))
    frameBoxes(view, all, [wholeTile(filter, side)])
    frameBoxes(view, one, [cellBox(0, row, column)])
    showShares(view, cards)
  }
  connect(view, all, (event) => cellOfTile(all, event, filters))
  connect(view, one, (event) => cellOfTile(one, event, filters, shown))
  all.canvas.onkeydown = (event) => stepMap(view, event, all.tiling)
  one.canvas.onkeydown = (event) => stepCell(view, event)
}

function weightsOf({ arrays: { kernel }, outputShape: [, , filters] }, filter) {
  return Array.from({ length: kernel.length / filters }, (_, place) => kernel[place * filters + filter])
}

function layKernelsOut(view, room, filter) {
  const { words, layer, giver } = view
  const limit = largestOf(weightsOf(layer, filter))
  const kernels = Array.from({ length: giver.shape[2] }, (_, map) => ({ map, weights: kernelOf(layer, filter, map) }))
  for (const kernel of kernels) kernel.norm = normOf(kernel.weights)
  kernels.sort((one, other) => other.norm - one.norm)
  const isCut = kernels.length > FIRST_KERNELS && !view.areAllShown
  const cards = kernels.slice(0, isCut ? FIRST_KERNELS : kernels.length).map(({ map, weights, norm }) => {
    const grid = weightGrid(view, weights, limit, filled(words.kernelForAlt, { filter, map }))
    const gives = made("p", "gives")
    const card = made("div", "card", made("h3", "", filled(words.forMap, { map })), grid, paragraph("muted", filled(words.norm, { norm: written(norm, 3) })), gives)
    const choose = (chosen, square) => {
      view.map = chosen ?? view.keptMap ?? null
      showWorked(view)
      showShares(view, cards)
      view.pointAtTerm(square?.dataset.place)
    }
    card.onpointermove = ({ target }) => choose(map, target.closest("td"))
    card.onpointerleave = () => choose(null)
    card.onclick = ({ target }) => choose((view.keptMap = map), target.closest("td"))
    return { card, map, gives }
  })
  const heading = made("h2", "", filled(words.kernelsOf, { filter }))
  const more = button(filled(words.showAll, { count: kernels.length }), () => {
    view.areAllShown = true
    cards.splice(0, cards.length, ...layKernelsOut(view, room, filter))
    showShares(view, cards)
  }, "to-filter")
  const note = paragraph("muted", filled(words.kernelsNote, { giver: giver.name }))
  room.replaceChildren(heading, made("div", "cards", ...cards.map(({ card }) => card)), ...(isCut ? [more] : []), note)
  return cards
}

/** What each kernel gives to the cell that is explained. */
function showShares(view, cards) {
  const shares = sharesOf(view)
  for (const { card, map, gives } of cards) {
    gives.textContent = filled(view.words.gives, { share: written(shares[map], VALUE_DECIMALS) })
    gives.className = `gives ${shares[map] < 0 ? "takes" : "adds"}`
    card.classList.toggle("chosen", map === view.shown)
  }
}
