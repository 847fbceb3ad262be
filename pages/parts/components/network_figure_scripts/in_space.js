// The same pictures standing behind one another in perspective, turned by dragging or with the shift and
// arrow keys. Follows moving_about.js.

const DEPTH = 92 // CSS pixels from layer to layer
const FIRST_TURN = { across: -52, down: -14 } // degrees
const TURN_PER_PIXEL = 0.35
const TURN_PER_KEY = 6
const MOST_DOWN = 60

function listenForTurns(view) {
  const { stage } = view
  view.turn = { ...FIRST_TURN }
  stage.addEventListener("pointerdown", (event) => {
    view.hasTurned = false
    if (!view.isInSpace || event.button !== 0) return
    view.turning = { x: event.clientX, y: event.clientY, ...view.turn }
  })
  const { signal } = view.listening
  window.addEventListener("pointermove", (event) => drag(view, event), { signal })
  for (const name of ["pointerup", "pointercancel", "blur"]) {
    window.addEventListener(name, () => (view.turning = null), { signal })
  }
  stage.addEventListener("keydown", (event) => {
    const step = MOVES[event.key]
    if (!view.isInSpace || !event.shiftKey || !step) return
    event.preventDefault()
    turnTo(view, view.turn.across + step[1] * TURN_PER_KEY, view.turn.down - step[0] * TURN_PER_KEY)
  })
}

function drag(view, { clientX, clientY }) {
  if (!view.turning) return
  const [right, down] = [clientX - view.turning.x, clientY - view.turning.y]
  if (Math.hypot(right, down) > 3) view.hasTurned = true
  if (view.hasTurned) turnTo(view, view.turning.across + right * TURN_PER_PIXEL, view.turning.down - down * TURN_PER_PIXEL)
}

function turnTo(view, across, down) {
  view.turn = { across, down: Math.min(Math.max(down, -MOST_DOWN), MOST_DOWN) }
  place(view)
}

function setInSpace(view, isInSpace) {
  view.isInSpace = isInSpace
  view.root.classList.toggle("in-space", isInSpace)
  for (const [mode, element] of Object.entries(view.modes)) element.setAttribute("aria-pressed", String((mode === "space") === isInSpace))
  place(view)
}

/** Put the pictures where they stand, and the lines with them. */
function place(view) {
  const middle = (view.pictures.length - 1) / 2
  const { across, down } = view.turn
  view.layers.style.transform = view.isInSpace ? `rotateX(${down}deg) rotateY(${across}deg)` : ""
  view.pictures.forEach(({ figure }, index) => {
    figure.style.transform = view.isInSpace ? `translate(-50%, -50%) translateZ(${(middle - index) * DEPTH}px)` : ""
  })
  drawLines(view)
}
