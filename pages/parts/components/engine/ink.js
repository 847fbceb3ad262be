// Ink on a square grid, drawn with a round pen, and averaged down to the 28 x 28 image: each cell of a
// grid eight times as fine is ink or paper. The same cells as Pillow's lines and ellipses fill, so that
// the server reads the very image that was read here.

const IMAGE_SIZE = 28
const SUPERSAMPLING = 8
const FINE_SIZE = IMAGE_SIZE * SUPERSAMPLING
const PEN_WIDTH = 2

/** Strokes, [[x, y], ...] each, in pixels of the image, as its 784 brightnesses in [0, 1]. */
function drawStrokes(strokes) {
  const grid = new Grid(FINE_SIZE)
  const width = PEN_WIDTH * SUPERSAMPLING
  for (const stroke of strokes) {
    const points = stroke.map(([x, y]) => [fineCoordinate(x), fineCoordinate(y)])
    grid.drawLines(points, width)
    grid.drawDiscs(points, width / 2)
  }
  return averaged(grid.cells)
}

const fineCoordinate = (place) =>
  (Math.min(Math.max(place, -FINE_SIZE), FINE_SIZE) + 0.5) * SUPERSAMPLING - 0.5

/** Cells, 0 or 1, of so many rows and columns. */
class Grid {
  constructor(size) {
    this.size = size
    this.cells = new Uint8Array(size * size)
  }

  /** The pen drawn along a path: for each piece a four-sided figure with corners on whole cells. */
  drawLines(points, width) {
    const places = points.map((point) => point.map(Math.trunc))
    for (let end = 1; end < places.length; end++) this.drawLine(...places[end - 1], ...places[end], width)
  }

  drawLine(x0, y0, x1, y1, width) {
    const [dx, dy] = [x1 - x0, y1 - y0]
    if (dx === 0 && dy === 0) {
      this.fillRow(y0, x0, x0)
      return
    }
    const length = Math.sqrt(dx * dx + dy * dy)
    const half = (width - 1) / 2
    const [less, more] = [roundDown(half) / length, roundUp(half) / length]
    const [left, right] = [roundDown(less * dy), roundDown(more * dy)]
    const [up, down] = [roundUp(less * dx), roundUp(more * dx)]
    const xs = [x0 - left, x1 - left, x1 + right, x0 + right]
    const ys = [y0 + down, y1 + down, y1 - up, y0 - up]
    const bottom = Math.min(Math.max(...ys), this.size - 1)
    for (let y = Math.max(Math.min(...ys), 0); y <= bottom; y++) {
      this.fillRow(y, roundUp(crossing(xs, ys, y, Math.min)), roundDown(crossing(xs, ys, y, Math.max)))
    }
  }

  /** The pen at rest at each of some points; discs on the same cells are drawn once. */
  drawDiscs(points, radius) {
    const drawn = new Set()
    for (const [x, y] of points) {
      const [left, top] = [Math.trunc(x - radius), Math.trunc(y - radius)]
      const [right, bottom] = [Math.trunc(x + radius), Math.trunc(y + radius)]
      const key = ((left * PLACES + top) * 2 + (right & 1)) * 2 + (bottom & 1)
      if (drawn.has(key)) continue
      drawn.add(key)
      this.drawDisc(left, top, right - left + 1, bottom - top + 1)
    }
  }

  /** A disc in a box of whole cells. */
  drawDisc(left, top, columns, rows) {
    const widths = discRows(columns, rows)
    for (let row = 0; row < rows; row++) {
      const start = left + (columns - widths[row]) / 2
      this.fillRow(top + row, start, start + widths[row] - 1)
    }
  }

  fillRow(y, from, to) {
    if (y < 0 || y >= this.size) return
    const end = y * this.size + Math.min(to, this.size - 1)
    for (let cell = y * this.size + Math.max(from, 0); cell <= end; cell++) this.cells[cell] = 1
  }
}

/** The least or the largest x at which a four-sided figure meets a row. */
function crossing(xs, ys, y, better) {
  let best = NaN
  for (let from = 0; from < xs.length; from++) {
    const to = (from + 1) % xs.length
    const y0 = ys[from]
    const y1 = ys[to]
    if ((y < y0 && y < y1) || (y > y0 && y > y1)) continue
    const x = y0 === y1 ? better(xs[from], xs[to]) : (y - y0) * ((xs[to] - xs[from]) / (y1 - y0)) + xs[from]
    best = Number.isNaN(best) ? x : better(best, x)
  }
  return best
}

const PLACES = 2 ** 16 // more than a box can stand at in one direction
const DISC_ROWS = new Map()

/** How many cells of each row a disc takes, in a box of so many columns and rows. */
function discRows(columns, rows) {
  const key = columns * PLACES + rows
  if (!DISC_ROWS.has(key)) DISC_ROWS.set(key, walkedRows(columns, rows))
  return DISC_ROWS.get(key)
}

/**
 * The disc's edge, walked from its right end to its top: each step goes up, left, or both, to the cell
 * nearest to the ellipse. Places are counted in half cells from the middle.
 */
function walkedRows(columns, rows) {
  const [a, b] = [columns - 1, rows - 1]
  const distance = ([x, y]) => Math.abs(a * a * y * y + b * b * x * x - a * a * b * b)
  const widths = new Map()
  let place = [a, b % 2]
  while (place[1] <= b) {
    const [x, y] = place
    if (!widths.has(y)) widths.set(y, x + 1)
    const steps = [[x, y + 2]]
    if (x > 1) steps.push([x - 2, y + 2], [x - 2, y])
    place = steps.reduce((best, step) => (distance(step) < distance(best) ? step : best))
  }
  return Array.from({ length: rows }, (_, row) => widths.get(Math.abs(2 * row - b)) ?? 1)
}

/** Halves go away from zero. */
const roundUp = (value) => Math.sign(value) * Math.floor(Math.abs(value) + 0.5)

/** Halves go towards zero. */
const roundDown = (value) => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5)

function averaged(fine) {
  const counts = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE)
  for (let y = 0, cell = 0; y < FINE_SIZE; y++) {
    for (let x = 0; x < FINE_SIZE; x++, cell++) counts[(y >> 3) * IMAGE_SIZE + (x >> 3)] += fine[cell]
  }
  return Float32Array.from(counts, (inked) => Math.floor((inked * 255) / SUPERSAMPLING ** 2 + 0.5) / 255)
}
