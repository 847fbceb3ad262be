// Point-sized strokes far from the rest, where a hand or a finger touched the canvas by chance; as in
// cnn/drawing/stray_taps.py, where the numbers are explained.

const TAP_SIDE = 0.15
const TAP_FAR = 0.15
const BOX_MARGIN = 0.05
const MANY_POINTS = 8

/** The indices of strokes that are no part of what was drawn: a Set. */
function strayTaps(strokes) {
  const sides = strokes.map((stroke) => extent([stroke]))
  if (strokes.length < 2 || Math.min(...sides) > TAP_SIDE * Math.max(...sides)) return new Set()
  const paths = pathsOf(strokes)
  const chains = paths.chains()
  const chainSides = chains.map((chain) => longerSide(paths.box(chain)))
  const isPoint = chainSides.map((side) => side <= TAP_SIDE * Math.max(...chainSides))
  const kept = chains.filter((_, index) => !isPoint[index])
  let points = chains.filter((_, index) => isPoint[index])
  if (!kept.length || points.length >= MANY_POINTS) return new Set()
  for (;;) {
    const own = points.filter((point) => isNear(paths, point, kept))
    if (!own.length) return new Set(points.flat())
    kept.push(...own)
    points = points.filter((point) => !own.includes(point))
  }
}

/** Whether a point belongs to what is near it. */
function isNear(paths, point, kept) {
  const nearest = nearestOf(kept, (other) => paths.distance(point, other))
  const side = Math.max(...kept.map((other) => longerSide(paths.box(other))))
  if (paths.distance(point, nearest) <= TAP_FAR * side) return true
  const [pointLow, pointHigh] = paths.box(point)
  const [low, high] = paths.box(nearest)
  const margin = BOX_MARGIN * longerSide([low, high])
  return [0, 1].every((axis) => {
    const middle = (pointLow[axis] + pointHigh[axis]) / 2
    return middle >= low[axis] - margin && middle <= high[axis] + margin
  })
}

/** The first of the candidates that are nearest. */
function nearestOf(candidates, distance) {
  return candidates.reduce(
    (best, candidate) => {
      const away = distance(candidate)
      return away < best.away ? { candidate, away } : best
    },
    { away: Infinity }
  ).candidate
}
