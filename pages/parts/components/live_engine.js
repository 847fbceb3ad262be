// Reads the drawing while the pen moves: the engine's own component, which holds the network that is
// chosen and the one that tells digits apart. The canvas tells what is on it, the server what it has
// read, and the views show what is read now. What goes wrong here is caught here: the page then works as
// without it, and says that it reads at pen-up. Follows the scripts of engine and live_engine_scripts.

const live = (globalThis[Symbol.for("convoscope live")] ??= { views: new Set() })
const MOST_READINGS = 40 // of groups of strokes that one frame makes anew
const MOST_MEASURED = 2000 // frames that can be looked up
// In milliseconds, between asking twice for what was lost; each pause is twice the one before.
const [FIRST_PAUSE, LAST_PAUSE] = [250, 60_000]

const engine = {
  forward,
  contributionsTo,
  changesFrom,
  strongest,
  arithmeticOf,
  receptiveField,
  windowOf,
  decimalsThatAgree,
  inkLeft,
  hasDrawing: () => Boolean(live.canvas?.objects.length || live.canvas?.stroke) && isOnCanvas(),
  marksNow: () => marksFromCanvas(live.canvas.objects, live.canvas.paper),
  answerOf,
  answerText,
}

function component({ data, setTriggerValue }) {
  live.engine = engine
  live.pace ??= new Pace()
  const tellLacking = (live.tellLacking = () => setTriggerValue("lacking", true))
  live.changed = () => {
    if (live.isLacking) ask()
    live.frame ??= requestAnimationFrame(frame)
  }
  attempt(() => {
    if (live.message === data) return
    live.message = data
    take((live.held ??= new Map()), data)
  })
  live.changed()
  return () => {
    if (live.tellLacking === tellLacking) live.pace = live.tellLacking = null
  }
}

/** What is to be read with, as far as the page has it. */
function take(held, message) {
  const { network, judge, pairs, words } = takeMessage(held, message)
  live.words = words
  live.isLacking = ![network, judge, pairs].every((token) => held.has(token))
  if (live.isLacking) return
  const [own, judging] = [network, judge].map((token) => madeOf(held.get(token), networkFromFile))
  if (own === live.network) return
  live.network = own
  live.known = new WeakMap()
  live.pace = new Pace()
  const read = (image) => forward(judging, image).at(-1).activations
  live.judge ??= new Judge(madeOf(held.get(pairs), readTensors).tensors, read, MOST_READINGS)
}

/**
 * A message with files got lost on its way. It is asked for at rest, and again until it has come: what is said while
 * the page is drawn anew, or nothing is mounted, gets lost, too.
 */
function ask() {
  if (live.isAsking) return
  live.isAsking = true
  let pause = FIRST_PAUSE
  const look = () => {
    live.isAsking = Boolean(live.isLacking && live.tellLacking) && pause < LAST_PAUSE
    if (!live.isAsking) return
    if (isAtRest()) {
      attempt(live.tellLacking)
      pause *= 2
    }
    setTimeout(look, pause)
  }
  setTimeout(look)
}

/** Whatever goes wrong, the answer at pen-up comes. */
function attempt(action) {
  try {
    action()
  } catch {
    live.pace?.stop()
  }
  showPace()
}

/** One frame's reading; while it is under way, at most one more is waiting. */
function frame() {
  live.frame = null
  if (!live.network || !live.pace) return
  attempt(() => {
    const { pace } = live
    const points = pointsOnCanvas(live.canvas)
    pace.takePoints(points)
    const start = performance.now()
    const found = digitNow()
    if (found) show(found)
    const end = performance.now()
    if (found) measure(start, end)
    if (found?.isLive) pace.takeLive(end - start, points)
    else if (found) pace.takeAtRest(end - start)
    else if (!live.judge.isFinished && !pace.isAtPenUp) {
      pace.takeLive(Infinity, points)
      live.changed()
    }
  })
}

