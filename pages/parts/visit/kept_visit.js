// Keeps what a visit holds in this tab, and tells it to a server that does not know the visit: after
// a reload, and when the process that held it has ended and another one answers.

const KEY = "convoscope-kept-visit"
const MOST_LETTERS = 500_000
const [LOOK_MILLISECONDS, MOST_LOOKS, LOOKS_WITHOUT_REST] = [100, 1200, 30]
// Of all that is mounted: the visit that the tab's store is known to be of; what waits for that; how to
// tell the server. And for the canvas: how to keep what is drawn; its number until the server has heard of it.
const shared = (globalThis[Symbol.for("convoscope kept visit")] ??= { settled: null, waiting: null, tell: null, unheard: null })

function component({ data, setTriggerValue }) {
  const { visit, is_told, parts } = data
  shared.keepDrawing = keepDrawing
  if (is_told) settle(visit)
  if (parts) return keep(visit, parts)
  shared.tell = () => setTriggerValue("kept", read() ?? { visit })
  watchTheLine()
  const kept = read()
  if (kept && kept.visit !== visit && !is_told) tellUntilHeard(visit)
  else settle(visit)
}

/** What another visit has left is not overwritten before the server has heard of it. */
function keep(visit, parts) {
  if (shared.settled === visit) return write({ ...read(), ...newest(parts), visit })
  const earlier = shared.waiting?.visit === visit ? shared.waiting.parts : {}
  shared.waiting = { visit, parts: { ...earlier, ...parts } }
}

/** What is drawn, before the server has read it: who reloads now has it still. What is too large waits for the server. */
function keepDrawing(drawing) {
  const visit = shared.settled
  if (!visit) return
  const kept = read()
  const digit = drawing.objects.length ? { source: "drawn" } : kept?.digit
  if (store(JSON.stringify({ ...kept, drawing, digit, visit }))) shared.unheard = drawing.number
}

/** Without the drawing where the server has not heard of the last one when it said this. */
function newest(parts) {
  const { drawing, digit, ...others } = parts
  if (drawing && shared.unheard !== null && drawing.heard !== shared.unheard) return others
  if (drawing) shared.unheard = null
  return parts
}

function settle(visit) {
  if (shared.settled === visit) return
  shared.settled = visit
  const { waiting } = shared
  shared.waiting = null
  if (waiting?.visit === visit) keep(visit, waiting.parts)
}

/**
 * At rest: what is said during a run can be lost, and a wish that comes close behind it, as that of the tab's
 * secret, still says of every widget what the page showed before. But not only then: where the server drops a
 * wish, as of a fragment that is just drawn anew, the page seems busy until there is another one.
 */
function tellUntilHeard(visit) {
  if (shared.telling === visit) return
  shared.telling = visit
  let left = MOST_LOOKS
  const look = () => {
    if (shared.settled === visit || !left--) return
    if (isAtRest() || left % LOOKS_WITHOUT_REST === 0) shared.tell()
    setTimeout(look, LOOK_MILLISECONDS)
  }
  setTimeout(look, LOOK_MILLISECONDS)
}

const app = () => document.querySelector("[data-testid=stApp]")

/** Whoever answers after a break may know nothing: it is told at once, and so draws the page anew. */
function watchTheLine() {
  const watched = app()
  if (!watched || shared.watched === watched) return
  shared.watched = watched
  let isCut = false
  new MutationObserver(() => {
    const isConnected = watched.dataset.testConnectionState === "CONNECTED"
    if (isConnected && isCut) setTimeout(() => shared.tell())
    isCut = !isConnected
  }).observe(watched, { attributeFilter: ["data-test-connection-state"] })
}

// A browser may forbid pages to store anything: then a reload begins another visit.
function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY))
    return kept && typeof kept === "object" ? kept : null
  } catch {
    return null
  }
}

function write(kept) {
  if (!store(JSON.stringify(kept))) store(JSON.stringify({ ...kept, drawing: null }))
}

/** Whether it is small enough. */
function store(text) {
  if (text.length > MOST_LETTERS) return false
  try {
    sessionStorage.setItem(KEY, text)
  } catch {}
  return true
}
