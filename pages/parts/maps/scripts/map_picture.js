// Maps side by side on a canvas, painted once and framed as often as one likes. Follows tile_canvas.js.

const GAP = 1 // cells between neighbouring maps
const WIDER_THAN_HIGH = 1.8 // all maps together

/** So many maps that all together are wider than high. */
const acrossOf = (tiles, widerThanHigh = WIDER_THAN_HIGH) => Math.max(Math.ceil(Math.sqrt(tiles * widerThanHigh)), 1)

/** One of a layer's maps on its own, or all of them. */
const tilingOf = (tiles, side, across = acrossOf(tiles)) => ({ tiles, side, across: Math.min(across, tiles), gap: tiles > 1 ? GAP : 0 })

/**
 * Paint maps.
 *
 * @param picture {canvas, tiling}, which keeps what was painted.
 * @param valuesOf tile -> cell -> its value.
 * @param limitOf tile -> the value at its scale's end.
 */
function paintMaps(view, picture, { valuesOf, limitOf, isSigned }) {
  const { canvas, tiling } = picture
  const { sequential, diverging } = view.colours
  const shares = (tile) => {
    const [valueAt, limit] = [valuesOf(tile), limitOf(tile) || 1]
    return isSigned ? (cell) => (valueAt(cell) / limit + 1) / 2 : (cell) => valueAt(cell) / limit
  }
  paintTiles(canvas, tiling, isSigned ? diverging : sequential, view.ink, shares, () => [])
  picture.width = canvas.clientWidth
  picture.clean = new OffscreenCanvas(canvas.width, canvas.height)
  picture.clean.getContext("2d").drawImage(canvas, 0, 0)
}

/** Frame boxes {tile, top, left, bottom, right} in cells; what lies outside its map is cut. */
function frameBoxes({ ink }, { canvas, tiling, clean }, boxes) {
  const context = canvas.getContext("2d")
  const { side, across, gap } = tiling
  const scale = canvas.width / (across * (side + gap) - gap)
  context.drawImage(clean, 0, 0)
  context.strokeStyle = ink.frame
  for (const { tile, top, left, bottom, right, isThin } of boxes) {
    const [x, y] = [(tile % across) * (side + gap), Math.floor(tile / across) * (side + gap)]
    const [from, start] = [clamp(top, 0, side), clamp(left, 0, side)]
    const [end, stop] = [clamp(bottom, 0, side), clamp(right, 0, side)]
    context.lineWidth = (isThin ? 1.5 : 3) * perCssPixel(canvas)
    context.strokeRect((x + start) * scale, (y + from) * scale, (stop - start) * scale, (end - from) * scale)
  }
}

const wholeTile = (tile, side) => ({ tile, top: 0, left: 0, bottom: side, right: side })
const cellBox = (tile, row, column) => ({ tile, top: row, left: column, bottom: row + 1, right: column + 1 })
