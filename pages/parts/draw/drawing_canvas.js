// The drawable canvas with what must not wait for the server: tools, undo, a clean sheet for the
// first stroke over an example, fingers. The canvas's own module draws; it is called here as
// Streamlit would call it. What the visitor did is reported afterwards, and the server keeps it.

const MOST_EARLIER = 40
const MARKED_DISTANCE = 4 // canvas pixels that a press on a mark's label may move
const WAY_STEP = 4 // CSS pixels between places of the pointer that are worth drawing
// Earlier drawings outlive a look at another page, and the marks come from a component of their own.
const shared = (globalThis[Symbol.for("convoscope canvas")] ??= { earlier: [] })
const views = new WeakMap()

function component({ data, parentElement, setStateValue }) {
  const view = views.get(parentElement) ?? create(parentElement, data)
  view.data = data
  view.send = setStateValue
  if (view.canvas) update(view)
  return () => {
    views.delete(parentElement)
    view.listening.abort()
    view.dispose?.()
    if (shared.showMarks === view.showMarks) delete shared.showMarks
    // A page that is left while the pen is down.
    tellLive({ stroke: null })
  }
}

function create(parentElement, data) {
  const view = {
    parentElement,
    data,
    root: parentElement.querySelector(".canvas-root"),
    paper: parentElement.querySelector(".paper"),
    earlier: [],
    loads: 0, // how often the canvas has been told to load a drawing
    stroke: null, // the one under way
    fingers: new Set(), // that are on the canvas
    isWaiting: false, // for all of several fingers to be lifted
    onceLoaded: [], // what is to follow a loading
    listening: new AbortController(),
  }
  view.showMarks = () => drawMarks(parentElement.querySelector(".marks"), marksNow(view))
  shared.showMarks = view.showMarks
  live().showReplay = (marks, title) => drawAgain(view, marks, title)
  live().showPenUp = () => showPenUp(parentElement.querySelector(".pen-up"))
  views.set(parentElement, view)
  listen(view)
  start(view).catch((error) => {
    parentElement.querySelector(".failure").hidden = false
    throw error
  })
  return view
}

async function start(view) {
  // The page's own script tells where the server is, beneath whatever path.
  const page = document.querySelector('script[type=module][src*="/static/js/"]')
  const { default: canvas } = await import(new URL(`../../${view.data.module}`, page.src).href)
  if (view.listening.signal.aborted) return
  view.canvas = canvas
  const { given } = view.data
  view.load = given.load
  // A look at another page may have come before the last report was read.
  const isAhead = shared.earlier.some(({ number }) => number === given.number)
  if (isAhead) [view.earlier, view.current] = [shared.earlier, shared.current]
  else {
    const earlier = shared.earlier.filter(({ number }) => given.earlier.includes(number))
    set(view, earlier, drawingGiven(given))
  }
  view.tool = chosenTool(view)
  show(view, view.current.objects)
  if (isAhead) report(view)
  update(view)
}

/** Take over what the server says, where the visitor has not gone on meanwhile. */
function update(view) {
  const { given, away, undo_title: title } = view.data
  const button = undoButton(view)
  if (button) Object.assign(button, { title }).setAttribute("aria-keyshortcuts", "Control+Z")
  const isNew = given.load !== view.load
  view.load = given.load
  if (isNew && given.after.includes(view.current.number) && !view.stroke) {
    if (tab()) tab().unheard = null
    const all = [...view.earlier, view.current]
    set(view, all.filter(({ number }) => given.earlier.includes(number)), drawingGiven(given))
    show(view, view.current.objects)
  }
  setAway(view, away === view.current.number)
  view.showMarks()
}

const drawingGiven = ({ number, objects, is_example }) => ({ number, objects, isExample: is_example })

/** What is on the canvas, for those who read it while the pen moves. */
function tellLive(canvas) {
  live().canvas = { ...live().canvas, ...canvas }
  live().changed?.()
}

/** The tab's store, which another component of every page fills. */
const tab = () => globalThis[Symbol.for("convoscope kept visit")]

const live = () => (globalThis[Symbol.for("convoscope live")] ??= { views: new Set() })

