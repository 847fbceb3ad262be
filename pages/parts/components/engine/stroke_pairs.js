// How likely two groups of strokes are one digit: from their places, and read apart and together; as in
// cnn/drawing/stroke_pairs.py, where the numbers are explained and whose learned numbers are used.

const DRAWN_POINTS = 160
const MOST_DRAWN = 60
const FAR = 2
const TOUCHING = 0.06
const LEAST_SIDE = 1e-6

/** The logarithm of the odds that the groups of a pair are one digit. */
function logOdds(weights, pair) {
  const features = Float32Array.from(pairFeatures(pair))
  const hidden = weighted({ arrays: { kernel: weights.hidden, bias: weights.hidden_bias } }, features)
  return weighted({ arrays: { kernel: weights.output, bias: weights.output_bias } }, relu(hidden))[0]
}

/** What the judge knows of a pair, in sides of the larger group. */
function pairFeatures(pair) {
  const [left, right] = leftFirst(pair)
  const sides = [left, right].map((group) => Math.max(longerSide(group.box), LEAST_SIDE))
  const scale = Math.max(...sides)
  const both = [0, 1]
  const low = both.map((end) => both.map((axis) => Math.min(left.box[end][axis], right.box[end][axis])))
  const high = both.map((end) => both.map((axis) => Math.max(left.box[end][axis], right.box[end][axis])))
  const gap = both.map((axis) => clipped((high[0][axis] - low[1][axis]) / scale, -1, FAR))
  const middle = (group, axis) => (group.box[0][axis] + group.box[1][axis]) / 2
  const offset = both.map((axis) => clipped((middle(right, axis) - middle(left, axis)) / scale, -FAR, FAR))
  const union = both.map((axis) => Math.min((high[1][axis] - low[0][axis]) / scale, FAR))
  const near = Math.min(pair.distance / scale, FAR)
  const ratio = Math.min(...sides) / scale
  const readings = [left, right, pair.union].map((group) => group.probabilities)
  const likeness = readings.map((reading) => Math.log(Math.max(...reading, Math.exp(-FAR))))
  return [
    ...gap, ...offset, ...offset.map(Math.abs), ...union, near, Number(near < TOUCHING), ratio,
    ...offset.map((one) => ratio * one), Number(isInterrupted(pair)), ...likeness,
    ...readings.flatMap((reading) => [...reading]),
  ]
}

/** Strokes as the judge's network reads them; nothing for what is a single point. */
function drawnToJudge(strokes) {
  if (extent(strokes) <= LEAST_SIDE) return new Float32Array(IMAGE_SIZE * IMAGE_SIZE)
  const few = everyNth(strokes, 1 + Math.floor(strokes.length / MOST_DRAWN))
  const most = Math.max(2, Math.floor(DRAWN_POINTS / few.length))
  const thinned = few.map((stroke) => [...everyNth(stroke, Math.ceil(stroke.length / most)), stroke.at(-1)])
  return digitImage(thinned)
}

const everyNth = (items, step) => items.filter((_, index) => index % step === 0)

const clipped = (value, low, high) => Math.min(Math.max(value, low), high)

function leftFirst({ first, second }) {
  const place = ({ box: [low, high] }) => low[0] + high[0]
  return place(first) <= place(second) ? [first, second] : [second, first]
}

/** Whether other strokes were drawn between the two groups' nearest ones. */
function isInterrupted({ first, second }) {
  const steps = first.members.flatMap((one) => second.members.map((other) => Math.abs(one - other)))
  return least(steps) > 1
}
