// The drawable canvas with what must not wait for the server: tools, undo, a clean sheet for the
// first stroke over an example, fingers. The canvas's own module draws; it is called here as
// Streamlit would call it. What the visitor did is reported afterwards, and the server keeps it.

const MOST_EARLIER = 40
const MARKED_DISTANCE = 4 // canvas pixels that a press on a mark's label may move
// Earlier drawings outlive a look at another page, and the marks come from a component of their own.
const shared = (globalThis[Symbol.for("convoscope canvas")] ??= { earlier: [] })
const views = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const view = views.get(parentElement) ?? create(parentElement, data)
  view.data = data
  view.send = setStateValue
  if (view.canvas) update(view)
  return () => {
    views.delete(parentElement)
    view.listening.abort()
    view.tasks.port1.close()
    view.dispose?.()
    if (shared.showMarks === view.showMarks) delete shared.showMarks
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
    tasks: new MessageChannel(),
    waiting: [], // events to be handed on, one in each task
    listening: new AbortController(),
  }
  view.tasks.port1.onmessage = () => view.waiting.shift()()
  view.showMarks = () => showMarks(view)
  shared.showMarks = view.showMarks
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
  setEarlier(view, shared.earlier.filter(({ number }) => given.earlier.includes(number)))
  view.current = drawingGiven(given)
  view.tool = chosenTool(view)
  show(view, view.current.objects)
  update(view)
}

/** Take over what the server says, where the visitor has not gone on meanwhile. */
function update(view) {
  const { given, away, colours } = view.data
  const isNew = given.load !== view.load
  view.load = given.load
  if (isNew && given.after === view.current.number && !view.stroke) {
    const all = [...view.earlier, view.current]
    setEarlier(view, all.filter(({ number }) => given.earlier.includes(number)))
    view.current = drawingGiven(given)
    show(view, view.current.objects)
  } else if (colours.paper !== view.colours.paper && !view.stroke) show(view, view.current.objects)
  setAway(view, away === view.current.number)
  view.showMarks()
}

const drawingGiven = ({ number, objects, is_example }) => ({ number, objects, isExample: is_example })

const newNumber = () => Math.floor(Math.random() * 2 ** 50)

function setEarlier(view, earlier) {
  view.earlier = shared.earlier = earlier.slice(-MOST_EARLIER)
}

function setAway(view, isAway) {
  view.isAway = isAway
  view.paper.classList.toggle("away", isAway)
}

/** Tell the server what is on the canvas now, and which earlier drawings can still be had. */
function report(view) {
  const { number, objects } = view.current
  const earlier = view.earlier.map((one) => one.number)
  setAway(view, false)
  view.showMarks()
  view.send("drawing", { raw: { version: view.data.version, objects }, data: null, number, earlier })
}

// The canvas

/** Put objects, in the colours in which they are kept, onto the canvas. */
function show(view, objects) {
  const { ink, paper, colours } = view.data
  view.colours = colours
  view.loads += 1
  view.shown = {
    load: view.loads,
    background: colours.paper,
    objects: objects.map((one) => ({ ...one, stroke: one.stroke === paper ? colours.paper : colours.ink })),
  }
  paint(view)
}

/** Have the canvas's own module bring the canvas up to date; its promises end within this task. */
function paint(view) {
  const { colours } = view
  const { size, tools } = view.data
  const tool = tools[view.tool]
  view.dispose = view.canvas({
    parentElement: view.parentElement,
    setStateValue: (name, value) => {
      if (name === "drawing") view.held = value.raw
    },
    data: {
      fillColor: "#eee",
      strokeWidth: tool.width,
      strokeColor: tool.is_eraser ? colours.paper : colours.ink,
      backgroundColor: colours.paper,
      backgroundImageURL: null,
      realtimeUpdateStreamlit: false,
      canvasWidth: size,
      canvasHeight: size,
      drawingMode: "freedraw",
      initialDrawing: view.shown,
      displayRadius: 3,
      returnImageData: false,
      disabled: false,
      backgroundImageFit: "stretch",
      maxDisplayHeight: null,
      fontSize: 20,
      label: "",
    },
  })
}

/** What the canvas holds, in the colours in which it is kept. */
function held(view) {
  // The first button of its toolbar, which is not shown, hands the drawing over at once.
  view.root.querySelector(".dc-toolbar button").click()
  const { ink, paper } = view.data
  return view.held.objects.map((one) => kept(one, one.stroke === view.colours.paper ? paper : ink))
}

/** What is kept of a stroke. */
function kept({ type, originX, originY, left, top, width, height, strokeWidth, path }, stroke) {
  const shape = { type, originX, originY, left, top, width, height, strokeWidth, stroke }
  const look = { fill: null, strokeLineCap: "round", strokeLineJoin: "round" }
  const hundredths = (value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value)
  return { ...shape, ...look, path: path.map((command) => command.map(hundredths)) }
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
  // Fingers and pens reach the canvas as a mouse: it would keep two fingers from zooming the page.
  on(view.root, ["touchstart", "touchmove", "touchend"], (_, event) => event.stopPropagation(), {
    ...first,
    passive: true,
  })
  // After the canvas, which listens at the document while a stroke is under way.
  on(window, ["mouseup"], mouseUp)
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
    begin(view, event)
    asMouse(view, "mousedown", event)
  }
}

function pointerMove(view, event) {
  if (!isMouse(event) && view.stroke?.pointerId === event.pointerId) asMouse(view, "mousemove", event)
}

function pointerUp(view, event) {
  if (isMouse(event)) return
  lift(view, event)
  if (view.stroke?.pointerId === event.pointerId) asMouse(view, "mouseup", event)
}

