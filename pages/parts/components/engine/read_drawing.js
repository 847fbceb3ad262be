// A drawing -> its digits, each the image that the network reads; as `read_strokes` of
// cnn/drawing/strokes.py.

const MIN_EXTENT = 3
const MAX_POINTS = 20_000
const MAX_DIGITS = 40

/**
 * All digits of a drawing in reading order, each with its image, box, row and strokes' indices; and the
 * index of the one that holds the newest stroke.
 *
 * @param strokes [[x, y], ...] each, in the order in which they were drawn, canvas pixels.
 * @param judge a Judge.
 * @returns null where there is nothing to read: no ink, a single dot, too much of it; and where the judge
 *     has not finished.
 */
function readDrawing(strokes, judge) {
  return judge.judged(() => digitsOfDrawing(strokes, judge))
}

function digitsOfDrawing(strokes, judge) {
  const inked = [...strokes.keys()].filter((index) => strokes[index].length)
  const given = inked.map((index) => strokes[index])
  const points = given.reduce((total, stroke) => total + stroke.length, 0)
  if (!points || points > MAX_POINTS || extent(given) < MIN_EXTENT) return null
  const stray = strayTaps(given)
  const kept = inked.filter((_, place) => !stray.has(place))
  const groups = groupStrokes(kept.map((index) => strokes[index]), judge)
  if (groups.length > MAX_DIGITS) return null
  const digits = groups.map((members) => digitOf(strokes, members.map((place) => kept[place])))
  const rows = readingRows(digits.map(({ box }) => box))
  const ordered = rows.flatMap((indices, row) => indices.map((index) => ({ ...digits[index], row })))
  const newest = ordered.map((digit) => Math.max(...digit.members))
  return { digits: ordered, lastDrawn: newest.indexOf(Math.max(...newest)) }
}

function digitOf(strokes, members) {
  const own = [...members].sort((first, second) => first - second).map((index) => strokes[index])
  return { members, ...made(own) }
}

const madeBefore = new WeakMap()

/** A digit's box and image: made once while its strokes are the same. */
function made(strokes) {
  const before = madeBefore.get(strokes[0])
  if (before?.strokes.length === strokes.length && strokes.every((stroke, index) => stroke === before.strokes[index])) return before.digit
  const digit = { box: bounds(strokes), image: digitImage(strokes) }
  madeBefore.set(strokes[0], { strokes, digit })
  return digit
}
