// Numbers as a component gets them from Python, and the keys that move through them. The scripts of
// components whose Python file names this one begin with it.

const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

const clamp = (value, low, high) => Math.min(Math.max(value, low), high)
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const floatsOf = (text) => new Float32Array(bytesOf(text).buffer)
