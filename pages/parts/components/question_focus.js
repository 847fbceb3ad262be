// Puts the focus where the visitor's answer has led, once for each answer.

const PLACES = { verdict: ".st-key-verdict :is([role=alert], [role=status])", question: ".st-key-question_text" }
const PATIENCE = 3000

// How many moves have been made: coming back to a page moves nothing.
const shared = (globalThis[Symbol.for("convoscope focus")] ??= { made: 0 })

function component({ data }) {
  if (data.moves <= shared.made) return
  shared.made = data.moves
  const until = performance.now() + PATIENCE
  let focused = null
  const move = () => {
    if (shared.made !== data.moves || performance.now() > until) return
    // Where the whole page is drawn anew, the focus goes with what had it: then again.
    const isLost = focused && !focused.isConnected && document.activeElement === document.body
    if (!focused || isLost) focused = focus(document.querySelector(PLACES[data.place])) ?? focused
    requestAnimationFrame(move)
  }
  move()
}

function focus(place) {
  if (!place) return null
  place.tabIndex = -1
  place.focus()
  return place
}
