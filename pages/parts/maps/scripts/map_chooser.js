// Pictures of maps in which a cell is pointed at, kept by a click, and moved by the arrow keys. Follows
// live_layer.js.

/** A canvas that takes the pointer and the keys. */
function pictureOf(view, tiling) {
  const canvas = made("canvas", "chooser")
  canvas.setAttribute("role", "application")
  canvas.tabIndex = 0
  return { canvas, tiling }
}

function connect(view, { canvas }, cellAt) {
  canvas.onpointermove = (event) => point(view, cellAt(event))
  canvas.onpointerleave = () => point(view, null)
  canvas.onclick = (event) => {
    const cell = cellAt(event)
    if (cell !== null) keep(view, cell)
  }
}

/** The cell under the pointer; in a picture of one map, which of the layer's that is has to be told. */
function cellOfTile({ canvas, tiling }, event, maps, map = null) {
  const found = tileUnder(canvas, tiling, event)
  return found && (found.row * tiling.side + found.column) * maps + (map ?? found.index)
}

/** Arrow keys in the picture of all maps go from map to map; the cell stays. */
function stepMap(view, event, { across }) {
  const step = MOVES[event.key]
  if (!step) return
  event.preventDefault()
  const [, , maps] = view.layer.outputShape
  const [row, column, map] = placeOfCell(view.kept, view.layer.outputShape)
  const next = map + step[0] * across + step[1]
  if (next >= 0 && next < maps) keepAt(view, row, column, next, KEY_DELAY)
}

/** Arrow keys in a map go from cell to cell. */
function stepCell(view, event) {
  const step = MOVES[event.key]
  if (!step) return
  event.preventDefault()
  const [rows, columns] = view.layer.outputShape
  const [row, column, map] = placeOfCell(view.kept, view.layer.outputShape)
  keepAt(view, clamp(row + step[0], 0, rows - 1), clamp(column + step[1], 0, columns - 1), map, KEY_DELAY)
}

function keepAt(view, row, column, map, delay) {
  const [, columns, maps] = view.layer.outputShape
  keep(view, (row * columns + column) * maps + map, delay)
}
