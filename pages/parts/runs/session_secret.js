// Keeps the visit's secret in this tab, and tells the server the one that a visit before the reload left.

const KEY = "convoscope-visit"

export default function ({ data, setTriggerValue }) {
  const kept = read()
  if (kept && kept !== data.secret && !data.is_told) setTriggerValue("kept", kept)
  else write(data.secret)
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
