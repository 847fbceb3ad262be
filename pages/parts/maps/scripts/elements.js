// Elements and sentences, as all that explains a cell is made of them.

function made(name, className = "", ...content) {
  const element = document.createElement(name)
  if (className) element.className = className
  element.append(...content)
  return element
}

function button(text, act, className = "") {
  const element = made("button", className, text)
  element.type = "button"
  element.onclick = act
  return element
}

/** A sentence with {names} in it, and what stands in their places; between stars it is strong. */
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name])

function paragraph(className, sentence) {
  const parts = sentence.split("**").map((part, place) => (place % 2 ? made("strong", "", part) : part))
  return made("p", className, ...parts)
}

/** A number as it is written, with a real minus; what rounds to nothing has none. */
function written(value, decimals) {
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212")
}

function largestOf(values) {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  return largest
}

const isBelowZero = (values) => values.some((value) => value < 0)
