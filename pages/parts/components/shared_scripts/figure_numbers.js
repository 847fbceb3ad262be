// Numbers as a component gets them from Python, the keys that move through them, and how they are
// said in sentences of Python's. The scripts of components whose Python file names this one begin with it.

const MS_AT_REST = 400 // without a further move before a place is said

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

const clamp = (value, low, high) => Math.min(Math.max(value, low), high)
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const floatsOf = (text) => new Float32Array(bytesOf(text).buffer)

/** Have what is moved through said politely once it rests; view.spoken is a live region. */
function sayAtRest(view, text) {
  clearTimeout(view.saying)
  view.saying = setTimeout(() => (view.spoken.textContent = text), MS_AT_REST)
}

/** A sentence with {names} in it, and what stands in their places. */
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name])

/** The largest size of some numbers, whatever their sign. */
function largestOf(values) {
  let largest = 0
  for (let cell = 0; cell < values.length; cell++) {
    const size = values[cell] < 0 ? -values[cell] : values[cell]
    if (size > largest) largest = size
  }
  return largest
}
