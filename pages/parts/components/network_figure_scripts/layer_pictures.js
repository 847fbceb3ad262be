// Every layer of a network as one picture: its maps as tiles, or its units one by one, each tile with a
// thin line around it. Places are in pixels of the picture's canvas, so many to a side of a cell.

/** The pictures of a network, in order: the image first, then what does not only pass numbers on. */
function picturesOf({ layers }) {
  const image = { place: -1, name: "input", shape: [28, 28, 1] }
  let isSigned = false
  const all = layers.map(({ name, kind, outputShape, spec }, place) => {
    if (kind.activate) isSigned = false
    else if (spec.type === "batch_normalization") isSigned = true
    return { place, name, kind, spec, shape: outputShape, isSigned }
  })
  return [image, ...all.filter(({ kind }) => !kind.passesOn)]
}

const isOutput = ({ spec }) => spec?.activation === "softmax"
const isMaps = ({ shape }) => shape.length === 3

/** Cells a side of a picture's tiles, and how many tiles: units are tiles of one cell. */
const tilesOf = ({ shape }) => (shape.length === 3 ? { rows: shape[0], columns: shape[1], tiles: shape[2] } : { rows: 1, columns: 1, tiles: shape[0] })

/** The canvas's pixels across and down. */
function sizeOf({ rows, columns, tiles, across, gap, size }) {
  return [across * (columns * size + gap) + gap, Math.ceil(tiles / across) * (rows * size + gap) + gap]
}

/** Left and top of a tile on its canvas. */
function tileAt({ columns, rows, across, gap, size }, tile) {
  return [(tile % across) * (columns * size + gap) + gap, Math.floor(tile / across) * (rows * size + gap) + gap]
}

/** Left and top of a cell on its canvas. */
function pixelOf(tiling, cell) {
  const [row, column, tile] = placeIn(cell, tiling.columns, tiling.tiles)
  const [left, top] = tileAt(tiling, tile)
  return [left + column * tiling.size, top + row * tiling.size]
}

const placeIn = (cell, columns, tiles) => placeOfCell(cell, [null, columns, tiles])
const cellOf = (row, column, tile, { columns, tiles }) => (row * columns + column) * tiles + tile

/** The cell at a pixel, or beside it on the line around its tile; null where there is no tile. */
function cellAt({ columns, rows, tiles, across, gap, size }, x, y) {
  const [width, height] = [columns * size + gap, rows * size + gap]
  const [tileColumn, tileRow] = [Math.floor(Math.max(x - gap, 0) / width), Math.floor(Math.max(y - gap, 0) / height)]
  const column = within(Math.floor((x - gap - tileColumn * width) / size), columns)
  const row = within(Math.floor((y - gap - tileRow * height) / size), rows)
  const tile = tileRow * across + tileColumn
  return tileColumn >= across || tile >= tiles ? null : cellOf(row, column, tile, { columns, tiles })
}

const within = (place, places) => clamp(place, 0, places - 1)

/** A table of 256 x 3 bytes as colours of one number each, as a picture's pixels are written. */
function coloursOf(table) {
  return Uint32Array.from({ length: 256 }, (_, index) => colourOf(table.subarray(3 * index, 3 * index + 3)))
}

const colourOf = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0

/** The lines around a picture's tiles. */
function rulePicture({ tiling, words, canvas }, colour) {
  const { rows, columns, tiles, gap, size } = tiling
  for (let tile = 0; tile < tiles; tile++) {
    const [left, top] = tileAt(tiling, tile)
    const [width, height] = [columns * size + 2 * gap, rows * size + 2 * gap]
    for (let y = top - gap; y < top - gap + height; y++) {
      const from = y * canvas.width + left - gap
      words.fill(colour, from, from + width)
    }
  }
}

/** Paint values, each by its share of the largest; where some can be below zero, on the scale with two ends. */
function paintPicture(drawn, values, colours) {
  const { picture, tiling, words, context, pixels, canvas } = drawn
  const largest = isOutput(picture) || picture.place < 0 ? 1 : largestOf(values)
  const table = picture.isSigned ? colours.diverging : colours.sequential
  const [scale, zero] = picture.isSigned ? [127.5 / (largest || 1), 127.5] : [255 / (largest || 1), 0]
  const { rows, columns, tiles, across, size } = tiling
  for (let first = 0; first < tiles; first += across) {
    const last = Math.min(first + across, tiles)
    const top = tileAt(tiling, first)[1]
    for (let row = 0; row < rows; row++) {
      const line = (top + row * size) * canvas.width
      for (let tile = first; tile < last; tile++) {
        let pixel = line + tileAt(tiling, tile)[0]
        let cell = row * columns * tiles + tile
        for (let column = 0; column < columns; column++, cell += tiles) {
          const level = values[cell] * scale + zero
          const colour = table[level > 255 ? 255 : level > 0 ? Math.round(level) : 0]
          for (let times = 0; times < size; times++) words[pixel++] = colour
        }
      }
      for (let times = 1; times < size; times++) words.copyWithin(line + times * canvas.width, line, line + canvas.width)
    }
  }
  context.putImageData(pixels, 0, 0)
  return largest
}

/** Whether all of some numbers can be shown: sums may overflow. */
const areFinite = (values) => values.every(Number.isFinite)

/** Whether a picture shows these values already. */
function shows({ painted }, values) {
  if (painted?.length !== values.length) return false
  for (let cell = 0; cell < values.length; cell++) if (painted[cell] !== values[cell]) return false
  return true
}
