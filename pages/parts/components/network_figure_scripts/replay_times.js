// When each point of a drawing was drawn, and what was on the paper at a moment. Follows picture_elements.js.

const PIXELS_PER_SECOND = 200 // where nobody knows how fast it was drawn
const LIFTED_SECONDS = 0.25 // between two strokes, where nobody knows
const LONGEST_PAUSE = 1 // seconds; what was longer is shortened

/**
 * The marks of a drawing with the seconds at which each of their points was drawn.
 *
 * @param marks {points, eraserWidth} as the engine reads them, in the order in which they were drawn.
 * @param known for each of them {points, times} as the pen drew it, or null where nobody knows.
 * @returns {marks, length, known, isShortened}: the seconds of the whole; of how many marks the hand's own
 * pace is known, "all", "some" or "none"; and whether it paused for longer.
 */
function timedMarks(marks, known) {
  const timings = known?.length === marks.length ? known : marks.map(() => null)
  const pauses = { isShortened: false }
  let now = 0
  const timed = marks.map((mark, index) => {
    const [before, own] = [timings[index - 1], timings[index]]
    if (index) now += before && own ? shortened(own.times[0] - before.times.at(-1), pauses) : LIFTED_SECONDS
    const times = secondsAlong(mark.points, own && { points: own.points, times: withoutLongPauses(own.times, pauses) }).map((time) => now + time)
    now = times.at(-1)
    return { ...mark, times }
  })
  return { marks: timed, length: inMilliseconds(now), known: howManyKnown(timings), isShortened: pauses.isShortened }
}

/** Up to the next whole one: a slider rounds what has more decimals. */
const inMilliseconds = (seconds) => Math.ceil(seconds * 1000) / 1000

function howManyKnown(timings) {
  if (timings.every(Boolean)) return "all"
  return timings.some(Boolean) ? "some" : "none"
}

function shortened(seconds, pauses) {
  if (seconds > LONGEST_PAUSE) pauses.isShortened = true
  return Math.min(Math.max(seconds, 0), LONGEST_PAUSE)
}

/** A stroke's times from 0 on. */
function withoutLongPauses(times, pauses) {
  let now = 0
  return times.map((time, index) => (now += index ? shortened(time - times[index - 1], pauses) : 0))
}

/** The seconds from the first of some points to each, by the share of the way on which the pen was then. */
function secondsAlong(points, timing) {
  const along = wayTo(points)
  const whole = along.at(-1)
  if (!timing) return along.map((way) => way / PIXELS_PER_SECOND)
  const penned = wayTo(timing.points)
  const scale = whole ? penned.at(-1) / whole : 0
  let end = 0
  return along.map((way, index) => {
    if (index === points.length - 1) return timing.times.at(-1)
    while (end < penned.length - 1 && penned[end] < way * scale - 1e-9) end++
    const start = Math.max(end - 1, 0)
    const piece = penned[end] - penned[start]
    const part = piece ? Math.min(Math.max((way * scale - penned[start]) / piece, 0), 1) : 0
    return timing.times[start] + (timing.times[end] - timing.times[start]) * part
  })
}

/** The way from the first point to each. */
function wayTo(points) {
  let way = 0
  return points.map(([x, y], index) => (way += index ? Math.hypot(x - points[index - 1][0], y - points[index - 1][1]) : 0))
}

/** The marks that were on the paper at a moment; of the one under way as much as was drawn. */
function marksBy({ marks }, now) {
  return marks
    .filter(({ times }) => times[0] <= now)
    .map(({ points, times, eraserWidth }) => ({ eraserWidth, points: times.at(-1) <= now ? points : pointsBy(points, times, now) }))
}

function pointsBy(points, times, now) {
  let [low, high] = [0, times.length - 1] // drawn, and not yet
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (times[middle] <= now) low = middle
    else high = middle
  }
  const share = (now - times[low]) / (times[high] - times[low])
  const [[x0, y0], [x1, y1]] = [points[low], points[high]]
  return [...points.slice(0, low + 1), [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]]
}
