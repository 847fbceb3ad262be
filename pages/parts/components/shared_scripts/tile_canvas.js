// Maps as tiles on a canvas, and the tile under the pointer. Follows figure_numbers.js.

/**
 * Tiles side by side, a whole number of canvas pixels per cell.
 *
 * shape: {tiles, across, side, gap} in cells. colours: 256 x 3 bytes. ink: {background, edge, frame}.
 * valuesOf(tile)(cell): its place on the scale, 0 to 1; null is left empty, NaN is asked for.
 * framesOf(tile): [{top, left, bottom, right}] in cells, cut to the tile.
 */
function paintTiles(canvas, { tiles, across, side, gap }, colours, ink, valuesOf, framesOf) {
  const pitch = side + gap
  const [wide, high] = [across * pitch - gap, Math.ceil(tiles / across) * pitch - gap]
  const ratio = window.devicePixelRatio || 1
  const scale = Math.max(Math.ceil((Math.max(canvas.clientWidth, 40) * ratio) / wide), 1)
  canvas.width = wide * scale
  canvas.height = high * scale
  const context = canvas.getContext("2d")
  context.imageSmoothingEnabled = false
  const picture = new OffscreenCanvas(wide, high)
  const pixels = new ImageData(wide, high)
  const hidden = []
  const corner = (tile) => [(tile % across) * pitch, Math.floor(tile / across) * pitch]
  for (let tile = 0; tile < tiles; tile++) {
    const valueAt = valuesOf(tile)
    const [left, top] = corner(tile)
    for (let cell = 0; cell < side * side; cell++) {
      const value = valueAt(cell)
      if (value === null) continue
      const [column, row] = [left + (cell % side), top + Math.floor(cell / side)]
      if (Number.isNaN(value)) hidden.push([column, row])
      const colour = 3 * (Number.isNaN(value) ? 0 : clamp(Math.round(value * 255), 0, 255))
      pixels.data.set([colours[colour], colours[colour + 1], colours[colour + 2], 255], 4 * (row * wide + column))
    }
  }
  picture.getContext("2d").putImageData(pixels, 0, 0)
  context.fillStyle = ink.background
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, wide * scale, high * scale)
  context.strokeStyle = ink.edge
  context.lineWidth = clamp(scale / 3, 1, 2 * ratio)
  for (let tile = 0; tile < tiles; tile++) {
    const [left, top] = corner(tile)
    context.strokeRect(left * scale, top * scale, side * scale, side * scale)
  }
  // On a map alone the mark is large enough to be read, even where the cells are not.
  const mark = tiles === 1 ? Math.max(scale, 14 * perCssPixel(canvas)) : scale
  for (const [column, row] of hidden)
    questionMark(context, ink, (column + 0.5) * scale - mark / 2, (row + 0.5) * scale - mark / 2, mark)
  context.strokeStyle = ink.frame
  for (let tile = 0; tile < tiles; tile++) {
    const [x, y] = corner(tile)
    for (const box of framesOf(tile)) {
      const [top, left] = [Math.max(box.top, 0), Math.max(box.left, 0)]
      const [bottom, right] = [Math.min(box.bottom, side), Math.min(box.right, side)]
      if (bottom <= top || right <= left) continue
      context.lineWidth = ratio * (tiles === 1 || bottom - top === side ? 3 : 2)
      context.strokeRect((x + left) * scale, (y + top) * scale, (right - left) * scale, (bottom - top) * scale)
    }
  }
}

const perCssPixel = (canvas) => canvas.width / Math.max(canvas.clientWidth, 40)

/** A filled square, with a question mark where it is 11 CSS pixels high or more. */
function questionMark(context, ink, x, y, side) {
  context.fillStyle = ink.frame
  context.fillRect(x, y, side, side)
  if (side * 0.85 < 11 * perCssPixel(context.canvas)) return
  context.fillStyle = ink.background
  context.font = `bold ${Math.round(side * 0.85)}px sans-serif`
  context.textAlign = "center"
  context.textBaseline = "middle"
  context.fillText("?", x + side / 2, y + side * 0.55)
}

/** The tile under the pointer and the cell in it; with `held`, the cell of that tile nearest to it. */
function tileUnder(canvas, { tiles, across, side, gap }, event, held = null) {
  const bounds = canvas.getBoundingClientRect()
  const pitch = side + gap
  const inCells = (across * pitch - gap) / bounds.width
  const [x, y] = [(event.clientX - bounds.left) * inCells, (event.clientY - bounds.top) * inCells]
  const index = held?.index ?? Math.floor(y / pitch) * across + clamp(Math.floor(x / pitch), 0, across - 1)
  if (index < 0 || index >= tiles) return null
  const row = clamp(Math.floor(y - Math.floor(index / across) * pitch), 0, side - 1)
  const column = clamp(Math.floor(x - (index % across) * pitch), 0, side - 1)
  return { index, row, column }
}

