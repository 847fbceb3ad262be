// A scale of colours with a number at either end, in an element of its own.

/** Build it; gives what shows it: the low end, a table of 256 colours, the high end. */
function buildScale(element) {
  const [low, ramp, high] = ["low", "ramp", "high"].map((name) => {
    const part = document.createElement("span")
    part.className = name
    return part
  })
  element.replaceChildren(low, ramp, high)
  return (from, table, to) => {
    const stops = [0, 64, 128, 191, 255].map((at) => `rgb(${[...table.slice(3 * at, 3 * at + 3)].join(", ")})`)
    low.textContent = from
    high.textContent = to
    ramp.style.background = `linear-gradient(to right, ${stops.join(", ")})`
  }
}
