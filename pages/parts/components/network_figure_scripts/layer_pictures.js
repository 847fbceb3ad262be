// Every layer of a network as one picture: its maps as tiles, or its units one by one. A picture is one
// canvas, one of its pixels for a cell and one between tiles, which the style enlarges.

const TILES_IN_A_COLUMN = 2 // a picture of maps is about so many times as high as it is wide
const NARROW_COLUMNS = 8
const UNITS_IN_A_ROW = 4

/** The pictures of a network, in order: the image first, then what does not only pass numbers on. */
function picturesOf({ layers }) {
  const image = { place: -1, name: "input", shape: [28, 28, 1] }
  const shown = layers.map(({ name, kind, outputShape, spec }, place) => ({ place, name, kind, spec, shape: outputShape }))
  return [image, ...shown.filter(({ kind }) => !kind.passesOn)]
}

const isOutput = ({ spec }) => spec?.activation === "softmax"
const isMaps = ({ shape }) => shape.length === 3

/** How a picture's tiles stand: cells a side, tiles, and how many in a row. */
function tilingOf(picture, isNarrow) {
  const { shape } = picture
  if (!isMaps(picture)) {
    const across = isOutput(picture) ? 1 : isNarrow ? 4 * UNITS_IN_A_ROW : UNITS_IN_A_ROW
    return { rows: 1, columns: 1, tiles: shape[0], across, gap: 0 }
  }
  const [rows, columns, tiles] = shape
  const across = tiles === 1 ? 1 : isNarrow ? Math.min(NARROW_COLUMNS, tiles) : Math.ceil(Math.sqrt(tiles / TILES_IN_A_COLUMN))
  return { rows, columns, tiles, across, gap: tiles === 1 ? 0 : 1 }
}

/** The canvas's pixels across and down. */
function sizeOf({ rows, columns, tiles, across, gap }) {
  return [across * (columns + gap) - gap, Math.ceil(tiles / across) * (rows + gap) - gap]
}

/** Column and row of a cell on its canvas. */
function pixelOf({ columns, rows, tiles, across, gap }, cell) {
  const [y, x, tile] = rows === 1 && columns === 1 ? [0, 0, cell] : placeIn(cell, columns, tiles)
  return [(tile % across) * (columns + gap) + x, Math.floor(tile / across) * (rows + gap) + y]
}

const placeIn = (cell, columns, tiles) => [Math.floor(cell / (columns * tiles)), Math.floor(cell / tiles) % columns, cell % tiles]

/** The cell at a pixel; null between tiles. */
function cellAt({ columns, rows, tiles, across, gap }, x, y) {
  const [tileColumn, tileRow] = [Math.floor(x / (columns + gap)), Math.floor(y / (rows + gap))]
  const [column, row] = [x - tileColumn * (columns + gap), y - tileRow * (rows + gap)]
  const tile = tileRow * across + tileColumn
  if (column >= columns || row >= rows || tileColumn >= across || tile >= tiles || x < 0 || y < 0) return null
  return (row * columns + column) * tiles + tile
}

/** A table of 256 x 3 bytes as colours of one number each, as a picture's pixels are written. */
function coloursOf(table) {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const [red, green, blue] = table.subarray(3 * index, 3 * index + 3)
    return (255 << 24) | (blue << 16) | (green << 8) | red
  })
}

/** Paint values, each by its share of the largest; below zero on the scale with two ends. */
function paintPicture(drawn, values, colours) {
  const { tiling, pixels, words } = drawn
  const largest = isOutput(drawn.picture) || drawn.picture.place < 0 ? 1 : largestOf(values)
  const isSigned = values.some((value) => value < 0)
  const table = isSigned ? colours.diverging : colours.sequential
  const [scale, zero] = isSigned ? [127.5 / (largest || 1), 127.5] : [255 / (largest || 1), 0]
  const { rows, columns, tiles, across, gap } = tiling
  const width = drawn.canvas.width
  for (let tile = 0, top = 0, left = 0; tile < tiles; tile++) {
    let cell = tile
    for (let row = 0; row < rows; row++) {
      let pixel = (top + row) * width + left
      for (let column = 0; column < columns; column++, cell += tiles) {
        const level = values[cell] * scale + zero
        words[pixel++] = table[level > 255 ? 255 : level > 0 ? Math.round(level) : 0]
      }
    }
    left += columns + gap
    if ((tile + 1) % across === 0) [left, top] = [0, top + rows + gap]
  }
  drawn.context.putImageData(pixels, 0, 0)
  return { largest, isSigned }
}

function largestOf(values) {
  let largest = 0
  for (let cell = 0; cell < values.length; cell++) {
    const size = values[cell] < 0 ? -values[cell] : values[cell]
    if (size > largest) largest = size
  }
  return largest
}
