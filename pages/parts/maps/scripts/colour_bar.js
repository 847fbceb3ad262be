// The bar that says what a picture's colours mean. Follows written_text.js.

// Beyond these, numbers are written as powers of ten.
const [PLAIN_FROM, PLAIN_TO] = [1e-4, 1e5]

/**
 * From 0 to the largest number, or from minus to plus the largest; the half below zero carries dashes.
 *
 * @param of what the numbers are, for those who do not see the bar.
 * @param isOfASum whether the ends say what a number does to the sum it goes into.
 */
function colourBar({ words }, { of, largest, isSigned, isOfASum = false }) {
  const end = scaleNumber(largest)
  const [low, high] = isSigned ? [`\u2212${end}`, `+${end}`] : ["0", end]
  const bar = made("div", isSigned ? "colour-bar signed" : "colour-bar", made("i"))
  bar.setAttribute("role", "img")
  bar.setAttribute("aria-label", filled(sentenceOf(words.scale, largest, isSigned, isOfASum), { of, low, high }))
  const numbers = largest === 0 ? ["0", "0"] : isSigned ? [low, "0", high] : [low, high]
  bar.append(endsOf("numbers", numbers))
  if (isOfASum) bar.append(endsOf("meanings", [words.takesAway, words.adds]))
  return bar
}

function sentenceOf(scale, largest, isSigned, isOfASum) {
  if (largest === 0) return scale.zero
  if (!isSigned) return scale.sequential
  return isOfASum ? scale.ofASum : scale.diverging
}

function endsOf(className, texts) {
  const row = made("span", className, ...texts.map((text) => made("span", "", text)))
  row.setAttribute("aria-hidden", "true")
  return row
}

/** A number of 0 or more with two digits that count: 0.60, 3.2, 12, 0.0042, 1.2e+6. */
function scaleNumber(value) {
  if (value === 0) return "0"
  if (value < PLAIN_FROM || value >= PLAIN_TO) return value.toExponential(1)
  return value.toFixed(Math.max(1 - Math.floor(Math.log10(value)), 0))
}
