// Patches become vectors, vectors become maps. Every number was computed in Python, for all places
// at once; here they are looked up, shown and moved through.

const NUMBERS = ["given", "output", "steps", "levels", "before", "cells", "low", "high"]
const views = new WeakMap()

function component({ data, parentElement, setTriggerValue }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.send = setTriggerValue
  adopt(view, data)
  return () => {
    disconnectStops(view)
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const find = (name) => parentElement.querySelector(`.${name}`)
  const view = { frame: 0, asking: null, width: 0, stop: 0, hot: -1, data: null }
  for (const name of ["parts", "stage", "given", "patch", "vector", "made", "single", "which"]) view[name] = find(name)
  for (const name of ["play", "back", "forward", "place", "speed", "asked"]) view[name] = find(name)
  for (const name of ["where", "steps", "spoken"]) view[name] = find(name)
  view.captions = view.stage.querySelectorAll("figcaption")
  view.thens = view.stage.querySelectorAll(".then")
  view.scales = [...view.stage.querySelectorAll(".scale")].map(buildScale)
  connectStops(view)
  for (const canvas of [view.given, view.made, view.single]) {
    canvas.onpointerdown = (event) => {
      const tile = tileUnder(canvas, shown(view, canvas), event)
      if (!tile) return
      canvas.setPointerCapture(event.pointerId)
      view.stage.focus({ preventScroll: true })
      view.dragged = tile
      if (canvas === view.made) choose(view, tile.index)
      drag(view, canvas, event)
    }
    canvas.onpointermove = (event) => event.buttons && view.dragged && drag(view, canvas, event)
    canvas.onpointerup = canvas.onpointercancel = () => (view.dragged = null)
  }
  view.vector.onclick = (event) => {
    const tile = tileUnder(view.vector, shown(view, view.vector), event)
    if (tile) choose(view, tile.index)
  }
  views.set(parentElement, view)
  return view
}

/** Take over what Python computed; the patch stays where it is unless another cell is asked for. */
function adopt(view, data) {
  const before = view.data
  view.data = data
  for (const name of NUMBERS) view[`${name}Of`] = floatsOf(data[name])
  view.strongestOf = new Uint16Array(bytesOf(data.strongest).buffer)
  view.colours = bytesOf(data.sequential)
  view.picked = data.filter
  view.hot = -1
  const places = data.rows * data.columns
  if (!before || before.layer !== data.layer || before.rows !== data.rows || before.maps !== data.maps) {
    view.stop = clamp(view.stop, 0, places - 1)
    view.visited = new Uint8Array(places).fill(1)
    pause(view)
  }
  const asking = `${data.layer} ${data.rows} ${data.filter} ${data.question}`
  if (view.asking !== asking) {
    const moves = before === null || view.question !== data.question || before.layer !== data.layer
    Object.assign(view, { asking, question: data.question })
    if (moves) {
      pause(view)
      view.visited.fill(1)
      view.stop = data.start
    }
  }
  view.place.max = places - 1
  view.stage.setAttribute("aria-label", data.alt)
  view.parts.classList.toggle("asks-sum", data.about !== "vector")
  data.captions.forEach((caption, index) => (view.captions[index].textContent = caption))
  data.then.forEach((text, index) => (view.thens[index].textContent = text))
  data.ends.forEach((high, index) => view.scales[index]("0", view.colours, high))
  const canvases = [view.given, view.patch, view.vector, view.made, view.single]
  canvases.forEach((canvas, index) => canvas.setAttribute("aria-label", data.names[index]))
  buildSteps(view)
  draw(view)
}

/** One line for each step of the sum, then the sum, ReLU and the cell. */
function buildSteps(view) {
  const { data } = view
  const count = data.named + (data.rest ? 1 : 0) + 1 + 3
  const lines = Array.from({ length: count }, (_, index) => {
    const line = document.createElement("div")
    line.className = "step"
    line.setAttribute("role", "listitem")
    const parts = ["name", "track", "amount"].map((name) => {
      const part = document.createElement("span")
      part.className = name
      return part
    })
    for (const name of ["zero", "bar"]) {
      const mark = document.createElement("span")
      mark.className = name
      parts[1].append(mark)
    }
    line.append(...parts)
    line.onpointerenter = () => heat(view, index < data.named ? index : -1)
    line.onpointerleave = () => heat(view, -1)
    return line
  })
  lines[count - 3].classList.add("total", "first-total")
  lines[count - 1].classList.add("total", "first-total")
  view.steps.replaceChildren(...lines)
}

function heat(view, index) {
  view.hot = index
  drawMaps(view)
  ;[...view.steps.children].forEach((line, place) => line.classList.toggle("hot", place === index))
}

/** Another filter is framed at once; its sums come from Python. */
function choose(view, filter) {
  if (filter === view.picked) return
  view.picked = filter
  draw(view)
  view.send("picked", filter)
}

/** What a canvas shows: how many tiles, in how many columns, of so many cells a side. */
function shown(view, canvas) {
  const { data } = view
  switch (canvas) {
    case view.given:
      return { tiles: data.maps, across: data.inputColumns, side: data.inside, gap: 1 }
    case view.patch:
      return { tiles: data.maps, across: data.inputColumns, side: data.size, gap: 1 }
    case view.vector:
      return { tiles: data.filters, across: data.outputColumns, side: 1, gap: 0 }
    case view.made:
      return { tiles: data.filters, across: data.outputColumns, side: data.rows, gap: 1 }
  }
  return { tiles: 1, across: 1, side: data.rows, gap: 0 }
}

/** The patch's middle, or the cell of the output, follows the pointer. */
function drag(view, canvas, event) {
  const { data } = view
  const tile = tileUnder(canvas, shown(view, canvas), event, view.dragged)
  const cell = (place) => {
    if (canvas !== view.given) return place
    const away = data.starts.map((start) => Math.abs(start + (data.size - 1) / 2 - place))
    return away.indexOf(Math.min(...away))
  }
  const stop = cell(tile.row) * data.columns + cell(tile.column)
  if (stop !== view.stop || view.frame) go(view, stop)
}

function draw(view) {
  const [row, column] = showStop(view)
  drawMaps(view)
  drawSteps(view, row, column)
}

function drawMaps(view) {
  const { data, stop } = view
  const [row, column] = placeOf(data, stop)
  const [top, left] = [data.starts[row], data.starts[column]]
  const hot = view.hot < 0 ? -1 : view.strongestOf[stop * data.named + view.hot]
  const givenAt = (r, c, map) =>
    r < 0 || c < 0 || r >= data.inside || c >= data.inside ? 0 : view.givenOf[(r * data.inside + c) * data.maps + map]
  const outAt = (place, filter) => view.outputOf[place * data.filters + filter]
  const made = (filter) => (index) => (view.visited[index] ? outAt(index, filter) / data.outputLimit : null)
  const window = { top, left, bottom: top + data.size, right: left + data.size }
  const cell = { top: row, left: column, bottom: row + 1, right: column + 1 }
  const whole = (side) => ({ top: 0, left: 0, bottom: side, right: side })
  const paint = (canvas, valuesOf, framesOf) =>
    paintTiles(canvas, shown(view, canvas), view.colours, data, valuesOf, framesOf)
  paint(view.given, (map) => (index) => view.givenOf[index * data.maps + map] / data.givenLimit, (map) =>
    map === hot ? [window, whole(data.inside)] : [window],
  )
  paint(
    view.patch,
    (map) => (index) => givenAt(top + Math.floor(index / data.size), left + (index % data.size), map) / data.givenLimit,
    (map) => (map === hot ? [whole(data.size)] : []),
  )
  paint(view.vector, (filter) => () => outAt(stop, filter) / data.outputLimit, (filter) =>
    filter === view.picked ? [whole(1)] : [],
  )
  paint(view.made, made, (filter) => (filter === view.picked ? [cell, whole(data.rows)] : [cell]))
  paint(view.single, () => made(view.picked), () => [cell])
  view.which.textContent = `Map ${view.picked} of ${data.layer}`
}

/** The steps as bars that go on where the one before ended; from zero while something is hidden. */
function drawSteps(view, row, column) {
  const { data, stop } = view
  const count = data.named + (data.rest ? 1 : 0) + 1
  view.where.textContent = `The cell at row ${row}, column ${column} of map ${data.filter}, step by step`
  const lines = view.steps.children
  for (let index = 0; index < count; index++) {
    const amount = view.stepsOf[stop * count + index]
    const end = view.levelsOf[stop * count + index]
    const start = index ? view.levelsOf[stop * count + index - 1] : 0
    const bar = Number.isNaN(end) ? [0, amount] : [start, end]
    fill(view, lines[index], nameOf(view, index), amount, bar, true)
  }
  const [before, cell] = [view.beforeOf[stop], view.cellsOf[stop]]
  fill(view, lines[count], "sum, before ReLU", before, [0, before])
  // What ReLU takes away is where the sum ends and the cell begins.
  fill(view, lines[count + 1], "ReLU", before < 0 ? "to 0" : "no change", before < 0 ? [before, 0] : [before, before])
  if (Number.isNaN(before)) fill(view, lines[count + 1], "ReLU", before, [0, before])
  fill(view, lines[count + 2], `${data.layer}, the cell`, cell, [0, cell])
}

function nameOf(view, index) {
  const { data, stop } = view
  if (index < data.named) return `${data.giver} map ${view.strongestOf[stop * data.named + index]}`
  if (data.rest && index === data.named) return data.rest === 1 ? "the other map" : `other ${data.rest} maps`
  return "bias"
}

function fill(view, line, name, amount, [start, end], signed = false) {
  const { data } = view
  const [title, track, said] = line.children
  const [zero, bar] = track.children
  const [low, high] = [view.lowOf[view.stop], view.highOf[view.stop]]
  const share = (value) => (100 * (value - low)) / (high - low)
  title.textContent = name
  said.textContent = typeof amount === "string" ? amount : Number.isNaN(amount) ? "?" : number(amount, signed)
  zero.style.left = `${share(0)}%`
  bar.hidden = Number.isNaN(end) || Number.isNaN(start)
  if (bar.hidden) return
  bar.style.left = `${share(Math.min(start, end))}%`
  bar.style.width = `${share(Math.max(start, end)) - share(Math.min(start, end))}%`
  bar.style.background = end >= start ? data.positive : data.negative
}

/** Four decimals; what rounds to zero has no sign. */
function number(value, signed) {
  const text = value.toFixed(4)
  if (Number(text) === 0) return text.replace("-", "")
  return signed && value > 0 ? `+${text}` : text
}

function spokenAt(view) {
  const { data, stop } = view
  const [row, column] = placeOf(data, stop)
  const where = `Row ${row}, column ${column}, filter ${data.filter}`
  if (stop === data.asked) return `${where}: this place is asked about.`
  const first = `${nameOf(view, 0)} adds ${number(view.stepsOf[stop * (data.named + (data.rest ? 2 : 1))], true)}`
  return `${where}: ${first}; the sum is ${number(view.beforeOf[stop])}, after ReLU ${number(view.cellsOf[stop])}.`
}