/** That the network is read at pen-up, where that is so. */
function showPenUp(element) {
  const { penUp } = live()
  element.hidden = !penUp
  if (penUp && element.textContent !== penUp) element.textContent = penUp
}

/** When the points of a drawing's strokes were drawn, for as many drawings as can be undone to. */
function keepTimes(number, strokes) {
  const timings = (live().timings ??= new Map())
  timings.set(number, strokes)
  if (timings.size > MOST_EARLIER) timings.delete(timings.keys().next().value)
}

/** Of each stroke on the canvas; null where it is not known. */
function timesNow({ current: { number, objects } }) {
  const known = live().timings?.get(number)
  return known?.length === objects.length ? known : objects.map(() => null)
}

/**
 * Draw marks of pen and eraser over the drawing, as much of them as has been drawn again; nothing once that
 * is over.
 */
function drawAgain(view, marks, title) {
  const { parentElement, data } = view
  const [layer, badge] = [parentElement.querySelector(".again"), parentElement.querySelector(".again-title")]
  view.drawnAgain = marks && { marks, title }
  for (const element of [layer, badge]) element.toggleAttribute("data-on", Boolean(marks))
  if (!marks) return
  badge.textContent = title
  const pixels = Math.round(data.size * (globalThis.devicePixelRatio || 1))
  if (layer.width !== pixels) layer.width = layer.height = pixels
  const context = layer.getContext("2d")
  const { ink, paper } = coloursNow(view)
  context.setTransform(pixels / data.size, 0, 0, pixels / data.size, 0, 0)
  context.fillStyle = paper
  context.fillRect(0, 0, data.size, data.size)
  context.lineCap = context.lineJoin = "round"
  for (const { points, eraserWidth } of marks) {
    context.strokeStyle = eraserWidth ? paper : ink
    context.lineWidth = eraserWidth ?? data.tools[0].width
    context.beginPath()
    context.moveTo(...points[0])
    for (const [x, y] of points) context.lineTo(x, y)
    context.stroke()
  }
}

const newNumber = () => Math.floor(Math.random() * 2 ** 50)

function set(view, earlier, current) {
  live().endReplay?.()
  const { size, paper } = view.data
  tellLive({ number: current.number, objects: current.objects, isExample: current.isExample, size, paper, stroke: null })
  view.earlier = shared.earlier = earlier.slice(-MOST_EARLIER)
  view.current = shared.current = current
}

function setAway(view, isAway) {
  view.isAway = isAway
  view.paper.classList.toggle("away", isAway)
}

/** The theme has changed: the style makes a transition of it, which is an event. */
function takeTheme(view) {
  if (view.current && coloursNow(view).paper !== view.colours.paper) {
    cancel(view)
    show(view, view.current.objects)
    if (view.drawnAgain) drawAgain(view, view.drawnAgain.marks, view.drawnAgain.title)
  }
}

/** Tell the server what is on the canvas now, and which earlier drawings can still be had. */
function report(view) {
  const { number, objects } = view.current
  const earlier = view.earlier.map((one) => one.number)
  setAway(view, false)
  view.showMarks()
  if (!view.current.isExample) tab()?.keepDrawing?.({ number, objects, example: null })
  view.send("drawing", { raw: { version: view.data.version, objects }, data: null, number, earlier })
}

// The pen

function listen(view) {
  const { signal } = view.listening
  const on = (target, names, take, options) => {
    for (const name of names) target.addEventListener(name, (event) => take(view, event), { signal, ...options })
  }
  const first = { capture: true }
  on(view.root, ["pointerdown"], pointerDown, first)
  on(view.root, ["pointermove"], pointerMove, first)
  on(view.root, ["pointerup"], pointerUp, first)
  on(view.root, ["pointercancel"], pointerCancel, first)
  on(view.root, ["touchstart", "touchmove", "touchend"], touch, { ...first, passive: false })
  // What reaches the canvas is what it draws: its points are the stroke's, beside the canvas as well.
  on(view.root, ["mousedown"], takePoint, first)
  on(document, ["mousemove"], takePoint, first)
  // After the canvas, which listens at the document while a stroke is under way.
  on(window, ["mouseup"], mouseUp)
  on(view.paper, ["transitionend"], takeTheme)
  on(document, ["click"], pressTool, first)
  on(document, ["keydown"], pressKey)
}

