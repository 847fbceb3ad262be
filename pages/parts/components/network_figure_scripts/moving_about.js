// Pointing, pinning, going from cell to cell by links and keys, and back. Follows cell_panel.js.

const LONGEST_TRAIL = 12

function listenForCells(view) {
  const { layers, stage, cell } = view
  layers.addEventListener("pointermove", (event) => {
    if (view.turning || event.pointerType === "touch") return
    view.under = cellUnder(view, event)
    pointAt(view, view.under)
  })
  layers.addEventListener("pointerleave", () => {
    view.under = null
    pointAt(view, null)
  })
  layers.addEventListener("click", (event) => {
    if (view.hasTurned) return
    // A click's place is rounded, a move's is not.
    const at = view.under ?? cellUnder(view, event)
    if (!at) return
    pin(view, isSame(at, view.pinned) ? null : at)
    showPanelWhole(view)
  })
  stage.addEventListener("keydown", (event) => pressKey(view, event))
  cell.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return
    event.preventDefault()
    letGo(view)
  })
}

/** The cell under the pointer; null where there is none, or none that has a value. */
function cellUnder(view, event) {
  const drawn = view.pictures.find(({ frame }) => frame.contains(event.target))
  if (!drawn || !isReadable(view, { layer: drawn.picture.place })) return null
  const layer = drawn.picture.place
  const row = event.target.closest("li")
  if (row) return { layer, cell: [...row.parentElement.children].indexOf(row) }
  if (event.target !== drawn.canvas) return null
  const { canvas, tiling } = drawn
  const [x, y] = [event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight]
  const cell = cellAt(tiling, Math.floor(x * canvas.width), Math.floor(y * canvas.height))
  return cell === null ? null : { layer, cell }
}

const isSame = (one, other) => one?.layer === other?.layer && one?.cell === other?.cell

function pointAt(view, at) {
  if (isSame(at, view.pointed)) return
  view.pointed = at
  changeSoon(view)
}

/** What a pinned cell's link leads to is pinned in its place, and the way back kept. */
function follow(view, at) {
  const trail = [...view.trail, view.pinned].slice(-LONGEST_TRAIL)
  pin(view, at, trail)
  view.cell.querySelector("h3")?.focus({ preventScroll: true })
}

/** Back to a cell of the trail, by default the one before. */
function goBack(view, place = view.trail.length - 1) {
  if (place < 0) return
  pin(view, view.trail[place], view.trail.slice(0, place))
  view.cell.querySelector("h3")?.focus({ preventScroll: true })
}

function letGo(view) {
  view.pointed = null
  pin(view, null)
  view.stage.focus({ preventScroll: true })
}

function pin(view, at, trail = []) {
  view.pinned = at
  view.trail = trail
  view.map = undefined
  view.isWhole = false
  changed(view)
  clearTimeout(view.saying)
  view.spoken.textContent = at ? spokenOf(view, at) : view.data.words.released
}

/** Show what is followed in the next frame: however often the pointer moves, once for each. */
function changeSoon(view) {
  view.changing ??= requestAnimationFrame(() => changed(view))
}

function changed(view) {
  cancelAnimationFrame(view.changing)
  view.changing = undefined
  const { pinned, reading } = view
  const [at, before] = [followed(view), view.before ?? {}]
  const isNew = reading !== before.reading
  if (isNew || !isSame(at, before.at) || pinned !== before.pinned) showFollowed(view)
  if (isNew || pinned !== before.pinned) showCell(view)
  view.before = { at, pinned, reading }
  showReadout(view)
}

/** On a wide screen all of the arithmetic comes into view; on a narrow one it stands at the lower edge. */
function showPanelWhole(view) {
  if (view.pinned && !view.isNarrow) view.cell.scrollIntoView({ block: "nearest" })
}

/** Arrows move within a map and on to the next, Page Up and Down between layers, Enter pins, Escape lets go. */
function pressKey(view, event) {
  if (event.target !== view.stage || !view.reading || event.ctrlKey || event.metaKey || event.altKey) return
  const now = followed(view) ?? { layer: view.pictures.at(-1).picture.place, cell: Math.max(view.reading.best, 0) }
  if (event.key === "Enter") enter(view, now)
  else if (event.key === "Escape") letGo(view)
  else if (event.key === "Backspace") goBack(view)
  else {
    const next = followed(view) ? keyed(view, event, now) : event.shiftKey ? undefined : MOVES[event.key] || isPaging(event.key) ? now : undefined
    if (!next) return
    moveTo(view, next)
  }
  event.preventDefault()
}

/** Pin a cell; what is pinned already is entered: its first number gets the focus. */
function enter(view, now) {
  if (!view.pinned) {
    pin(view, now)
    showPanelWhole(view)
  } else view.cell.querySelector(".sum .link, .grid .link")?.focus()
}

/** A pinned cell is moved as one; else the keys point. */
function moveTo(view, next) {
  if (view.pinned) Object.assign(view, { pinned: next, trail: [], map: undefined, isWhole: false })
  else view.pointed = next
  changed(view)
  keepInView(view, next)
  sayAtRest(view, spokenOf(view, next))
}

/** Scroll the followed cell into view, where the pictures stand one below another. */
function keepInView(view, at) {
  const drawn = pictureAt(view, at.layer)
  const target = drawn.outputs?.[at.cell].row ?? drawn.marks.querySelector(".chosen")
  if (!view.isInSpace) target?.scrollIntoView({ block: "nearest", inline: "nearest" })
}

const isPaging = (key) => key === "PageUp" || key === "PageDown"

function keyed(view, { key, shiftKey }, now) {
  if (isPaging(key)) return layerBeside(view, now, key === "PageUp" ? 1 : -1)
  const step = MOVES[key]
  if (!step || shiftKey) return undefined
  const { tiling } = pictureAt(view, now.layer)
  const { rows, columns, tiles, across } = tiling
  const [row, column, tile] = placeIn(now.cell, columns, tiles)
  const [y, x] = [row + step[0], column + step[1]]
  if (y >= 0 && y < rows && x >= 0 && x < columns) return { ...now, cell: cellOf(y, x, tile, tiling) }
  const next = tile + step[0] * across + step[1]
  const isBeside = step[1] ? Math.floor(next / across) === Math.floor(tile / across) : true
  if (next < 0 || next >= tiles || !isBeside) return now
  return { ...now, cell: cellOf((y + rows) % rows, (x + columns) % columns, next, tiling) }
}

/** The cell of the layer below that gives most, or the one above that gets most. */
function layerBeside(view, now, step) {
  const place = view.pictures.findIndex(({ picture }) => picture.place === now.layer)
  const drawn = view.pictures[place + step]
  if (!drawn) return now
  const { network, passed, image } = view.reading
  const layer = drawn.picture.place
  if (step < 0) {
    const { layers, pixels } = view.engine.contributionsTo(network, passed, image, now)
    const { contributions } = layer < 0 ? pixels : layers[layer]
    const found = view.engine.strongest(contributions, 1)[0]
    return { layer, cell: found ? found[0] : largestIn(layer < 0 ? image : passed[layer].activations) }
  }
  const changes = view.engine.changesFrom(network, passed, image, now)[layer]
  return { layer, cell: changes.some((change) => change > 0) ? largestIn(changes) : largestIn(passed[layer].activations) }
}

const largestIn = (values) => Math.max(values.indexOf(values.reduce((most, value) => (value > most ? value : most), -Infinity)), 0)
