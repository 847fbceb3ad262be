// Line charts as SVG: drawn anew when the data, the theme or the width change; the pointer reads
// the values at its place.

const HEIGHT = 190
const EDGE = { left: 46, right: 14, top: 6, bottom: 34 }
const SVG = "http://www.w3.org/2000/svg"
const views = new WeakMap()

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  const text = JSON.stringify(data)
  if (view.text !== text) draw(Object.assign(view, { text, data }))
  return () => {
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const root = parentElement.querySelector(".charts")
  const view = { root, data: { charts: [] }, width: 0 }
  view.observer = new ResizeObserver(() => root.clientWidth !== view.width && draw(view))
  view.observer.observe(root)
  views.set(parentElement, view)
  return view
}

function draw(view) {
  const { root, data } = view
  view.width = root.clientWidth
  while (root.children.length > data.charts.length) root.lastChild.remove()
  while (root.children.length < data.charts.length) root.append(document.createElement("figure"))
  data.charts.forEach((chart, position) => drawChart(root.children[position], chart, data.colours))
}

function drawChart(figure, chart, colours) {
  if (!figure.firstChild) {
    figure.append(html("figcaption"), html("div", "plot"), html("div", "legend"))
    const plot = figure.querySelector(".plot")
    plot.append(element("svg"), html("div", "tip"))
    plot.onpointermove = plot.onpointerdown = (event) => read(figure, event)
    plot.onpointerleave = () => { figure.pointer = null; showReading(figure) }
  }
  figure.querySelector("figcaption").textContent = chart.title
  const svg = figure.querySelector("svg")
  const width = Math.max(figure.clientWidth, 120)
  const [low, high] = chart.y_range
  const scale = {
    x: (value) => EDGE.left + (value / chart.x_end) * (width - EDGE.left - EDGE.right),
    y: (value) => EDGE.top + ((high - value) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom),
  }
  Object.assign(figure, { chart, scale, colours })
  svg.replaceChildren()
  set(svg, { width, height: HEIGHT, role: "img", "aria-label": chart.alt })
  drawAxes(svg, chart, scale, width, colours)
  const clip = `clip-${Math.random().toString(36).slice(2)}`
  const box = { x: EDGE.left - 6, y: 0, width: width - EDGE.left - EDGE.right + 12, height: HEIGHT - EDGE.bottom + 4 }
  add(add(svg, "clipPath", { id: clip }), "rect", box)
  drawMarks(svg, chart, scale)
  const lines = add(svg, "g", { "clip-path": `url(#${clip})` })
  chart.lines.forEach((line) => drawLine(lines, line, scale, colours))
  drawGuideName(svg, chart, scale, width, colours)
  drawLabels(svg, chart, scale)
  figure.reading = add(svg, "g", {})
  if (chart.empty && chart.lines.every((line) => !line.x.length)) {
    write(svg, width / 2, HEIGHT / 2, chart.empty, { "text-anchor": "middle", fill: colours.muted, ...halo(colours) })
  }
  figure.querySelector(".legend").replaceChildren(...chart.lines.filter((line) => line.in_legend).map(legendEntry))
  showReading(figure)
}

function drawAxes(svg, chart, scale, width, colours) {
  const [low, high] = chart.y_range
  const muted = { fill: colours.muted, "font-size": 11 }
  const levels = ticks(low, high, 5)
  for (const value of levels) {
    const y = scale.y(value)
    add(svg, "line", { x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y, stroke: colours.grid })
    write(svg, EDGE.left - 6, y + 4, written(value, chart.y_format, levels), { ...muted, "text-anchor": "end" })
  }
  const room = Math.max(Math.floor((width - EDGE.left) / 70), 2)
  for (const value of ticks(0, chart.x_end, Math.min(room, 10))) {
    const text = chart.x_end >= 1000 ? value.toLocaleString("en") : String(value)
    const isLast = scale.x(value) > width - EDGE.right - 12 && text.length > 3
    const [x, anchor] = isLast ? [width - 2, "end"] : [scale.x(value), "middle"]
    write(svg, x, HEIGHT - EDGE.bottom + 15, text, { ...muted, "text-anchor": anchor })
  }
  write(svg, (EDGE.left + width - EDGE.right) / 2, HEIGHT - 4, chart.x_title, { ...muted, "text-anchor": "middle" })
  if (!chart.guide) return
  const y = scale.y(chart.guide[0])
  add(svg, "line", { x1: EDGE.left, x2: width - EDGE.right, y1: y, y2: y, stroke: colours.muted, "stroke-dasharray": "5 4" })
}

/** Over the lines, which often run where it stands. */
function drawGuideName(svg, chart, scale, width, colours) {
  if (!chart.guide) return
  const place = [width - EDGE.right - 2, scale.y(chart.guide[0]) - 4]
  write(svg, ...place, chart.guide[1], { fill: colours.muted, "text-anchor": "end", ...halo(colours) })
}

