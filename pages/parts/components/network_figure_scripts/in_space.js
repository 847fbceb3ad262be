// The same pictures as walls behind one another in perspective, turned by dragging, by buttons or with
// the shift and arrow keys. Follows moving_about.js and space_lines.js.

const TURN_PER_PIXEL = 0.35 // degrees
const TURN_PER_PRESS = 10
const MOST_DOWN = 85
const ZOOM_PER_PRESS = 1.25
const ZOOM_PER_WHEEL = 0.004 // for each of the wheel's pixels, as a share
const [SMALLEST_ZOOM, LARGEST_ZOOM] = [0.5, 6]
const CLICK_PIXELS = { mouse: 3, pen: 6, touch: 8 } // that a press may move and still be a click
const MS_FOR_A_TURN = 180
const MS_TO_UNFOLD = 700
// What the buttons and keys do; the names of the buttons are words.
const TURNS = { turnLeft: [-1, 0], turnRight: [1, 0], turnUp: [0, 1], turnDown: [0, -1] }
const SIGNS = { turnLeft: "\u2190", turnRight: "\u2192", turnUp: "\u2191", turnDown: "\u2193", zoomOut: "\u2212", zoomIn: "+", reset: "" }
const KEY_TURNS = { ArrowLeft: "turnLeft", ArrowRight: "turnRight", ArrowUp: "turnUp", ArrowDown: "turnDown" }

const wantsLessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches

/** The parts that only space has, and what they listen to. */
function makeSpace(view) {
  const { stage } = view
  const names = made("div", "space-names")
  const lines = made("canvas", "space-lines")
  const controls = made("div", "space-controls")
  for (const element of [names, lines]) element.setAttribute("aria-hidden", "true")
  controls.setAttribute("role", "group")
  const buttons = Object.fromEntries(
    Object.entries(SIGNS).map(([name, sign]) => {
      const button = made("button", "", sign)
      button.type = "button"
      button.onclick = () => pressControl(view, name)
      return [name, button]
    })
  )
  controls.append(...Object.values(buttons))
  stage.append(lines, names, controls)
  // Kept for the visit: a look at another page changes nothing.
  const kept = (live.space ??= { isIn: false, turn: null, zoom: 1, shift: [0, 0] })
  view.space = { ...kept, unfolded: 1, names, lines, controls, buttons }
  // The outputs are as large as their words, and the stage as the window is high.
  view.space.observer = new ResizeObserver(() => standAgain(view))
  view.listening.signal.addEventListener("abort", () => {
    view.space.observer.disconnect()
    stopMoving(view)
  })
}

function listenForTurns(view) {
  makeSpace(view)
  const { stage } = view
  const { signal } = view.listening
  stage.addEventListener("pointerdown", (event) => startDragging(view, event))
  stage.addEventListener("wheel", (event) => turnWheel(view, event), { passive: false })
  stage.addEventListener("dblclick", (event) => {
    if (view.isInSpace && !view.space.controls.contains(event.target)) resetCamera(view)
  })
  stage.addEventListener("keydown", (event) => pressTurningKey(view, event))
  window.addEventListener("pointermove", (event) => drag(view, event), { signal })
  for (const name of ["pointerup", "pointercancel", "blur"]) {
    window.addEventListener(name, (event) => stopDragging(view, event), { signal })
  }
}

/** What the buttons are called, and how to turn by keys. */
function nameSpace(view) {
  const { words } = view.data
  const { buttons, controls } = view.space
  controls.setAttribute("aria-label", words.turnAndZoom)
  for (const [name, button] of Object.entries(buttons)) {
    if (name === "reset") button.textContent = words.reset
    else Object.assign(button, { title: words[name] }).setAttribute("aria-label", words[name])
  }
  view.stage.setAttribute("aria-label", view.isInSpace ? `${words.label} ${words.labelInSpace}` : words.label)
}

// Dragging

function startDragging(view, event) {
  const { space } = view
  view.hasTurned = false
  if (!view.isInSpace || event.button !== 0 || space.controls.contains(event.target)) return
  stopMoving(view)
  const { pointerId, pointerType, clientX: x, clientY: y, shiftKey } = event
  view.turning = { pointerId, most: CLICK_PIXELS[pointerType] ?? CLICK_PIXELS.mouse, x, y, shiftKey, turn: space.turn, shift: space.shift }
}

function drag(view, { pointerId, clientX, clientY }) {
  const { turning, space } = view
  if (!turning || turning.pointerId !== pointerId) return
  const [right, down] = [clientX - turning.x, clientY - turning.y]
  if (!view.hasTurned && Math.hypot(right, down) <= turning.most) return
  if (!view.hasTurned) view.stage.classList.add("turning")
  view.hasTurned = true
  if (turning.shiftKey) space.shift = [turning.shift[0] + right, turning.shift[1] + down]
  else space.turn = turned(turning.turn, right * TURN_PER_PIXEL, -down * TURN_PER_PIXEL)
  place(view)
}