const isMouse = (event) => event.pointerType === "mouse"

function pointerDown(view, event) {
  if (!view.canvas) return
  if (isMouse(event)) {
    if (event.button === 0) begin(view, event)
    return
  }
  // No mouse events of the browser's own for this finger or pen.
  event.preventDefault()
  view.fingers.add(event.pointerId)
  if (view.fingers.size > 1 || view.isWaiting) {
    view.isWaiting = true
    cancel(view)
  } else if (event.button === 0) {
    begin(view, event, () => asMouse("mousedown", event))
  }
}

/**
 * Fingers reach the canvas as a mouse, for it would keep two of them from zooming the page. What one
 * finger does is no gesture: a tap soon after a quick stroke would be taken for the end of a fling.
 */
function touch(view, event) {
  event.stopPropagation()
  const isStroke = view.stroke && event.touches.length <= 1
  if (isStroke && event.type !== "touchstart" && event.cancelable) event.preventDefault()
}

function pointerMove(view, event) {
  if (!view.stroke || view.stroke.pointerId !== event.pointerId) return
  if (isMouse(event) && !(event.buttons & 1)) {
    // The button was let go where no window hears of it.
    asMouse("mouseup", event)
    return
  }
  for (const place of onTheWay(view.stroke, event)) asMouse("mousemove", place)
  if (!isMouse(event)) asMouse("mousemove", event)
}

/**
 * Where a quick pointer has been since it was last heard of: browsers tell of it once per frame. Places
 * that are close to one another tell nothing new, and would only fill the drawing.
 */
function onTheWay(stroke, event) {
  const places = []
  let last = stroke.last ?? stroke
  for (const place of event.getCoalescedEvents?.().slice(0, -1) ?? []) {
    const isFar = [last, event].every((other) => Math.hypot(place.clientX - other.clientX, place.clientY - other.clientY) >= WAY_STEP)
    if (!isFar) continue
    last = place
    places.push({ target: event.target, clientX: place.clientX, clientY: place.clientY, screenX: place.screenX, screenY: place.screenY })
  }
  return places
}

function pointerUp(view, event) {
  if (isMouse(event)) return
  lift(view, event)
  if (view.stroke?.pointerId === event.pointerId) asMouse("mouseup", event)
}

function pointerCancel(view, event) {
  lift(view, event)
  if (view.stroke?.pointerId === event.pointerId) cancel(view)
}

function lift(view, { pointerId }) {
  view.fingers.delete(pointerId)
  if (!view.fingers.size) view.isWaiting = false
}

function asMouse(type, { target, clientX, clientY, screenX, screenY }) {
  const places = { clientX, clientY, screenX, screenY }
  const buttons = type === "mouseup" ? 0 : 1
  const options = { ...places, buttons, bubbles: true, cancelable: true, composed: true, view: window }
  target.dispatchEvent(new MouseEvent(type, options))
}

/** Before the canvas begins a stroke: the right tool, and a clean sheet over an example. */
function begin(view, { pointerId, clientX, clientY }, whenReady = () => {}) {
  live().endReplay?.()
  view.tool = chosenTool(view)
  const isClean = view.current.isExample && !view.data.tools[view.tool].is_eraser
  view.stroke = { pointerId, clientX, clientY, isClean, points: [], times: [], mark: markUnder(view, clientX, clientY) }
  view.showMarks()
  if (isClean) return show(view, [], whenReady)
  paint(view)
  whenReady()
}

/** The stroke under way begins, or goes on. */
function takePoint(view, { clientX, clientY }) {
  if (!view.stroke) return
  view.stroke.last = { clientX, clientY }
  const { left, top, width } = view.root.querySelector(".upper-canvas").getBoundingClientRect()
  const share = view.data.size / width
  view.stroke.points.push([(clientX - left) * share, (clientY - top) * share])
  view.stroke.times.push(performance.now() / 1000)
  const tool = view.data.tools[view.tool]
  const objects = view.stroke.isClean ? [] : view.current.objects
  tellLive({ objects, stroke: { points: view.stroke.points, width: tool.width, isEraser: tool.is_eraser } })
}

