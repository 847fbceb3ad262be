// The geometry of a drawing's strokes: boxes, distances, and dashes that go on in one line; as in
// cnn/drawing/stroke_paths.py, where the numbers are explained.

const STROKE_POINTS = 24
const ALL_POINTS = 4096
const LEAST_POINTS = 4
const DASH_STRAIGHTNESS = 0.85
const DASH_GAP = 1
const DASH_TURN = 0.3
const DOT_SIDE = 0.04
const DOT_GAP = 2
const MIN_DOTS = 5

/** Strokes known by a few points each: at most 24, and about 4,000 in all. */
class StrokePaths {
  /** @param before the paths of another drawing, whose strokes may be among these. */
  constructor(strokes, before) {
    const most = Math.floor(ALL_POINTS / strokes.length)
    const perStroke = Math.min(STROKE_POINTS, Math.max(LEAST_POINTS, most))
    const places = new Map(before?.perStroke === perStroke ? before.strokes.map((stroke, place) => [stroke, place]) : [])
    const known = strokes.map((stroke) => places.get(stroke))
    const or = (place, kept, made) => (place === undefined ? made() : kept[place])
    this.strokes = strokes
    this.perStroke = perStroke
    this.points = strokes.map((stroke, index) => or(known[index], before?.points, () => resampled(stroke, perStroke)))
    this.boxes = strokes.map((stroke, index) => or(known[index], before?.boxes, () => bounds([stroke])))
    this.sides = this.boxes.map(longerSide)
    this.distances = this.points.map(() => [])
    for (const [one, points] of this.points.entries()) {
      for (let other = 0; other <= one; other++) {
        const isKnown = known[one] !== undefined && known[other] !== undefined
        const distance = isKnown ? before.distances[known[one]][known[other]] : pointDistance(points, this.points[other])
        this.distances[one][other] = this.distances[other][one] = distance
      }
    }
  }

  pointsOf(members) {
    return members.map((member) => this.points[member])
  }

  /** Around a group: [[left, top], [right, bottom]]. */
  box(members) {
    return bounds(members.flatMap((member) => [this.boxes[member]]))
  }

  /** Between the nearest points of two groups. */
  distance(first, second) {
    return least(first.flatMap((one) => second.map((other) => this.distances[one][other])))
  }

  /** All strokes, those together that go on as one dashed or dotted line. */
  chains() {
    const { sides, points } = this
    const isStraight = points.map(isStraightPath)
    const gaps = points.slice(1).map((next, place) => pathLength([points[place].at(-1), next[0]]))
    const whole = longerSide(bounds(points))
    const isDot = sides.map((side) => side <= DOT_SIDE * whole)
    const dots = gaps.map((_, place) => isDot[place] && isDot[place + 1])
    const dotGaps = gaps.filter((_, place) => dots[place])
    const usual = dotGaps.length >= MIN_DOTS ? DOT_GAP * median(dotGaps) : -1
    const chains = [[0]]
    gaps.forEach((gap, place) => {
      const isDash =
        isStraight[place] && isStraight[place + 1] &&
        turn(points[place], points[place + 1]) >= DASH_TURN &&
        gap <= DASH_GAP * Math.max(sides[place], sides[place + 1])
      if (isDash || (dots[place] && gap <= usual)) chains.at(-1).push(place + 1)
      else chains.push([place + 1])
    })
    return chains
  }

  /** Groups whose nearest points are closer than this share of the larger stroke's side. */
  joinedWhereTheyTouch(chains, near) {
    const { sides, distances } = this
    const touches = (one, other) => distances[one][other] <= Math.fround(near * Math.max(sides[one], sides[other]))
    const chainOf = new Map(chains.flatMap((chain) => chain.map((stroke) => [stroke, chain])))
    const left = new Set(sides.keys())
    const parts = []
    for (const seed of sides.keys()) {
      if (!left.delete(seed)) continue
      const part = [seed]
      for (const stroke of part) {
        for (const other of left) {
          if (chainOf.get(stroke) === chainOf.get(other) || touches(stroke, other)) {
            left.delete(other)
            part.push(other)
          }
        }
      }
      parts.push(part.sort((first, second) => first - second))
    }
    return parts
  }
}

let pathsBefore

/** The paths of strokes; what is known of them from the drawing before is not worked out again. */
function pathsOf(strokes) {
  const isSame = pathsBefore?.strokes.length === strokes.length && strokes.every((stroke, index) => stroke === pathsBefore.strokes[index])
  if (!isSame) pathsBefore = new StrokePaths(strokes, pathsBefore)
  return pathsBefore
}

const longerSide = ([low, high]) => Math.max(high[0] - low[0], high[1] - low[1])

const least = (numbers) => numbers.reduce((best, number) => (number < best ? number : best), Infinity)

/** `Math.hypot` rounds otherwise than the server's; a square root does not. */
function distanceBetween([x0, y0], [x1, y1]) {
  const [dx, dy] = [x1 - x0, y1 - y0]
  return Math.sqrt(dx * dx + dy * dy)
}

const pathLength = (points) => travelled(points).at(-1)

/** The way from the first point to each. */
function travelled(points) {
  const along = [0]
  for (let end = 1; end < points.length; end++) along.push(along[end - 1] + distanceBetween(points[end - 1], points[end]))
  return along
}

/** Points at even distances along a path, both ends among them. */
function resampled(stroke, wanted) {
  const along = travelled(stroke)
  const step = along.at(-1) / (wanted - 1)
  const places = Array.from({ length: wanted }, (_, index) => (index === wanted - 1 ? along.at(-1) : index * step))
  return pointsAlong(stroke, along, places)
}

/** The points of a path at ascending distances from its start. */
function pointsAlong(stroke, along, places) {
  let piece = 0
  return places.map((place) => {
    while (piece < along.length - 2 && place >= along[piece + 1]) piece++
    if (along.length === 1 || place >= along.at(-1)) return stroke.at(-1)
    const [from, to] = [stroke[piece], stroke[piece + 1]]
    const length = along[piece + 1] - along[piece]
    return [0, 1].map((axis) => ((to[axis] - from[axis]) / length) * (place - along[piece]) + from[axis])
  })
}

function isStraightPath(points) {
  const length = pathLength(points)
  return length > 0 && pathLength([points[0], points.at(-1)]) >= DASH_STRAIGHTNESS * length
}

/** The least cosine between a stroke's end, the gap after it, and the next stroke's start. */
function turn(before, after) {
  const leaving = direction(before.at(-3), before.at(-1))
  const across = direction(before.at(-1), after[0])
  const arriving = direction(after[0], after[2])
  return Math.min(dot(leaving, across), dot(across, arriving))
}

function direction([x0, y0], [x1, y1]) {
  const length = distanceBetween([x0, y0], [x1, y1])
  return length > 0 ? [(x1 - x0) / length, (y1 - y0) / length] : [0, 0]
}

const dot = ([x0, y0], [x1, y1]) => x0 * x1 + y0 * y1

function median(numbers) {
  const sorted = [...numbers].sort((first, second) => first - second)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function pointDistance(first, second) {
  let nearest = Infinity
  for (const [x0, y0] of first) {
    for (const [x1, y1] of second) nearest = Math.min(nearest, (x0 - x1) * (x0 - x1) + (y0 - y1) * (y0 - y1))
  }
  return Math.sqrt(nearest)
}
