// Writing that can be read on any colour.

// A background of this relative luminance has the same contrast with both, 4.58 to 1, and any other more
// with one of them: see cnn/figures/contrast.py.
const DARK_TEXT = "#000000"
const LIGHT_TEXT = "#ffffff"
const AS_FAR_FROM_BOTH = 0.1791

/** Dark or light writing, whichever stands out more from [red, green, blue] (WCAG 2.2). */
function textColourOn(colour) {
  const [red, green, blue] = colour.map((level) => {
    const share = level / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > AS_FAR_FROM_BOTH ? DARK_TEXT : LIGHT_TEXT
}

/** Colour a table's cell and write in it; null leaves its words. */
function fill(cell, text, colour) {
  cell.style.background = `rgb(${colour.join(", ")})`
  cell.style.color = textColourOn(colour)
  if (text !== null) cell.textContent = text
}