function stopDragging(view, event) {
  if (!view.turning || (event.pointerId !== undefined && event.pointerId !== view.turning.pointerId)) return
  view.turning = null
  view.stage.classList.remove("turning")
}

const turned = ({ across, down }, byAcross, byDown) => ({
  across: across + byAcross,
  down: Math.min(Math.max(down + byDown, -MOST_DOWN), MOST_DOWN),
})

// Keys, buttons, wheel

/** Plain arrows move the followed cell. */
function pressTurningKey(view, event) {
  if (!view.isInSpace || event.target !== view.stage || event.ctrlKey || event.metaKey || event.altKey) return
  const name = event.shiftKey ? KEY_TURNS[event.key] : { "+": "zoomIn", "-": "zoomOut", 0: "reset" }[event.key]
  const isPlus = event.key === "+" // which takes the shift key on many keyboards
  if (!name && !isPlus) return
  event.preventDefault()
  pressControl(view, name ?? "zoomIn")
}

function pressControl(view, name) {
  const { space, stage } = view
  if (name === "reset") return resetCamera(view)
  if (name in TURNS) {
    const [right, up] = TURNS[name]
    return glideTo(view, { turn: turned(space.aim?.turn ?? space.turn, right * TURN_PER_PRESS, up * TURN_PER_PRESS) }, MS_FOR_A_TURN)
  }
  const factor = name === "zoomIn" ? ZOOM_PER_PRESS : 1 / ZOOM_PER_PRESS
  glideTo(view, zoomedAt(space.aim ?? space, factor, [stage.clientWidth / 2, stage.clientHeight / 2]), MS_FOR_A_TURN)
}

