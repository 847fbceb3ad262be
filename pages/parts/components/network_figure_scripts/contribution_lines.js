// The lines of a followed cell, drawn over the pictures that stand side by side. Follows
// contribution_paths.js.

const SVG = "http://www.w3.org/2000/svg"
const [THICKEST, THINNEST] = [4.5, 0.8] // CSS pixels
const [LARGEST_DOT, SMALLEST_DOT] = [3.4, 2] // radii
const LARGEST_DOT_ON_IMAGE = 2.2 // where many stand close together
const SMALLEST_FRAME = 9
const OUTPUT_EDGE = 2 // lines end between the outputs' cells and their digits

/** The lines between cells, thick as what goes along them is large among those of the same two layers. */
function drawLines(view, known = null) {
  if (view.isInSpace) return drawLinesInSpace(view)
  const places = known ?? canvasCorners(view)
  const links = view.links ?? []
  view.lines.setAttribute("viewBox", `0 0 ${places.size.join(" ")}`)
  const largest = new Map()
  for (const { to: [drawn], amount } of links) largest.set(drawn, Math.max(largest.get(drawn) ?? 0, Math.abs(amount)))
  const lines = [...links].reverse().map(({ from, to, amount }) => {
    const share = Math.abs(amount) / largest.get(to[0])
    const d = curve(placeOnStage(view, places, from), placeOnStage(view, places, to), isBelow(from[0], to[0]))
    return { d, share, from, to, className: amount > 0 ? "adds" : "takes" }
  })
  const halos = lines.map(({ d, share }) => shape("path", { d, class: "halo", "stroke-width": widthOfLine(share) + 2 }))
  view.lines.replaceChildren(...halos, ...lines.map(lineShape), ...dots(view, lines, places), ...chosenFrame(view, places))
}

function lineShape({ d, share, className }) {
  const width = widthOfLine(share)
  const dashes = className === "takes" ? { "stroke-dasharray": `${3 + 1.5 * width} ${2 + width}` } : {}
  return shape("path", { d, class: className, "stroke-width": width, opacity: 0.6 + 0.35 * share, ...dashes })
}

const widthOfLine = (share) => Math.max(THICKEST * share, THINNEST)

/** A dot on every cell at which a line ends, but the followed one. */
function dots(view, lines, places) {
  const at = followed(view)
  const found = new Map()
  for (const { from, to, share, className } of lines) {
    const end = to[0].picture.place <= at.layer ? from : to
    if (end[0].outputs) continue
    const key = `${end[0].picture.place} ${end[1]}`
    if (share >= (found.get(key)?.share ?? 0)) found.set(key, { end, share, className })
  }
  return [...found.values()].map(({ end, share, className }) => {
    const [cx, cy] = placeOnStage(view, places, end)
    const most = end[0].picture.place < 0 ? LARGEST_DOT_ON_IMAGE : LARGEST_DOT
    return shape("circle", { cx, cy, r: SMALLEST_DOT + (most - SMALLEST_DOT) * share, class: className })
  })
}

/** The followed cell's frame, above the lines that begin there. */
function chosenFrame(view, places) {
  const at = followed(view)
  if (!at || !view.reading || !isReadable(view, at)) return []
  const drawn = pictureAt(view, at.layer)
  const [left, top] = places.corners.get(drawn)
  const [x, y] = pixelOf(drawn.tiling, at.cell)
  const cell = drawn.tiling.size * view.unit
  const side = Math.max(cell, SMALLEST_FRAME)
  const width = drawn.outputs ? drawn.frame.offsetWidth : side
  const box = { x: left + x * view.unit - (side - cell) / 2, y: top + y * view.unit - (side - cell) / 2, width, height: side }
  return [shape("rect", { ...box, class: "around" }), shape("rect", { ...box, class: "chosen" })]
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value))
  return element
}

/** Whether a picture stands below another, in the next strip. */
const isBelow = ({ figure: one }, { figure: other }) => one.parentElement !== other.parentElement

function curve([x0, y0], [x1, y1], isDown) {
  const [right, down] = isDown ? [0, (y1 - y0) / 2] : [(x1 - x0) / 2, 0]
  return `M${x0},${y0} C${x0 + right},${y0 + down} ${x1 - right},${y1 - down} ${x1},${y1}`
}

/** The stage's size, and left and top of every picture's canvas on it, by picture. */
function canvasCorners({ stage, pictures }) {
  const box = stage.getBoundingClientRect()
  const corners = pictures.map((drawn) => {
    const { left, top } = drawn.canvas.getBoundingClientRect()
    return [drawn, [left - box.left, top - box.top]]
  })
  return { size: [box.width, box.height], corners: new Map(corners) }
}

/** The middle of a cell on the stage; of an output, the side on which its digit stands. */
function placeOnStage({ unit }, { corners }, [drawn, cell]) {
  const [left, top] = corners.get(drawn)
  const [x, y] = pixelOf(drawn.tiling, cell)
  const half = (drawn.tiling.size / 2) * unit
  return [drawn.outputs ? left + drawn.canvas.width * unit + OUTPUT_EDGE : left + x * unit + half, top + y * unit + half]
}
