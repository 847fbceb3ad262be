// What MNIST did to its digits, on the pen's path: fit to a box of 20 pixels, draw, and move until the
// ink's centre of mass lies in the middle. The same arithmetic in the same order as
// cnn/drawing/normalise.py, so that both round alike.

const BOX_SIZE = 20
const CENTRE = 14
const HALF_PIXEL = 0.5

/** The image that the network reads of one digit's strokes, which are not all in one place. */
function digitImage(strokes) {
  return drawStrokes(centred(fitted(strokes)))
}

/** The least and the largest x and y of all points: [[left, top], [right, bottom]]. */
function bounds(strokes) {
  const low = [Infinity, Infinity]
  const high = [-Infinity, -Infinity]
  for (const stroke of strokes) {
    for (const point of stroke) {
      for (const axis of [0, 1]) {
        if (point[axis] < low[axis]) low[axis] = point[axis]
        if (point[axis] > high[axis]) high[axis] = point[axis]
      }
    }
  }
  return [low, high]
}

/** The longer side of the box around all points. */
function extent(strokes) {
  const [low, high] = bounds(strokes)
  return Math.max(high[0] - low[0], high[1] - low[1])
}

function fitted(strokes) {
  const [low, high] = bounds(strokes)
  const middle = [(high[0] + low[0]) / 2, (high[1] + low[1]) / 2]
  const scale = (BOX_SIZE - PEN_WIDTH) / Math.max(high[0] - low[0], high[1] - low[1])
  const place = (value, axis) => (value - middle[axis]) * scale + (IMAGE_SIZE - 1) / 2
  return strokes.map((stroke) => stroke.map(([x, y]) => [place(x, 0), place(y, 1)]))
}

/** Moved to the middle by mass, as far as no ink leaves the image. */
function centred(strokes) {
  const balance = centreOfMass(drawStrokes(strokes))
  const [low, high] = bounds(strokes)
  const shift = [0, 1].map((axis) => {
    const before = PEN_WIDTH / 2 - HALF_PIXEL - low[axis]
    const after = IMAGE_SIZE - HALF_PIXEL - PEN_WIDTH / 2 - high[axis]
    return Math.min(Math.max(CENTRE - balance[axis], Math.min(before, 0)), Math.max(after, 0))
  })
  return strokes.map((stroke) => stroke.map(([x, y]) => [x + shift[0], y + shift[1]]))
}

/** Where the ink of an image balances, x and y. */
function centreOfMass(image) {
  let [total, x, y] = [0, 0, 0]
  image.forEach((ink, pixel) => {
    total += ink
    x += ink * (pixel % IMAGE_SIZE)
    y += ink * Math.floor(pixel / IMAGE_SIZE)
  })
  return [x / total, y / total]
}
