// Sentences and numbers, as all that explains a cell writes them.

/** A sentence; between stars it is strong. */
function paragraph(className, sentence) {
  const parts = sentence.split("**").map((part, place) => (place % 2 ? made("strong", "", part) : part))
  return made("p", className, ...parts)
}

/** A number as it is written, with a real minus; what rounds to nothing has none. */
function written(value, decimals) {
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212")
}

const isBelowZero = (values) => values.some((value) => value < 0)
