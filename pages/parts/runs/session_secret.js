// Keeps the visit's secret in this tab, and tells the server the one that a visit before the reload left.

const KEY = "convoscope-visit"
// What is sent while the page is still coming may be lost: it is sent again until the server knows.
const AGAIN_MILLISECONDS = 3000
// Each message from the server calls this anew; only the component's own end is told otherwise.
const shared = (globalThis[Symbol.for("convoscope secret")] ??= { timer: 0 })

function component({ data, setTriggerValue }) {
  clearInterval(shared.timer)
  const kept = read()
  if (!kept || kept === data.secret || data.is_told) return write(data.secret)
  const tell = () => setTriggerValue("kept", kept)
  tell()
  const timer = (shared.timer = setInterval(tell, AGAIN_MILLISECONDS))
  return () => clearInterval(timer)
}

// A browser may forbid pages to store anything: then a reload begins another visit.
function read() {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

function write(secret) {
  try {
    sessionStorage.setItem(KEY, secret)
  } catch {}
}
