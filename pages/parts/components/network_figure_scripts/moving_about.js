// Pointing, pinning, and moving from cell to cell by keys. Follows cell_panel.js.

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

function listenForCells(view) {
  const { layers, stage } = view
  layers.addEventListener("pointermove", (event) => {
    if (view.turning) return
    pointAt(view, cellUnder(view, event))
  })
  layers.addEventListener("pointerleave", () => pointAt(view, null))
  layers.addEventListener("click", (event) => {
    if (view.hasTurned) return
    const at = cellUnder(view, event)
    if (at) pin(view, isSame(at, view.pinned) ? null : at)
  })
  stage.addEventListener("keydown", (event) => pressKey(view, event))
}

function cellUnder(view, event) {
  const drawn = view.pictures.find(({ canvas, frame }) => canvas === event.target || frame.contains(event.target))
  if (!drawn) return null
  const row = event.target.closest("li")
  if (row) return { layer: drawn.picture.place, cell: [...row.parentElement.children].indexOf(row) }
  if (event.target !== drawn.canvas) return null
  const { canvas, tiling } = drawn
  const [x, y] = [event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight]
  const cell = cellAt(tiling, Math.floor(x * canvas.width), Math.floor(y * canvas.height))
  return cell === null ? null : { layer: drawn.picture.place, cell }
}

const isSame = (one, other) => one?.layer === other?.layer && one?.cell === other?.cell

function pointAt(view, at) {
  if (isSame(at, view.pointed)) return
  view.pointed = at
  if (!view.pinned) changed(view)
}

function pin(view, at) {
  view.pinned = at
  view.map = undefined
  changed(view)
  view.spoken.textContent = at ? spokenOf(view, at) : view.data.words.released
}

function changed(view) {
  showFollowed(view)
  showCell(view)
}

function spokenOf(view, at) {
  const { image, passed } = view.reading
  const value = at.layer < 0 ? image[at.cell] : passed[at.layer].activations[at.cell]
  return `${nameOf(view, at)}: ${value.toFixed(4)}. ${at.layer < 0 ? "" : seesText(view, at)}`
}

/** Arrows move within a map, Page Up and Down between layers, Enter pins, Escape lets go. */
function pressKey(view, event) {
  if (event.target !== view.stage || !view.reading) return
  const now = view.pinned ?? view.pointed ?? { layer: view.pictures.at(-1).picture.place, cell: view.reading.best }
  const next = keyed(view, event, now)
  if (next === undefined) return
  event.preventDefault()
  if (event.key === "Enter") pin(view, now)
  else if (event.key === "Escape") {
    view.pointed = null
    pin(view, null)
  } else {
    view.pinned = null
    view.pointed = next
    changed(view)
    view.spoken.textContent = spokenOf(view, next)
  }
}

function keyed(view, { key, shiftKey }, now) {
  if (key === "Enter" || key === "Escape") return now
  if (key === "PageUp" || key === "PageDown") return layerBeside(view, now, key === "PageUp" ? 1 : -1)
  const step = STEPS[key]
  if (!step || shiftKey) return undefined
  const { picture, tiling } = pictureAt(view, now.layer)
  if (!isMaps(picture)) {
    const move = isOutput(picture) ? step[0] : step[0] * tiling.across + step[1]
    return { ...now, cell: Math.min(Math.max(now.cell + move, 0), tiling.tiles - 1) }
  }
  const [rows, columns, maps] = picture.shape
  const [row, column, map] = placeIn(now.cell, columns, maps)
  const [y, x] = [Math.min(Math.max(row + step[0], 0), rows - 1), Math.min(Math.max(column + step[1], 0), columns - 1)]
  return { ...now, cell: (y * columns + x) * maps + map }
}

/** The strongest cell of the layer above or below, among those that the cell is made of. */
function layerBeside(view, now, step) {
  const place = view.pictures.findIndex(({ picture }) => picture.place === now.layer)
  const drawn = view.pictures[place + step]
  if (!drawn) return now
  const { network, passed, image } = view.reading
  if (step < 0) {
    const { layers, pixels } = view.engine.contributionsTo(network, passed, image, now)
    const { contributions } = drawn.picture.place < 0 ? pixels : layers[drawn.picture.place]
    const cell = view.engine.strongest(contributions, 1)[0]?.[0] ?? 0
    return { layer: drawn.picture.place, cell }
  }
  const values = passed[drawn.picture.place].activations
  return { layer: drawn.picture.place, cell: values.indexOf(values.reduce((most, value) => (value > most ? value : most), -Infinity)) }
}
