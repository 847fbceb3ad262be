// Keeps the visit's secret in this tab, and tells the server the one that a visit before the reload left.

const KEY = "convoscope-visit"
// What is sent while the page is still coming may be lost: it is sent again until the server knows.
const AGAIN_MILLISECONDS = 3000

export default function ({ data, setTriggerValue }) {
  const kept = read()
  if (!kept || kept === data.secret || data.is_told) return write(data.secret)
  const tell = () => setTriggerValue("kept", kept)
  tell()
  const timer = setInterval(tell, AGAIN_MILLISECONDS)
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
