// Numbers as they are written, so that what is written adds up.

const [FEWEST_DECIMALS, USUAL_DECIMALS, MOST_DECIMALS] = [1, 3, 7]

/** As many decimals as are usual, fewer for large numbers and more for small ones. */
function decimalsFor(numbers) {
  const largest = Math.max(...numbers.map(Math.abs))
  if (largest >= 0.1 && largest < 10) return USUAL_DECIMALS
  if (largest === 0) return USUAL_DECIMALS
  const decimals = 2 - Math.floor(Math.log10(largest))
  return Math.min(Math.max(largest < 1 ? decimals : decimals + 1, FEWEST_DECIMALS), MOST_DECIMALS)
}

/**
 * Numbers rounded to so many decimals, up or down, that they add up to their sum as it is rounded. Each is
 * rounded to the nearest; the few whose rounding was the least clear go the other way where need be.
 */
function addingUp(numbers, sum, decimals) {
  const unit = 10 ** decimals
  const rounded = numbers.map((number) => Math.round(number * unit))
  const missing = Math.round(sum * unit) - rounded.reduce((total, number) => total + number, 0)
  const step = Math.sign(missing)
  const unclear = numbers.map((number, place) => [place, (number * unit - rounded[place]) * step])
  unclear.sort(([, one], [, other]) => other - one)
  for (let moved = 0; moved < Math.abs(missing); moved++) rounded[unclear[moved % unclear.length][0]] += step
  return rounded.map((number) => number / unit)
}

const LARGEST_WRITTEN_OUT = 1e5

/** A number with so many decimals; a very large one by its power of ten. */
function written(number, decimals) {
  const text = Math.abs(number) < LARGEST_WRITTEN_OUT ? Math.abs(number).toFixed(decimals) : Math.abs(number).toExponential(2)
  return number < 0 && Number(text) !== 0 ? `\u2212${text}` : text
}

/** The same with its sign; none where it is 0 as written. */
function signed(number, decimals) {
  const text = written(number, decimals)
  return number > 0 && Number(text) !== 0 ? `+${text}` : text
}

/** What a number does to a sum, as it is written: adds, takes, or neither. */
function signClass(number, decimals) {
  const [sign] = signed(number, decimals)
  return sign === "+" ? "adds" : sign === "\u2212" ? "takes" : ""
}

const rounded = (number, decimals) => Math.round(number * 10 ** decimals) / 10 ** decimals