/** The canvas has finished a stroke. */
function mouseUp(view, { button, clientX, clientY }) {
  if (!view.stroke || button !== 0) return
  const { isClean, mark, clientX: x, clientY: y, points, times } = view.stroke
  if (mark !== null && Math.hypot(clientX - x, clientY - y) < MARKED_DISTANCE) {
    cancel(view)
    shared.marks.choose(mark)
    return
  }
  view.stroke = null
  const objects = held(view)
  if (objects.length > (isClean ? 0 : view.current.objects.length)) {
    const before = isClean ? [] : timesNow(view)
    go(view, objects)
    keepTimes(view.current.number, [...before, { points, times }])
  } else {
    tellLive({ objects: view.current.objects, stroke: null })
    show(view, view.current.objects)
  }
}

/** Go on to another drawing, which can be undone. */
function go(view, objects) {
  set(view, [...view.earlier, view.current], { number: newNumber(), objects, isExample: false })
  report(view)
}

/** Leave nothing of the stroke under way. */
function cancel(view) {
  if (!view.stroke) return
  const { clientX, clientY } = view.stroke
  view.stroke = null
  tellLive({ objects: view.current.objects, stroke: null })
  // The canvas gets a new brush with the drawing, which has nothing to add when the button is let go.
  const target = view.root.querySelector(".upper-canvas")
  show(view, view.current.objects, () => asMouse("mouseup", { target, clientX, clientY }))
  view.showMarks()
}

// The tools

/** The tool that is chosen beside the canvas, its place in the row. */
function chosenTool({ data, tool }) {
  const place = toolButtons(data).findIndex((button) => button.getAttribute("aria-checked") === "true")
  return place in data.tools ? place : (tool ?? 0)
}

const toolButtons = ({ keys }) => [...document.querySelectorAll(`.st-key-${keys.tool} [role=radio]`)]

/** There is nothing to erase on a clean sheet. */
function takePen(view) {
  if (!view.data.tools[chosenTool(view)].is_eraser) return
  toolButtons(view.data)[view.data.tools.findIndex((tool) => !tool.is_eraser)]?.click()
}

/** Undo and Clear act here; where there is nothing to do here, the server is asked. */
function pressTool(view, event) {
  const isAt = (key) => event.target.closest?.(`.st-key-${key} button`)
  const { undo: undoKey, clear: clearKey } = view.data.keys
  if (isAt(clearKey)) takePen(view)
  const isDone = (isAt(undoKey) && undo(view)) || (isAt(clearKey) && clear(view))
  if (isDone) event.stopImmediatePropagation()
}

function pressKey(view, event) {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z"
  const typing = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable]")
  if (!isUndo || event.altKey || typing) return
  event.preventDefault()
  undoButton(view)?.click()
}

const undoButton = ({ data }) => document.querySelector(`.st-key-${data.keys.undo} button`)

/** Whether it was undone here. */
function undo(view) {
  if (!view.canvas) return false
  if (view.stroke) {
    cancel(view)
    return true
  }
  if (view.isAway && view.current.objects.length) {
    setAway(view, false)
    return false
  }
  if (!view.earlier.length) return false
  set(view, view.earlier.slice(0, -1), view.earlier.at(-1))
  show(view, view.current.objects)
  report(view)
  return true
}

/** Whether it was cleared here. */
function clear(view) {
  if (!view.canvas) return false
  cancel(view)
  if (!view.current.objects.length) return false
  go(view, [])
  show(view, [])
  return true
}

// The marks, which come from a component of their own

/** Those of the drawing that is on the canvas; none while a stroke is under way. */
function marksNow({ current, stroke }) {
  const { marks } = shared
  return marks && current && !stroke && marks.number === current.number ? marks : NO_MARKS
}

function markUnder(view, clientX, clientY) {
  const { left, top } = view.root.querySelector(".upper-canvas").getBoundingClientRect()
  return markAt(marksNow(view), clientX - left, clientY - top)
}