function show(found) {
  const { probabilities } = found
  if (found.isLive && !probabilities.every(Number.isFinite)) return live.pace.stop()
  live.reading = { ...found, network: live.network, best: likeliest(probabilities) }
  for (const showOne of live.views) showOne()
}

/** For whoever wants to know how long a movement of the pen takes; the oldest are forgotten. */
function measure(start, end) {
  live.measured = (live.measured ?? 0) + 1
  if (live.measured % MOST_MEASURED === 0) performance.clearMeasures("live-frame")
  performance.measure("live-frame", { start, end })
}

/** Beside the canvas, that the network is read at pen-up, or nothing. */
function showPace() {
  live.penUp = live.pace?.isAtPenUp ? live.words?.penUp : null
  live.showPenUp?.()
}

/** Whether what is read is the drawing on the canvas, and no picture. */
const isOnCanvas = () => !live.given || live.given.isDrawn || live.given.drawing !== live.canvas.number

/** What is being drawn, or drawn again; at rest, what the server says that it is. */
function digitNow() {
  const { canvas, given, replayed } = live
  const isAtRest = !canvas || (given && given.drawing === canvas.number && !canvas.stroke)
  if (isAtRest && !replayed) return kept(given)
  if (live.pace.isAtPenUp) return null
  const found = digitsOf(replayed ?? strokesNow(canvas))
  if (found || !live.judge.isFinished) return found
  // Where there is nothing to read the last digit stays, as on the server.
  return replayed ? blank() : kept(given)
}

/** The digit that the server has read last; null before it has said so. */
const kept = (given) => (given ? { image: given.image, digits: null, isLive: false, ...passOf(given.image) } : null)

/** What a drawing that is drawn again begins with. */
function blank() {
  const image = new Float32Array(28 * 28)
  return { image, digits: null, isLive: true, isBlank: true, ...passOf(image) }
}

/** About how much there is to read. */
function pointsOnCanvas(canvas) {
  const finished = canvas?.objects ?? []
  return finished.reduce((total, { path }) => total + path.length, canvas?.stroke?.points.length ?? 0)
}

/** The strokes on the canvas and the one under way; an eraser takes from those that are finished. */
function strokesNow(canvas) {
  const { objects, paper, size, stroke } = canvas
  if (!stroke) return finishedStrokes(canvas)
  const object = strokeObject(canvas)
  return stroke.isEraser ? strokesFromCanvas([...objects, object], paper, size) : [...finishedStrokes(canvas), pointsOf(object)]
}

const finished = new WeakMap()

function finishedStrokes({ objects, paper, size }) {
  if (!finished.has(objects)) finished.set(objects, strokesFromCanvas(objects, paper, size))
  return finished.get(objects)
}

/** The digits of some strokes, the one last drawn first of all; null where there is nothing to read. */
function digitsOf(strokes) {
  const read = readDrawing(strokes, live.judge)
  if (!read) return null
  const { image } = read.digits[read.lastDrawn]
  const pass = passOf(image)
  const digits = read.digits.map((digit, place) => ({
    ...digit,
    probabilities: place === read.lastDrawn ? pass.probabilities : probabilitiesOf(digit.image),
  }))
  return { image, digits, isLive: true, ...pass }
}

function passOf(image) {
  const passed = forward(live.network, image)
  return { passed, probabilities: passed.at(-1).activations }
}

/** Digits beside the one that is being drawn stay as they are from frame to frame. */
function probabilitiesOf(image) {
  if (!live.known.has(image)) live.known.set(image, passOf(image).probabilities)
  return live.known.get(image)
}

/** All digits of some strokes, in reading order, as text; null where there is nothing to read. */
function answerOf(strokes) {
  const read = digitsOf(strokes)
  return read && answerText(read.digits)
}

function answerText(digits) {
  return digits.map(({ probabilities }) => likeliest(probabilities)).join("")
}

function strokeObject({ stroke: { points, width, isEraser }, paper }) {
  return {
    type: "Path",
    path: smoothedPath(points, width),
    stroke: isEraser ? paper : "",
    strokeWidth: width,
    originX: "center",
    originY: "center",
  }
}
