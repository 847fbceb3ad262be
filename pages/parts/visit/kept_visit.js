// Keeps what a visit holds in this tab, and tells it to a server that does not know the visit: after
// a reload, and when the process that held it has ended and another one answers.

const KEY = "convoscope-kept-visit"
const MOST_LETTERS = 500_000
// Of all that is mounted: the visit that the tab's store is known to be of; what waits for that; how to
// tell the server.
const shared = (globalThis[Symbol.for("convoscope kept visit")] ??= { settled: null, waiting: null, tell: null })

export default function ({ data, setTriggerValue }) {
  if (data.parts) return keep(data)
  shared.tell = () => setTriggerValue("kept", read() ?? { visit: data.visit })
  watchTheLine()
  const kept = read()
  if (kept && kept.visit !== data.visit && !data.is_told) return shared.tell()
  if (kept && data.is_told && kept.visit !== data.visit) write({ ...kept, visit: data.visit })
  shared.settled = data.visit
  const { waiting } = shared
  shared.waiting = null
  if (waiting) keep(waiting)
}

/** What another visit has left is not overwritten before the server has heard of it. */
function keep({ visit, parts }) {
  if (shared.settled === visit) return write({ ...read(), ...parts, visit })
  const earlier = shared.waiting?.visit === visit ? shared.waiting.parts : {}
  shared.waiting = { visit, parts: { ...earlier, ...parts } }
}

/** Whoever answers after a break may know nothing: it is told at once, and so draws the page anew. */
function watchTheLine() {
  const app = document.querySelector("[data-testid=stApp]")
  if (!app || shared.watched === app) return
  shared.watched = app
  let isCut = false
  new MutationObserver(() => {
    const isConnected = app.dataset.testConnectionState === "CONNECTED"
    if (isConnected && isCut) setTimeout(() => shared.tell())
    isCut = !isConnected
  }).observe(app, { attributeFilter: ["data-test-connection-state"] })
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
  const text = JSON.stringify(kept)
  try {
    if (text.length <= MOST_LETTERS) sessionStorage.setItem(KEY, text)
    else sessionStorage.setItem(KEY, JSON.stringify({ ...kept, drawing: null }))
  } catch {}
}
