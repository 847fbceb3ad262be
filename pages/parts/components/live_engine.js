// Reads the drawing while the pen moves: the engine's own component, which holds the network that is
// chosen and the one that tells digits apart. The canvas tells what is on it, the server what it has
// read, and the views show what is read now. Follows the scripts of engine.

const live = (globalThis[Symbol.for("convoscope live")] ??= { views: new Set() })
// Past this a movement of the pen would wait for its reading.
const MOST_MILLISECONDS = 100
const FRAMES_TIMED = 3

const engine = {
  forward,
  contributionsTo,
  contributionsFrom,
  strongest,
  arithmeticOf,
  receptiveField,
  windowOf,
  decimalsThatAgree,
  strokesNow: () => (live.canvas && isOnCanvas() ? strokesFromCanvas(live.canvas.objects, live.canvas.paper, live.canvas.size) : []),
  answerOf,
}

export default function ({ data }) {
  if (live.bytes !== data) {
    live.bytes = data
    takeFiles(data)
  }
  live.engine = engine
  live.changed = () => {
    live.frame ??= requestAnimationFrame(readNow)
  }
  live.changed()
}

/** The chosen network, what judges pairs of strokes, and, where it is another one, its network. */
function takeFiles(bytes) {
  const [own, pairs, judging = own] = unpacked(bytes)
  const judgeNetwork = networkFromFile(judging)
  const readings = new Map()
  live.network = networkFromFile(own)
  live.times = []
  live.judge = {
    weights: readTensors(pairs).tensors,
    readings,
    read: (image) => forward(judgeNetwork, image).at(-1).activations,
  }
}

/** Files one after another, their lengths before them: how many, then each length. */
function unpacked(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = view.getUint32(0, true)
  let start = 4 * (1 + files)
  return Array.from({ length: files }, (_, index) => {
    const length = view.getUint32(4 * (1 + index), true)
    start += length
    return bytes.subarray(start - length, start)
  })
}

function readNow() {
  live.frame = null
  performance.mark("live-frame-start")
  const found = digitNow()
  if (!found) return
  const passed = forward(live.network, found.image)
  const probabilities = passed.at(-1).activations
  live.reading = { ...found, network: live.network, passed, probabilities, best: probabilities.indexOf(Math.max(...probabilities)) }
  for (const show of live.views) show()
  performance.measure("live-frame", "live-frame-start")
}

/** Whether what is read is the drawing on the canvas, and no picture. */
const isOnCanvas = () => !live.given || live.given.isDrawn || live.given.drawing !== live.canvas.number

/** What is being drawn, or drawn again; at rest, what the server says that it is. */
function digitNow() {
  const { canvas, given, replayed } = live
  if (replayed) return digitsOf(replayed)
  if (!canvas || (given && given.drawing === canvas.number && !canvas.stroke)) return given && { image: given.image, digits: null, isLive: false }
  const objects = canvas.stroke ? [...canvas.objects, strokeObject(canvas)] : canvas.objects
  return digitsOf(strokesFromCanvas(objects, canvas.paper, canvas.size))
}

/** The digits of some strokes, the one last drawn first of all; null where there is nothing to read. */
function digitsOf(strokes) {
  const read = readDrawing(strokes, live.judge)
  if (!read) return null
  const digits = read.digits.map((digit) => ({ ...digit, probabilities: forward(live.network, digit.image).at(-1).activations }))
  return { image: digits[read.lastDrawn].image, digits, isLive: true }
}

/** The digit last drawn of some strokes; null where there is nothing to read. */
function answerOf(strokes) {
  const read = digitsOf(strokes)
  if (!read) return null
  const probabilities = forward(live.network, read.image).at(-1).activations
  return probabilities.indexOf(Math.max(...probabilities))
}

function strokeObject({ stroke: { points, width, isEraser }, paper }) {
  const path = smoothedPath(points)
  const [low, high] = bounds([pathPoints(path)])
  return {
    type: "Path",
    path,
    stroke: isEraser ? paper : "",
    strokeWidth: width,
    originX: "center",
    originY: "center",
    left: (low[0] + high[0]) / 2,
    top: (low[1] + high[1]) / 2,
  }
}
