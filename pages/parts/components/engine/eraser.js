// What the eraser leaves of a drawing; as in cnn/drawing/eraser.py, where the numbers are explained.

const ERASER_STEP = 2

/**
 * The pen's strokes, in their order, without what later marks of the eraser cover.
 *
 * @param marks {points, eraserWidth} in the order in which they were drawn; no width for the pen.
 * @param side of the square canvas, in its pixels.
 */
function inkLeft(marks, side) {
  const covered = new Grid(side)
  let isClean = true
  const left = []
  for (const { points, eraserWidth } of [...marks].reverse()) {
    if (eraserWidth) {
      cover(covered, points, eraserWidth)
      isClean = false
    } else {
      left.push(isClean ? [points] : piecesLeft(points, covered))
    }
  }
  return left.reverse().flat()
}

/** Draw the eraser's path as thick lines, with round ends and bends. */
function cover(covered, points, width) {
  const radius = width / 2
  const isNear = (place) => place > -radius && place < covered.size + radius
  covered.drawLines(points, Math.max(Math.round(width), 1))
  covered.drawDiscs(points.filter((point) => point.every(isNear)), radius)
}

function piecesLeft(stroke, covered) {
  const points = resampledFinely(stroke)
  const cell = (place) => Math.min(Math.max(roundedToEven(place), 0), covered.size - 1)
  const isKept = points.map(([x, y]) => !covered.cells[cell(y) * covered.size + cell(x)])
  if (isKept.every(Boolean)) return [stroke]
  const pieces = []
  points.forEach((point, index) => {
    if (!isKept[index]) return
    if (index && isKept[index - 1]) pieces.at(-1).push(point)
    else pieces.push([point])
  })
  return pieces
}

/** The same path with points at most two pixels apart. */
function resampledFinely(stroke) {
  const along = travelled(stroke)
  const length = along.at(-1)
  if (!length) return stroke
  const steps = Math.ceil(length / ERASER_STEP)
  const even = Array.from({ length: steps + 1 }, (_, index) => (index === steps ? length : index * (length / steps)))
  const places = [...new Set([...even, ...along])].sort((first, second) => first - second)
  return pointsAlong(stroke, along, places)
}

/** Halves go to the even neighbour, as in NumPy. */
function roundedToEven(value) {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value)
  return floor % 2 ? floor + 1 : floor
}