/** A plain wheel scrolls the page. */
function turnWheel(view, event) {
  if (!view.isInSpace || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  stopMoving(view)
  const { left, top } = view.stage.getBoundingClientRect()
  const at = [event.clientX - left, event.clientY - top]
  Object.assign(view.space, zoomedAt(view.space, Math.exp(-event.deltaY * ZOOM_PER_WHEEL), at))
  place(view)
}

/** What is at a place stays there. */
function zoomedAt({ zoom, shift }, factor, at) {
  const next = Math.min(Math.max(zoom * factor, SMALLEST_ZOOM), LARGEST_ZOOM)
  return { zoom: next, shift: shift.map((value, axis) => at[axis] - ((at[axis] - value) * next) / zoom) }
}

function resetCamera(view) {
  glideTo(view, { turn: firstTurn(view), zoom: 1, shift: [0, 0] }, MS_FOR_A_TURN * 2)
}

// Moving by itself

/** Go to a turn, a zoom and a shift; at once where less motion is wanted. */
function glideTo(view, goal, milliseconds) {
  const { space } = view
  stopMoving(view)
  const { turn, zoom, shift, unfolded } = space
  const start = { turn, zoom, shift, unfolded }
  const end = { ...start, ...goal }
  const mixed = (from, to, share) => from + (to - from) * share
  const began = performance.now()
  space.aim = end
  const step = (now) => {
    const time = wantsLessMotion() ? 1 : Math.min(Math.max((now - began) / milliseconds, 0), 1)
    const share = time * time * (3 - 2 * time)
    Object.assign(space, {
      turn: { across: mixed(start.turn.across, end.turn.across, share), down: mixed(start.turn.down, end.turn.down, share) },
      zoom: mixed(start.zoom, end.zoom, share),
      shift: start.shift.map((value, axis) => mixed(value, end.shift[axis], share)),
      unfolded: mixed(start.unfolded, end.unfolded, share),
    })
    if (time < 1) space.moving = requestAnimationFrame(step)
    else space.aim = space.moving = null
    place(view)
  }
  step(began)
}

function stopMoving({ space }) {
  cancelAnimationFrame(space.moving)
  space.moving = space.aim = null
  space.unfolded = 1
}

// In and out of space

function setInSpace(view, isInSpace) {
  const { space } = view
  stopMoving(view)
  view.isInSpace = isInSpace
  view.root.classList.toggle("in-space", isInSpace)
  for (const [mode, element] of Object.entries(view.modes)) element.setAttribute("aria-pressed", String((mode === "space") === isInSpace))
  if (view.data) nameSpace(view)
  space.pictures = null
  if (!isInSpace) for (const { style } of [view.layers, ...view.pictures.map(({ figure }) => figure)]) style.transform = ""
  if (view.reading) showReadout(view)
  place(view)
}

/** The visitor wants to see the network in space, or flat again. */
function chooseSpace(view, isInSpace) {
  if (isInSpace === view.isInSpace) return
  setInSpace(view, isInSpace)
  if (!isInSpace) return
  view.stage.scrollIntoView({ block: "nearest", behavior: wantsLessMotion() ? "auto" : "smooth" })
  if (!view.network) return
  const { turn } = view.space
  Object.assign(view.space, { turn: { across: 0, down: 0 }, unfolded: 0.1 })
  glideTo(view, { turn, unfolded: 1 }, MS_TO_UNFOLD)
}

/** Where the stage or the outputs have become larger or smaller, all stands elsewhere. */
function standAgain(view) {
  const { isInSpace, stage, space } = view
  if (!isInSpace || !space.pictures) return
  const isOther = ({ frame, size }) => frame.offsetWidth !== size[0] || frame.offsetHeight !== size[1]
  const isOtherStage = stage.clientWidth !== space.width || stage.clientHeight !== space.height
  if (!isOtherStage && !space.pictures.some((drawn) => isBillboard(drawn) && isOther(drawn))) return
  space.pictures = null
  place(view)
}

/** Put the pictures where they stand, and the lines with them. */
function place(view) {
  if (!view.isInSpace) return drawLines(view)
  if (!view.network || !view.stage.clientWidth) return
  const { space, pictures, stage } = view
  space.turn ??= firstTurn(view)
  if (space.pictures !== pictures || space.width !== stage.clientWidth || space.height !== stage.clientHeight) {
    standInSpace(view)
    makeWalls(view)
  }
  const { turn, zoom, shift, unfolded } = space
  Object.assign(live.space, { isIn: true, turn: space.aim?.turn ?? turn, zoom: space.aim?.zoom ?? zoom, shift: space.aim?.shift ?? shift })
  space.depthGap = gapFor(view, turn) * unfolded
  space.camera = cameraFor(view, turn, space.depthGap)
  const { camera } = space
  const whole = camera.scale * zoom
  view.layers.style.transform =
    `translate(${zoom * camera.x + shift[0]}px, ${zoom * camera.y + shift[1]}px) perspective(${camera.distance * whole}px) ` +
    `scale3d(${whole}, ${whole}, ${whole}) rotateX(${turn.down}deg) rotateY(${turn.across}deg)`
  pictures.forEach((drawn, index) => {
    const depth = depthOf(view, index, space.depthGap)
    const facing = isBillboard(drawn)
      ? `rotateY(${-turn.across}deg) rotateX(${-turn.down}deg) scale(${1 / (whole * camera.project([0, 0, depth])[2])})`
      : `scale(${drawn.enlarged})`
    drawn.figure.style.transform = `translate(-50%, -50%) translateZ(${depth}px) ${facing}`
  })
  const seenFrom = Math.sin((turn.across * Math.PI) / 180)
  view.layers.classList.toggle("seen-from-left", seenFrom > 0)
  view.layers.classList.toggle("seen-from-below", turn.down > 0)
  placeNames(view)
  drawLines(view)
}

/** The sides of the walls, which have a thickness, and the layers' names, which do not turn. */
function makeWalls(view) {
  const { names, observer } = view.space
  names.replaceChildren()
  observer.disconnect()
  observer.observe(view.stage)
  for (const drawn of view.pictures) {
    const { figure, picture } = drawn
    if (!isBillboard(drawn) && !figure.querySelector(".side")) figure.append(made("div", "side"), made("div", "lid"))
    drawn.name = made("div")
    drawn.name.append(made("b", "", picture.name), made("span", "", picture.shape.join(" x ")))
    names.append(drawn.name)
    if (isBillboard(drawn)) observer.observe(drawn.frame)
  }
  for (const drawn of view.pictures) drawn.nameSize = [drawn.name.offsetWidth, drawn.name.offsetHeight]
}

/** Over each wall; beside it where the walls stand above each other. Where there is no room, the nearer one's. */
function placeNames(view) {
  const { space, pictures } = view
  const taken = []
  const centres = pictures.map((_, index) => seenAt(view, [0, 0, depthOf(view, index, space.depthGap)]))
  const [first, last] = [centres[0], centres.at(-1)]
  const areAbove = Math.abs(last[1] - first[1]) > Math.abs(last[0] - first[0])
  const nearestFirst = pictures.map((_, index) => index).sort((one, other) => centres[other][2] - centres[one][2])
  for (const index of nearestFirst) {
    const drawn = pictures[index]
    const [width, height] = drawn.nameSize
    const { left, right, top, bottom } = wallOnStage(view, drawn, index)
    const [besideX, besideY] = [left - width - 6, (top + bottom - height) / 2]
    const [overX, overY] = [(left + right - width) / 2, top - height - 4]
    const x = Math.min(Math.max(areAbove ? besideX : overX, 2), space.width - width - 2)
    const y = Math.min(Math.max(areAbove ? besideY : overY, 2), space.height - height - 2)
    const isFree = taken.every((box) => x >= box.right || x + width <= box.left || y >= box.bottom || y + height <= box.top)
    drawn.name.classList.toggle("hidden", !isFree)
    drawn.name.style.transform = `translate(${x}px, ${y}px)`
    if (isFree) taken.push({ left: x - 6, right: x + width + 6, top: y, bottom: y + height })
  }
}

function wallOnStage(view, drawn, index) {
  const { space } = view
  const depth = depthOf(view, index, space.depthGap)
  if (isBillboard(drawn)) {
    const [[x, y], [width, height]] = [seenAt(view, [0, 0, depth]), drawn.size]
    return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
  }
  return boundsOnStage([cornersOf(drawn, depth).map((corner) => seenAt(view, corner))])
}
