// The curves of a run in small, and a line that is read out when it changes.

const SVG = "http://www.w3.org/2000/svg"
const [WIDTH, HEIGHT, EDGE] = [92, 28, 3]

function component({ data, parentElement }) {
  const small = parentElement.querySelector(".small")
  const said = parentElement.querySelector(".said")
  while (small.children.length > data.charts.length) small.lastChild.remove()
  while (small.children.length < data.charts.length) small.append(createFigure())
  data.charts.forEach((chart, index) => draw(small.children[index], chart, data.colours))
  // Setting the same words again would have them read again.
  if (said.textContent !== data.said) said.textContent = data.said
}

function createFigure() {
  const figure = document.createElement("figure")
  const svg = document.createElementNS(SVG, "svg")
  set(svg, { width: WIDTH, height: HEIGHT, role: "img" })
  figure.append(svg, document.createElement("figcaption"))
  return figure
}

function draw(figure, { name, alt, x_end, y_range: [low, high], lines }, colours) {
  const svg = figure.querySelector("svg")
  figure.querySelector("figcaption").textContent = name
  svg.setAttribute("aria-label", alt)
  svg.replaceChildren()
  const x = (value) => EDGE + (value / x_end) * (WIDTH - 2 * EDGE)
  const y = (value) => EDGE + ((high - Math.min(value, high)) / (high - low)) * (HEIGHT - 2 * EDGE)
  const floor = HEIGHT - EDGE
  add(svg, "line", { x1: EDGE, x2: WIDTH - EDGE, y1: floor, y2: floor, stroke: colours.grid })
  for (const line of lines) {
    const points = line.x.map((place, index) => [x(place), y(line.y[index])])
    const style = { fill: "none", stroke: line.colour, "stroke-width": 1.6, "stroke-linejoin": "round" }
    const text = points.map((point) => point.map((value) => value.toFixed(1)).join(",")).join(" ")
    add(svg, "polyline", { ...style, points: text, "stroke-dasharray": line.dash && "3 2" })
    if (!line.dots && points.length !== 1) continue
    for (const [cx, cy] of points) add(svg, "circle", { cx, cy, r: 2, fill: line.colour })
  }
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (value !== "") node.setAttribute(name, value)
  return node
}

const add = (parent, name, attributes) => parent.append(set(document.createElementNS(SVG, name), attributes))
