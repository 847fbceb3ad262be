// The canvas's drawing -> the pen's path, for drawings that were made on it; as in
// cnn/drawing/canvas.py, which also reads what this app's tools never make.

const CURVE_STEPS = 8

/**
 * What is left on the canvas after every stroke and erasure.
 *
 * @param objects Fabric.js paths, each with its own place.
 * @param eraserColour the canvas's own colour, in capitals.
 * @param side of the square canvas, in its pixels.
 */
function strokesFromCanvas(objects, eraserColour, side) {
  return inkLeft(marksFromCanvas(objects, eraserColour), side)
}

/** The marks of pen and eraser, in the order in which they were drawn. */
function marksFromCanvas(objects, eraserColour) {
  return objects
    .filter(({ type }) => type === "Path")
    .map((path) => ({
      points: pointsOf(path),
      eraserWidth: path.stroke?.toUpperCase() === eraserColour ? path.strokeWidth : undefined,
    }))
}

const pointsBefore = new WeakMap()

/** A path's points: worked out once, for a path never changes. */
function pointsOf(path) {
  if (!pointsBefore.has(path)) pointsBefore.set(path, placedPoints(path))
  return pointsBefore.get(path)
}

/** A path's points where they stand: its middle is at its place, which may name the corner instead. */
function placedPoints({ path, left, top, width = 0, height = 0, strokeWidth, originX = "left", originY = "top" }) {
  const points = pathPoints(path)
  const [low, high] = bounds([points])
  const toCentre = { left: 0.5, top: 0.5, center: 0, right: -0.5, bottom: -0.5 }
  const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2]
  const place = [
    (left ?? middle[0]) + toCentre[originX] * (width + strokeWidth),
    (top ?? middle[1]) + toCentre[originY] * (height + strokeWidth),
  ]
  return points.map(([x, y]) => [x - middle[0] + place[0], y - middle[1] + place[1]])
}

/** SVG path commands (M, L, Q) as points; extremes of the curves are among them. */
function pathPoints(path) {
  const points = []
  for (const [letter, ...numbers] of path) {
    if (letter === "Q") points.push(...curvePoints(points.at(-1), numbers.slice(0, 2), numbers.slice(2)))
    else if (letter !== "Z") points.push(numbers)
  }
  return points
}

/** A quadratic Bezier curve after its first point. */
function curvePoints(first, middle, last) {
  const times = Array.from({ length: CURVE_STEPS }, (_, step) => (step + 1) / CURVE_STEPS)
  for (const axis of [0, 1]) {
    const bend = first[axis] - 2 * middle[axis] + last[axis]
    const turn = bend ? (first[axis] - middle[axis]) / bend : 0
    if (turn > 0 && turn < 1) times.push(turn)
  }
  return [...new Set(times)]
    .sort((one, other) => one - other)
    .map((time) =>
      [0, 1].map(
        (axis) => (1 - time) * (1 - time) * first[axis] + 2 * time * (1 - time) * middle[axis] + time * time * last[axis]
      )
    )
}
