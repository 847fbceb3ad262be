// What is said of the followed cell: a line beneath the figure, and once it is pinned all of its
// arithmetic, each number a link to the cell that it came from. Follows sum_tables.js.

function nothingToSay(view) {
  const { words } = view.data
  if (view.pictures.some(({ hasOverflowed }) => hasOverflowed)) return overflowText(view)
  return view.pinned ? words.hintPinned : view.isInSpace ? (words.hintInSpace ?? words.hint) : words.hint
}

function overflowText(view) {
  const first = view.pictures.find(({ hasOverflowed }) => hasOverflowed)
  return filled(view.data.words.overflow, { layer: first.picture.name })
}

/** The line beneath the figure, which is always as high. */
function showReadout(view) {
  const at = view.pointed
  const text = at && view.reading && !isSame(at, view.pinned) ? readoutOf(view, at) : nothingToSay(view)
  if (view.hint.textContent !== text) view.hint.textContent = text
}

function readoutOf(view, at) {
  if (!isReadable(view, at)) return overflowText(view)
  return at.layer < 0 ? `${nameOf(view, at)}. ${pixelText(view, at)}` : `${titleOf(view, at)}. ${stoppedText(view, at)}${seesText(view, at)}`
}

/** The same for those who do not see it. */
const spokenOf = readoutOf

/** Show the pinned cell's arithmetic, and keep the focus where it was. */
function showCell(view) {
  const at = view.pinned
  view.cell.hidden = !at
  if (!at || !view.reading) {
    view.cell.replaceChildren()
    return
  }
  const focused = focusedIn(view.cell)
  view.cell.replaceChildren(button(view.data.words.letGo, () => letGo(view), "plain close"), ...trailOf(view), ...(isReadable(view, at) ? panelOf(view, at) : [made("p", "", overflowText(view))]))
  if (focused >= 0) focusable(view.cell)[focused]?.focus({ preventScroll: true })
}

const focusable = (element) => [...element.querySelectorAll("h3, button")]
const focusedIn = (element) => focusable(element).indexOf(element.getRootNode().activeElement)

/** The way here: the cells that were taken apart before, each a way back. */
function trailOf(view) {
  const { words } = view.data
  if (!view.trail.length) return []
  const steps = made("nav", "steps")
  steps.setAttribute("aria-label", words.trail)
  steps.append(button(words.back, () => goBack(view), "plain"))
  view.trail.forEach((at, place) => steps.append(link(nameOf(view, at), () => goBack(view, place)), made("span", "to", "\u203a")))
  steps.append(made("span", "here", nameOf(view, view.pinned)))
  return [steps]
}

function panelOf(view, at) {
  const title = made("h3", "", at.layer < 0 ? nameOf(view, at) : titleOf(view, at))
  title.tabIndex = -1
  const note = view.hasEffects ? [made("p", "note", view.data.words.effects)] : []
  if (at.layer < 0) return [title, made("p", "", `${pixelText(view, at)} ${view.data.words.end}`), ...note]
  const { network, passed, image } = view.reading
  const layer = network.layers[at.layer]
  const found = view.engine.arithmeticOf(network, passed, image, at)
  const columns = made("div", "columns")
  if (found.candidates) columns.append(maximumTable(view, at, found))
  else columns.append(...sumTables(view, at, layer, found))
  if (isOutput(pictureAt(view, at.layer).picture)) columns.append(softmaxTable(view, at))
  return [title, made("p", "sees", seesText(view, at)), columns, ...note]
}

/** A cell of what a layer reads, in the layer that shows it. */
function below(view, at, cell) {
  const pictures = view.pictures.filter(({ picture }) => picture.place < at.layer)
  return { layer: pictures.at(-1).picture.place, cell }
}

/** The cell's name and its value, as its arithmetic has it. */
function titleOf(view, at) {
  const value = valueText(view, at)
  return filled(view.data.words.title, { name: nameOf(view, at), value })
}

function valueText(view, at) {
  const { activations, sums } = view.reading.passed[at.layer]
  const value = activations[at.cell]
  if (isOutput(pictureAt(view, at.layer).picture)) return `${(100 * value).toFixed(1)}%`
  return written(value, decimalsOf(view, at, sums[at.cell]))
}

/** Where ReLU has made 0 of a sum below 0, what the sum was. */
function stoppedText(view, at) {
  const sum = view.reading.passed[at.layer].sums[at.cell]
  const { kind, spec } = view.reading.network.layers[at.layer]
  if (!kind.activate || spec.activation === "softmax" || sum >= 0) return ""
  return `${filled(view.data.words.stopped, { sum: written(sum, decimalsOf(view, at, sum)) })} `
}

function pixelText(view, { cell }) {
  return filled(view.data.words.pixel, { value: written(view.reading.image[cell], USUAL_DECIMALS) })
}

function nameOf(view, { layer, cell }) {
  const { picture } = pictureAt(view, layer)
  const { words } = view.data
  if (!isMaps(picture)) return filled(isOutput(picture) ? words.digit : words.unit, { layer: picture.name, unit: cell })
  const [, columns, maps] = picture.shape
  const [row, column, map] = placeIn(cell, columns, maps)
  return filled(layer < 0 ? words.pixelName : words.cellName, { layer: picture.name, map, row, column })
}

function seesText(view, at) {
  const { top, left, bottom, right, beyond } = fieldOf(view, at)
  const { words } = view.data
  if (bottom - top === 28 && right - left === 28) return words.seesAll
  const isBeyond = Object.values(beyond).some(Boolean)
  return filled(isBeyond ? words.seesPadding : words.sees, { top, bottom: bottom - 1, left, right: right - 1 })
}

function chooseMap(view, map) {
  view.map = map
  showCell(view)
}

/** A name or number that leads to a cell. */
const link = (text, act) => button(text, act, "link")
