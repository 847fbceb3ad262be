// The digit beside one map of each layer; a cell's field is framed on the digit and on every map
// before it. All places were computed in Python; here they are looked up.

const STEP = 1100 // ms that play stays on a layer
const views = new WeakMap()

function component({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.send = setTriggerValue
  adopt(view, data)
  return () => {
    clearTimeout(view.timer)
    clearTimeout(view.saying)
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const find = (name) => parentElement.querySelector(name)
  const view = { stage: find(".stage"), digit: find(".digit canvas"), maps: find(".maps"), where: find(".where"), spoken: find(".spoken") }
  Object.assign(view, { play: find(".play"), back: find(".back"), forward: find(".forward"), timer: 0, width: 0 })
  view.play.onclick = () => togglePlay(view)
  view.back.onclick = () => deeper(view, -1)
  view.forward.onclick = () => deeper(view, 1)
  view.stage.onkeydown = (event) => pressed(view, event)
  view.observer = new ResizeObserver(() => view.stage.clientWidth !== view.width && draw(view))
  view.observer.observe(view.stage)
  views.set(parentElement, view)
  return view
}

function adopt(view, data) {
  const design = JSON.stringify(data.layers.map((layer) => [layer.name, layer.side]))
  const isNew = design !== view.design
  Object.assign(view, { data, design, colours: bytesOf(data.sequential), image: floatsOf(data.image) })
  view.values = data.layers.map((layer) => floatsOf(layer.values))
  if (isNew) {
    pause(view)
    build(view)
    const [layer, row, column] = data.start
    Object.assign(view, { layer, row, column })
  }
  view.stage.setAttribute("aria-label", data.alt)
  draw(view)
}

function build(view) {
  view.figures = view.data.layers.map((_, layer) => {
    const figure = document.createElement("figure")
    const caption = document.createElement("figcaption")
    caption.append(...["b", "span", "span"].map((tag) => document.createElement(tag)))
    const canvas = document.createElement("canvas")
    canvas.setAttribute("role", "img")
    figure.append(caption, canvas)
    const point = (event) => {
      const { side } = view.data.layers[layer]
      const { row, column } = tileUnder(canvas, { tiles: 1, across: 1, side, gap: 0 }, event, { index: 0 })
      if (view.layer !== layer || view.row !== row || view.column !== column) go(view, layer, row, column)
    }
    canvas.onpointermove = point
    canvas.onpointerdown = (event) => {
      view.stage.focus({ preventScroll: true })
      point(event)
    }
    canvas.onclick = () => choose(view, layer)
    return figure
  })
  view.maps.replaceChildren(...view.figures)
}

function choose(view, layer) {
  if (layer === view.data.chosen) return
  view.data.chosen = layer
  draw(view)
  view.send("picked", layer)
}

function go(view, layer, row, column) {
  pause(view)
  Object.assign(view, { layer, row, column })
  draw(view)
}

/** To the cell of a neighbouring layer that looks at the same part of the digit. */
function deeper(view, step, playing = false) {
  const { layers } = view.data
  const layer = clamp(view.layer + step, 0, layers.length - 1)
  const nearest = (cell) => {
    const middle = layers[view.layer].middles[cell]
    const away = layers[layer].middles.map((other) => Math.abs(other - middle))
    return away.indexOf(Math.min(...away))
  }
  const [row, column] = [nearest(view.row), nearest(view.column)]
  if (!playing) pause(view)
  Object.assign(view, { layer, row, column })
  draw(view)
}

function togglePlay(view) {
  if (view.timer) {
    pause(view)
    draw(view)
    return
  }
  const last = view.data.layers.length - 1
  const step = () => {
    deeper(view, 1, true)
    view.timer = view.layer < last ? setTimeout(step, STEP) : 0
    draw(view)
  }
  view.timer = setTimeout(step, STEP)
  // From the last layer it begins anew with the first.
  if (view.layer === last) deeper(view, -last, true)
  else draw(view)
}

function pause(view) {
  clearTimeout(view.timer)
  view.timer = 0
}

function pressed(view, event) {
  const { side } = view.data.layers[view.layer]
  const move = MOVES[event.key]
  if (move) go(view, view.layer, clamp(view.row + move[0], 0, side - 1), clamp(view.column + move[1], 0, side - 1))
  else if (event.key === "PageDown") deeper(view, 1)
  else if (event.key === "PageUp") deeper(view, -1)
  else if (event.key === " ") togglePlay(view)
  else if (event.key === "Enter") choose(view, view.layer)
  else return
  event.preventDefault()
}

const box = ([top, bottom], [left, right]) => ({ top, bottom, left, right })

function draw(view) {
  const { data, row, column } = view
  const active = data.layers[view.layer]
  view.width = view.stage.clientWidth
  view.play.textContent = view.timer ? "Pause" : "Play"
  view.back.disabled = view.layer === 0
  view.forward.disabled = view.layer === data.layers.length - 1
  const one = (side) => ({ tiles: 1, across: 1, side, gap: 0 })
  const { image } = active
  const frames = image ? [box(image[row], image[column])] : []
  paintTiles(view.digit, one(data.side), view.colours, data, () => (cell) => view.image[cell], () => frames)
  if (!image) {
    const scale = view.digit.width / data.side
    const [x, y] = [active.middles[column] - 1, active.middles[row] - 1]
    questionMark(view.digit.getContext("2d"), data, x * scale, y * scale, 3 * scale)
  }
  const before = new Map(active.before)
  data.layers.forEach((layer, position) => {
    const figure = view.figures[position]
    figure.classList.toggle("active", position === view.layer)
    figure.classList.toggle("chosen", position === data.chosen)
    const [name, sees, range] = figure.querySelector("figcaption").children
    name.textContent = layer.name
    sees.textContent = `sees ${layer.sees}`
    range.textContent = `0 to ${layer.limit.toFixed(2)}`
    figure.title = layer.caption
    figure.querySelector("canvas").setAttribute("aria-label", layer.caption)
    const spans = before.get(layer.name)
    const here = position === view.layer ? [box([row, row + 1], [column, column + 1])] : []
    const framed = spans ? [box(spans[row], spans[column])] : here
    const values = view.values[position]
    const valuesOf = () => (cell) => values[cell] / layer.limit
    paintTiles(figure.querySelector("canvas"), one(layer.side), view.colours, data, valuesOf, () => framed)
  })
  const text = describe(view, active)
  view.digit.setAttribute("aria-label", "Your digit, with what the cell sees framed")
  if (view.where.textContent === text) return
  view.where.textContent = text
  sayAtRest(view, text)
}

function describe(view, active) {
  const { row, column } = view
  const span = (what, [first, end]) => (end - first === 1 ? `${what} ${first}` : `${what}s ${first} to ${end - 1}`)
  const size = ([top, bottom], [left, right]) => `${bottom - top} x ${right - left}`
  const value = view.values[view.layer][row * active.side + column]
  const cell = `${active.caption}, row ${row}, column ${column}: ${value.toFixed(4)}.`
  const earlier = active.before.map(([name, spans]) => `${size(spans[row], spans[column])} cells of ${name}`)
  const through = earlier.reverse().join(", ")
  if (!active.image) return through ? `${cell} It sees ? x ? pixels, through ${through}.` : `${cell} It sees ? x ? pixels.`
  const [rows, columns] = [active.image[row], active.image[column]]
  const [pixels, where] = [size(rows, columns), `${span("row", rows)}, ${span("column", columns)}`]
  return through
    ? `${cell} It sees ${pixels} pixels, ${where}, through ${through}.`
    : `${cell} It sees ${pixels} pixels, ${where}.`
}