function pointerCancel(view, event) {
  lift(view, event)
  if (view.stroke?.pointerId === event.pointerId) cancel(view)
}

function lift(view, { pointerId }) {
  view.fingers.delete(pointerId)
  if (!view.fingers.size) view.isWaiting = false
}

/** Hand an event on in a task of its own: by then the canvas has loaded what it was told to. */
function asMouse(view, type, { target, clientX, clientY, screenX, screenY }) {
  const places = { clientX, clientY, screenX, screenY }
  const buttons = type === "mouseup" ? 0 : 1
  const options = { ...places, buttons, bubbles: true, cancelable: true, composed: true, view: window }
  view.tasks.port2.postMessage(null)
  view.waiting.push(() => target.dispatchEvent(new MouseEvent(type, options)))
}

/** Before the canvas begins a stroke: the right tool, and a clean sheet over an example. */
function begin(view, { pointerId, clientX, clientY }) {
  view.tool = chosenTool(view)
  const isClean = view.current.isExample && !view.data.tools[view.tool].is_eraser
  view.stroke = { pointerId, clientX, clientY, isClean, mark: markAt(view, clientX, clientY) }
  view.showMarks()
  if (isClean) show(view, [])
  else paint(view)
}

/** The canvas has finished a stroke. */
function mouseUp(view, { button, clientX, clientY }) {
  if (!view.stroke || button !== 0) return
  const { isClean, mark, clientX: x, clientY: y } = view.stroke
  if (mark !== null && Math.hypot(clientX - x, clientY - y) < MARKED_DISTANCE) {
    cancel(view)
    shared.marks.choose(mark)
    return
  }
  view.stroke = null
  const objects = held(view)
  if (objects.length > (isClean ? 0 : view.current.objects.length)) go(view, objects)
  else show(view, view.current.objects)
}

/** Go on to another drawing, which can be undone. */
function go(view, objects) {
  setEarlier(view, [...view.earlier, view.current])
  view.current = { number: newNumber(), objects, isExample: false }
  report(view)
}

/** Leave nothing of the stroke under way. */
function cancel(view) {
  if (!view.stroke) return
  const { clientX, clientY } = view.stroke
  view.stroke = null
  // The canvas gets a new brush with the drawing, which has nothing to add when the button is let go.
  show(view, view.current.objects)
  const target = view.root.querySelector(".upper-canvas")
  asMouse(view, "mouseup", { target, clientX, clientY })
  view.showMarks()
}

// The tools

/** The tool that is chosen beside the canvas, its place in the row. */
function chosenTool({ data, tool }) {
  const place = [...document.querySelectorAll(`.st-key-${data.keys.tool} [role=radio]`)].findIndex(
    (button) => button.getAttribute("aria-checked") === "true"
  )
  return place in data.tools ? place : (tool ?? 0)
}

/** Undo and Clear act here; where there is nothing to do here, the server is asked. */
function pressTool(view, event) {
  const isAt = (key) => event.target.closest?.(`.st-key-${key} button`)
  const { undo: undoKey, clear: clearKey } = view.data.keys
  const isDone = (isAt(undoKey) && undo(view)) || (isAt(clearKey) && clear(view))
  if (isDone) event.stopImmediatePropagation()
}

function pressKey(view, event) {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z"
  const typing = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable]")
  if (!isUndo || event.altKey || typing) return
  event.preventDefault()
  document.querySelector(`.st-key-${view.data.keys.undo} button`)?.click()
}

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
  const current = view.earlier.at(-1)
  setEarlier(view, view.earlier.slice(0, -1))
  view.current = current
  show(view, current.objects)
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

// Marks over the canvas

function showMarks(view) {
  const layer = view.parentElement.querySelector(".marks")
  const marks = marksNow(view)
  layer.replaceChildren(...marks.dots.map(dot), ...marks.frames.map((frame, i) => framed(frame, i === marks.chosen)))
}

/** Those of the drawing that is on the canvas; none while a stroke is under way. */
function marksNow({ current, stroke }) {
  const { marks } = shared
  const isNow = marks && current && !stroke && marks.number === current.number
  return isNow ? marks : { dots: [], frames: [], chosen: null }
}

/** Where the label of a frame stands: above it, or inside where there is no room. */
function labelBox({ left, top, label }) {
  const width = 10 + 8 * label.length
  return { x: left, y: Math.max(top - 18, 0), width, height: 18 }
}

function markAt(view, clientX, clientY) {
  const { left, top } = view.root.querySelector(".upper-canvas").getBoundingClientRect()
  const place = marksNow(view).frames.findIndex((frame) => {
    const { x, y, width, height } = labelBox(frame)
    const [right, down] = [clientX - left - x, clientY - top - y]
    return right >= 0 && right <= width && down >= 0 && down <= height
  })
  return place < 0 ? null : place
}

const dot = ([x, y, radius]) => shape("circle", { class: "dot", cx: x, cy: y, r: radius })

function framed(frame, isChosen) {
  const { left, top, right, bottom, label } = frame
  const group = shape("g", { class: isChosen ? "chosen" : "other" })
  group.append(
    shape("rect", { class: "frame", x: left, y: top, width: right - left, height: bottom - top, rx: 3 })
  )
  if (!label) return group
  const box = labelBox(frame)
  const text = shape("text", { x: box.x + box.width / 2, y: box.y + box.height / 2 })
  text.textContent = label
  group.append(shape("rect", { class: "label", ...box, rx: 3 }), text)
  return group
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  return element
}