/** Keeps words legible that stand on lines. */
const halo = (colours) => ({ stroke: colours.background, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" })

function drawLine(parent, line, scale, colours) {
  const style = { fill: "none", stroke: line.colour, "stroke-width": line.width, "stroke-linejoin": "round" }
  const points = line.x.map((x, index) => `${scale.x(x).toFixed(1)},${scale.y(line.y[index]).toFixed(1)}`)
  add(parent, "polyline", { ...style, points: points.join(" "), "stroke-dasharray": line.dash })
  if (!line.dots && line.x.length !== 1) return
  for (const point of points) {
    const [cx, cy] = point.split(",")
    add(parent, "circle", { cx, cy, r: 4, fill: line.colour, stroke: colours.background, "stroke-width": 1 })
  }
}

/** Words at the right ends of lines, moved apart where they would overlap. */
function drawLabels(svg, chart, scale) {
  const ends = chart.lines.filter((line) => line.label && line.x.length)
  const places = ends.map((line) => ({ line, x: scale.x(line.x.at(-1)), y: scale.y(line.y.at(-1)) + 4 }))
  places.sort((one, other) => one.y - other.y)
  places.forEach((place, index) => {
    if (index) place.y = Math.max(place.y, places[index - 1].y + 12)
  })
  let lowest = HEIGHT - EDGE.bottom + 4
  for (const place of places.toReversed()) {
    place.y = Math.min(place.y, lowest)
    lowest = place.y - 12
  }
  places.forEach((place) => {
    const right = Math.min(place.x + 4, svg.width.baseVal.value - 10)
    write(svg, right, place.y, place.line.label, { fill: place.line.colour, "font-size": 12, "font-weight": "bold" })
  })
}

function drawMarks(svg, chart, scale) {
  for (const mark of chart.marks) {
    const x = clamp(scale.x(mark.x), EDGE.left, scale.x(chart.x_end))
    add(svg, "line", { x1: x, x2: x, y1: EDGE.top, y2: HEIGHT - EDGE.bottom, stroke: mark.colour, "stroke-dasharray": mark.dash, "stroke-width": mark.dash ? 1 : 1.5 })
    const middle = (EDGE.top + HEIGHT - EDGE.bottom) / 2
    const label = { fill: mark.colour, "text-anchor": "middle", transform: `rotate(-90 ${x - 4} ${middle})` }
    if (mark.label) write(svg, x - 4, middle, mark.label, label)
  }
}

function legendEntry(line) {
  const entry = html("span", "entry")
  const sample = element("svg")
  set(sample, { width: 30, height: 10, "aria-hidden": "true" })
  add(sample, "line", { x1: 0, x2: 30, y1: 5, y2: 5, stroke: line.colour, "stroke-width": 2.5, "stroke-dasharray": line.dash })
  entry.append(sample, line.name)
  return entry
}

function read(figure, event) {
  const bounds = figure.querySelector("svg").getBoundingClientRect()
  figure.pointer = event.clientX - bounds.left
  showReading(figure)
}

/** The values at the pointer: of each line, its point nearest to the left. */
function showReading(figure) {
  const { chart, scale, colours, pointer } = figure
  const tip = figure.querySelector(".tip")
  figure.reading.replaceChildren()
  const left = pointer == null ? null : clamp(pointer, EDGE.left, scale.x(chart.x_end))
  const found = left == null ? [] : chart.lines.map((line) => ({ line, index: nearest(line, left, scale) }))
  const values = found.filter(({ index }) => index >= 0)
  tip.hidden = !values.length
  if (tip.hidden) return
  const guide = values.reduce((best, value) => (value.line.x.length > best.line.x.length ? value : best))
  const at = guide.line.x[guide.index]
  add(figure.reading, "line", { x1: scale.x(at), x2: scale.x(at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom, stroke: colours.muted })
  const shown = chart.x_end >= 1000 ? Math.round(at).toLocaleString("en") : at.toFixed(2)
  tip.replaceChildren(row(`${chart.x_unit === "epochs" ? "epoch " : ""}${shown}`, ""))
  values.sort((one, other) => other.line.y[other.index] - one.line.y[one.index])
  for (const { line, index } of values) {
    const value = chart.y_format === "percent" ? `${(100 * line.y[index]).toFixed(2)} %` : line.y[index].toFixed(3)
    tip.append(row(line.name, value, line.colour))
  }
  const wide = figure.clientWidth
  tip.style.left = `${left > wide / 2 ? Math.max(left - tip.offsetWidth - 12, 0) : Math.min(left + 12, wide - tip.offsetWidth)}px`
}

function nearest(line, place, scale) {
  let best = -1
  let distance = Infinity
  line.x.forEach((x, index) => {
    const away = Math.abs(scale.x(x) - place)
    if (away < distance) [best, distance] = [index, away]
  })
  return best
}

function row(name, value, colour) {
  const line = html("div", "row")
  const [first, second] = [html("span"), html("span")]
  first.textContent = name
  second.textContent = value
  if (colour) first.style.borderLeft = `0.25rem solid ${colour}`
  if (colour) first.style.paddingLeft = "0.3rem"
  line.append(first, second)
  return line
}

/** At most so many round numbers within a range. */
function ticks(low, high, most) {
  const rough = (high - low) / most
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((times) => times * unit).find((size) => size >= rough * 0.999)
  const found = []
  for (let count = Math.ceil(low / step - 1e-9); count * step <= high + 1e-9; count++) {
    found.push(Number((count * step).toPrecision(10)))
  }
  return found
}

/** A level's number, with the decimals that its neighbours need. */
function written(value, format, levels) {
  if (format !== "percent") return String(value)
  const areWhole = levels.every((level) => Number.isInteger(Number((100 * level).toPrecision(10))))
  return `${(100 * value).toFixed(areWhole ? 0 : 1)}%`
}

const html = (name, style) => Object.assign(document.createElement(name), { className: style ?? "" })
const element = (name) => document.createElementNS(SVG, name)
function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) if (value !== "") node.setAttribute(name, value)
  return node
}
function add(parent, name, attributes) {
  const node = set(element(name), attributes)
  parent.append(node)
  return node
}
function write(parent, x, y, text, attributes) {
  add(parent, "text", { x, y, "font-size": 11, ...attributes }).textContent = text
}
