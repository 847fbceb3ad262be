// The same digit for several networks, each with what one cell of its last maps sees framed. Which
// cell is under a pixel and what it sees was computed in Python; here it is looked up and drawn.

const OUTSIDE = 0.3 // opacity of what the cell does not see
const PIXELS_PER_ROW = 1.7 // of the squares as large as the maps
const ASKED_ROWS = 12 // of a square whose size is asked for
const views = new WeakMap()

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.data = data
  view.imageOf = new Float32Array(bytesOf(data.image).buffer)
  view.colours = bytesOf(data.colours)
  view.stage.setAttribute("aria-label", data.alt)
  build(view)
  draw(view)
  return () => {
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const view = { stage: parentElement.querySelector(".fields"), place: [13, 13], width: 0, parts: [] }
  view.spoken = parentElement.querySelector(".spoken")
  view.sides = element("div", "sides", "")
  view.stage.replaceChildren(view.sides)
  view.stage.onkeydown = (event) => {
    const move = MOVES[event.key]
    if (!move) return
    event.preventDefault()
    go(view, view.place[0] + move[0], view.place[1] + move[1])
    sayAtRest(view, view.data.networks.map((network) => spokenAt(view, network)).join(" "))
  }
  view.observer = new ResizeObserver(() => view.stage.clientWidth !== view.width && draw(view))
  view.observer.observe(view.stage)
  views.set(parentElement, view)
  return view
}

function element(tag, name, text) {
  const made = document.createElement(tag)
  if (name) made.className = name
  made.textContent = text
  return made
}

function build(view) {
  view.data.networks.forEach((network, index) => {
    const part = (view.parts[index] ??= newPart(view))
    part.title.textContent = network.title
    part.large.textContent = network.large
    part.foot.textContent = [network.foot, network.unread].filter(Boolean).join(". ")
    part.maps.replaceChildren(...network.maps.map(mapToScale))
    const [head, body] = [document.createElement("thead"), document.createElement("tbody")]
    const names = document.createElement("tr")
    names.append(...view.data.heads.map((text) => header(text, "col")))
    names.lastChild.colSpan = 2 // the numbers and their bars
    head.append(names)
    body.append(...network.rows.map(layerRow))
    part.table.replaceChildren(head, body)
    part.canvas.setAttribute("aria-label", `${network.title}: the digit`)
  })
}

function header(text, scope) {
  const made = element("th", "", text)
  made.scope = scope
  return made
}

function layerRow([name, shape, sees, parameters, share]) {
  const row = document.createElement("tr")
  row.append(header(name, "row"), ...[shape, sees, parameters].map((text) => element("td", "", text)))
  const bar = element("td", "bar", "")
  if (share > 0) bar.append(element("span", "", ""))
  if (share > 0) bar.firstChild.style.width = `${100 * share}%`
  row.append(bar)
  return row
}

/** A layer's maps as a square as large as they are, beside the others'. */
function mapToScale([name, rows]) {
  const made = element("span", "map", "")
  const square = element("span", rows === null ? "square asked" : "square", rows === null ? "?" : "")
  const side = `${(rows ?? ASKED_ROWS) * PIXELS_PER_ROW}px`
  Object.assign(square.style, { width: side, height: side })
  made.append(square, element("span", "", rows === null ? "?" : `${rows}`), element("span", "", name))
  return made
}

function newPart(view) {
  const part = { root: element("div", "network", ""), title: element("p", "title", ""), canvas: document.createElement("canvas") }
  part.large = element("span", "large", "")
  part.where = element("span", "where", "")
  part.canvas.setAttribute("role", "img")
  part.table = document.createElement("table")
  // The table says the same in words.
  part.maps = element("div", "maps", "")
  part.maps.setAttribute("aria-hidden", "true")
  part.foot = element("p", "foot", "")
  const said = element("p", "said", "")
  said.append(part.large, part.where)
  const top = element("div", "top", "")
  const holder = document.createElement("div")
  holder.append(part.canvas)
  top.append(holder, said)
  part.root.append(part.title, top, part.maps, part.table, part.foot)
  view.sides.append(part.root)
  const follow = (event) => {
    const { left, top: upper, width, height } = part.canvas.getBoundingClientRect()
    const rows = view.data.rows
    go(view, Math.floor(((event.clientY - upper) / height) * rows), Math.floor(((event.clientX - left) / width) * rows))
  }
  part.canvas.onpointermove = follow
  part.canvas.onpointerdown = (event) => {
    part.canvas.setPointerCapture(event.pointerId)
    view.stage.focus({ preventScroll: true })
    follow(event)
  }
  return part
}

function go(view, row, column) {
  const last = view.data.rows - 1
  const place = [clamp(row, 0, last), clamp(column, 0, last)]
  if (place[0] === view.place[0] && place[1] === view.place[1]) return
  view.place = place
  draw(view)
}

/** The cell under the place and what it sees; null where that is asked for. */
function seen(view, network) {
  if (!network.windows) return null
  const cells = view.place.map((pixel) => network.cellAt[pixel])
  return { cells, rows: network.windows[cells[0]], columns: network.windows[cells[1]] }
}

function draw(view) {
  view.width = view.stage.clientWidth
  view.data.networks.forEach((network, index) => {
    const part = view.parts[index]
    part.where.textContent = words(view, network)
    paint(view, part.canvas, seen(view, network))
  })
}

function words(view, network) {
  const found = seen(view, network)
  if (!found) return network.about
  const { cells, rows, columns } = found
  return `${network.about}\nThe cell at row ${cells[0]}, column ${cells[1]} sees rows ${rows[0]} to ${rows[1]}, columns ${columns[0]} to ${columns[1]}.`
}

const spokenAt = (view, network) => `${network.title}: ${network.large} ${words(view, network)}`

function paint(view, canvas, found) {
  const { data } = view
  const wide = Math.max(canvas.clientWidth, 40) * (window.devicePixelRatio || 1)
  const cell = Math.max(Math.round(wide / data.rows), 2)
  canvas.width = canvas.height = cell * data.rows
  const context = canvas.getContext("2d")
  context.imageSmoothingEnabled = false
  const picture = new OffscreenCanvas(data.rows, data.rows)
  const pixels = new ImageData(data.rows, data.rows)
  view.imageOf.forEach((value, index) => {
    const colour = 3 * clamp(Math.round(value * 255), 0, 255)
    pixels.data.set(view.colours.subarray(colour, colour + 3), 4 * index)
    pixels.data[4 * index + 3] = 255
  })
  picture.getContext("2d").putImageData(pixels, 0, 0)
  context.globalAlpha = found ? OUTSIDE : 1
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  context.globalAlpha = 1
  context.strokeStyle = data.edge
  context.lineWidth = 2
  context.strokeRect(1, 1, canvas.width - 2, canvas.height - 2)
  if (!found) return
  const [top, bottom] = found.rows
  const [left, right] = found.columns
  const [wideField, highField] = [right + 1 - left, bottom + 1 - top]
  context.clearRect(left * cell, top * cell, wideField * cell, highField * cell)
  context.drawImage(picture, left, top, wideField, highField, left * cell, top * cell, wideField * cell, highField * cell)
  context.strokeStyle = data.frame
  context.lineWidth = Math.max(Math.round(wide / 90), 2)
  const half = context.lineWidth / 2
  context.strokeRect(left * cell + half, top * cell + half, wideField * cell - 2 * half, highField * cell - 2 * half)
}
