// The stroke under the pen as the canvas will keep it, so that nothing moves when the pen is lifted: what
// Fabric.js's pencil makes of its points (PencilBrush: decimatePoints, getSmoothPathFromPoints), and what
// is kept of that. Follows path_precision.js.

const LEAST_STEP = 0.4 // canvas pixels
const END_SHARE = 1 / 1000 // of the pen's width, by which both ends are drawn out

/** Points of a stroke, [x, y] each, as path commands with numbers of two decimals. */
function smoothedPath(points, width) {
  // The pencil takes the first point twice.
  const thinned = thinnedOut([points[0], ...points.filter((point, index) => !index || !isSame(point, points[index - 1]))])
  const reach = width * END_SHARE
  const [first, second, third] = thinned
  const [before, end] = thinned.slice(-2)
  const [startX, startY] = third ? directionOf(second, third) : [1, 0]
  const [endX, endY] = third ? directionOf(before, end) : [1, 0]
  const path = [["M", first[0] - startX * reach, first[1] - startY * reach]]
  for (let next = 1; next < thinned.length; next++) {
    const [from, to] = [thinned[next - 1], thinned[next]]
    if (!isSame(from, to)) path.push(["Q", ...from, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2])
  }
  path.push(["L", end[0] + endX * reach, end[1] + endY * reach])
  return inHundredths(path)
}

/** Without points that are next to the last one kept; the one before the end always goes. */
function thinnedOut(points) {
  if (points.length <= 2) return points
  let last = points[0]
  const kept = [last]
  for (const point of points.slice(1, -2)) {
    if ((last[0] - point[0]) ** 2 + (last[1] - point[1]) ** 2 < LEAST_STEP ** 2) continue
    last = point
    kept.push(point)
  }
  return [...kept, points.at(-1)]
}

const isSame = ([x0, y0], [x1, y1]) => x0 === x1 && y0 === y1

/** Which way, right and down, each as -1, 0 or 1. */
const directionOf = ([x0, y0], [x1, y1]) => [Math.sign(x1 - x0), Math.sign(y1 - y0)]
