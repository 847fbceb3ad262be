// A 2 x 2 window moves over a feature map, and three pooled maps fill. Every number was computed in
// Python, for all places of the digit at once; here they are looked up, shown and moved through.

const SEEN = 0.03 // of the map's largest cell, from which a change has a colour of its own
const ASKED_PIXELS = 15 // CSS pixels of the cell that is asked for, at least
const views = new WeakMap()

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  adopt(view, data)
  return () => {
    disconnectStops(view)
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const view = { frame: 0, asking: null, width: 0, data: null, buttons: [], results: [], changes: [], open: false }
  for (const name of ["moves", "stage", "given", "made", "play", "back", "forward", "place", "speed", "asked"])
    view[name] = parentElement.querySelector(`.${name}`)
  for (const name of ["where", "four", "heading", "note", "spoken", "parts", "scale", "measured", "more"])
    view[name] = parentElement.querySelector(`.${name}`)
  view.changed = parentElement.querySelector(".changes")
  for (const name of ["dl", "thead", "tbody"]) view[name] = parentElement.querySelector(name)
  view.caption = parentElement.querySelector(".source figcaption")
  connectStops(view, () => toAsked(view))
  view.more.onclick = () => {
    view.open = !view.open
    drawTable(view)
  }
  draggable(view, view.given, () => view.data.rowsGiven / 2)
  views.set(parentElement, view)
  return view
}

function draggable(view, canvas, cells) {
  const follow = (event) => drag(view, canvas, event, cells())
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId)
    view.stage.focus({ preventScroll: true })
    follow(event)
  }
  canvas.onpointermove = (event) => event.buttons && follow(event)
}

/** Take over what Python computed; window and place of the digit stay unless another is asked. */
function adopt(view, data) {
  const before = view.data
  view.data = { ...data, rows: data.side, columns: data.side }
  view.mapsOf = floatsOf(data.maps)
  view.resultsOf = floatsOf(data.results)
  view.changesOf = floatsOf(data.changes)
  view.signed = bytesOf(data.signed)
  view.unsigned = bytesOf(data.unsigned)
  if (!before) build(view)
  if (!before || before.side !== data.side) {
    view.stop = Math.floor((data.side * data.side) / 2)
    view.visited = new Uint8Array(data.side * data.side).fill(1)
    pause(view)
  }
  if (view.asking !== data.question) {
    view.asking = data.question
    view.move = data.firstMove
    pause(view)
    if (data.asked >= 0) view.stop = data.asked
  }
  view.place.max = data.side * data.side - 1
  view.stage.setAttribute("aria-label", data.alt)
  view.caption.textContent = data.caption
  view.given.setAttribute("aria-label", data.caption)
  data.methods.forEach((title, method) => {
    view.results[method].setAttribute("aria-label", data.resultNames[method])
    view.changes[method].setAttribute("aria-label", data.changeNames[method])
  })
  // HTML of our own, without a visitor's words.
  view.scale.innerHTML = data.scale
  view.signedScale.innerHTML = data.signedScale
  view.four.style.setProperty("--frame", data.frame)
  draw(view)
}

/** Buttons of the digit's places, pictures and lines of each method: the same at all times. */
function build(view) {
  const { data } = view
  view.buttons = data.moves.map((name, index) => {
    const button = element("button", name)
    button.type = "button"
    button.onclick = () => {
      view.move = index
      draw(view)
      sayAtRest(view, spokenOfMove(view))
    }
    return button
  })
  view.moves.append(...view.buttons)
  view.made.append(...data.methods.map((title) => picture(view, title, view.results)))
  const heading = element("p", data.changesHeading)
  heading.className = "heading"
  view.changed.append(heading, ...data.methods.map((title) => picture(view, title, view.changes)))
  view.signedScale = element("div", "")
  view.signedScale.className = "scale"
  view.changed.append(view.signedScale)
  view.values = data.methods.map((title) => {
    const value = element("dd", "")
    view.dl.append(element("dt", title), value)
    return value
  })
}

function picture(view, title, canvases) {
  const [figure, canvas] = [document.createElement("figure"), document.createElement("canvas")]
  canvas.setAttribute("role", "img")
  canvases.push(canvas)
  figure.append(element("figcaption", title), canvas)
  draggable(view, canvas, () => view.data.side)
  return figure
}

function element(tag, text) {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}

function toAsked(view) {
  view.move = 0
  go(view, view.data.asked)
}

function drag(view, canvas, event, cells) {
  const { side } = view.data
  const bounds = canvas.getBoundingClientRect()
  const row = clamp(Math.floor(((event.clientY - bounds.top) / bounds.height) * cells), 0, side - 1)
  const column = clamp(Math.floor(((event.clientX - bounds.left) / bounds.width) * cells), 0, side - 1)
  if (row * side + column !== view.stop || view.frame) go(view, row * side + column)
}

const isHidden = (view, method) => view.data.hiddenMove === view.move || (isAsked(view) && method === view.data.askedMethod)
const isAsked = (view) => view.stop === view.data.asked && view.move === 0
const resultAt = (view, method) =>
  view.resultsOf[(view.move * view.data.methods.length + method) * view.visited.length + view.stop]

function draw(view) {
  const { data } = view
  const [row, column] = showStop(view)
  view.buttons.forEach((button, index) => button.setAttribute("aria-pressed", index === view.move))
  view.note.hidden = !data.notes[view.move]
  view.note.textContent = data.notes[view.move]
  view.changed.hidden = view.measured.hidden = view.move === 0
  drawGiven(view, row, column)
  view.results.forEach((canvas, method) => drawPooled(view, canvas, method, false))
  if (view.move !== 0) view.changes.forEach((canvas, method) => drawPooled(view, canvas, method, true))
  drawNumbers(view, row, column)
  drawTable(view)
}

function drawGiven(view, row, column) {
  const { data } = view
  const size = data.rowsGiven
  const { context, cell, line } = surface(view.given, size)
  const first = view.move * size * size
  paint(context, cell, { rows: size, columns: size }, (index) => colourAt(view.unsigned, view.mapsOf[first + index] / data.strongest))
  if (2 * data.side < size) {
    // The last row and column fill no window.
    context.fillStyle = data.edge
    context.globalAlpha = 0.8
    context.fillRect(2 * data.side * cell, 0, cell, size * cell)
    context.fillRect(0, 2 * data.side * cell, 2 * data.side * cell, cell)
    context.globalAlpha = 1
  }
  border(context, data.edge)
  context.strokeStyle = data.frame
  context.lineWidth = line
  context.strokeRect(2 * column * cell, 2 * row * cell, 2 * cell, 2 * cell)
}

function drawPooled(view, canvas, method, isChange) {
  const { data } = view
  const { side } = data
  const { context, cell, line } = surface(canvas, side)
  const first = (view.move * data.methods.length + method) * side * side
  const whole = data.hiddenMove === view.move
  if (whole) {
    write(context, "?", canvas.width / 2, canvas.width / 2, canvas.width * 0.5, data.muted)
  } else {
    const values = isChange ? view.changesOf : view.resultsOf
    paint(context, cell, { rows: side, columns: side }, (index) => {
      const value = values[first + index]
      if (!view.visited[index] || Number.isNaN(value)) return null
      return isChange
        ? colourAt(view.signed, (value / data.strongest + 1) / 2)
        : colourAt(view.unsigned, value / data.strongest)
    })
    if (isChange) dashes(view, context, cell, first)
  }
  border(context, data.edge)
  if (data.asked >= 0 && data.askedMethod === method && view.move === 0 && !isChange) {
    drawAsked(view, canvas, context, cell)
  }
  if (whole) return
  const [row, column] = placeOf(view.data, view.stop)
  context.strokeStyle = data.frame
  context.lineWidth = line
  context.strokeRect(column * cell, row * cell, cell, cell)
}

/** A question mark on the cell that is asked for, large enough to be read on a small one. */
function drawAsked({ data }, canvas, context, cell) {
  const grown = Math.max(cell, Math.round((ASKED_PIXELS * canvas.width) / canvas.clientWidth))
  const [row, column] = placeOf({ columns: data.side }, data.asked)
  const middle = (place) => clamp((place + 0.5) * cell, grown / 2, canvas.width - grown / 2)
  const [x, y] = [middle(column), middle(row)]
  context.fillStyle = data.frame
  context.fillRect(x - grown / 2, y - grown / 2, grown, grown)
  write(context, "?", x, y + grown * 0.04, grown * 0.85, data.background)
}

/** A minus in each cell that shrank enough to be seen: colour alone does not tell. */
function dashes(view, context, cell, first) {
  const { side, strongest } = view.data
  const thick = Math.max(Math.round(cell / 8), 1)
  for (let index = 0; index < side * side; index++) {
    const share = view.changesOf[first + index] / strongest
    if (!view.visited[index] || !(share < -SEEN)) continue
    const [row, column] = placeOf(view.data, index)
    context.fillStyle = textColourOn(colourAt(view.signed, (share + 1) / 2))
    context.fillRect((column + 0.25) * cell, (row + 0.5) * cell - thick / 2, cell / 2, thick)
  }
}

function write(context, text, x, y, size, colour) {
  context.fillStyle = colour
  context.font = `bold ${Math.round(size)}px sans-serif`
  context.textAlign = "center"
  context.textBaseline = "middle"
  context.fillText(text, x, y)
}

function drawNumbers(view, row, column) {
  const { data } = view
  view.where.textContent = `Window: rows ${2 * row} and ${2 * row + 1}, columns ${2 * column} and ${2 * column + 1}`
  fourAt(view).forEach((value, index) => {
    fill(view.four.children[index], number(value), colourAt(view.unsigned, value / data.strongest))
  })
  view.values.forEach((place, method) => {
    place.textContent = isHidden(view, method) ? "?" : number(resultAt(view, method))
  })
}

function fourAt(view) {
  const size = view.data.rowsGiven
  const [row, column] = placeOf(view.data, view.stop)
  const first = view.move * size * size + 2 * row * size + 2 * column
  return [0, 1, size, size + 1].map((index) => view.mapsOf[first + index])
}

/** One column of the changes, or all five. */
function drawTable(view) {
  const { heads, tables, headings, more } = view.data
  const shown = view.open ? heads.length : 2
  view.heading.textContent = headings[view.move]
  view.more.textContent = more[Number(view.open)]
  view.more.setAttribute("aria-expanded", view.open)
  view.parts.classList.toggle("open", view.open)
  const line = (tag, scope, texts) => {
    const row = document.createElement("tr")
    row.append(...texts.slice(0, shown).map((text, index) => {
      const cell = element(index ? tag : "th", text)
      if (cell.tagName === "TH") cell.scope = index ? "col" : scope
      return cell
    }))
    return row
  }
  view.thead.replaceChildren(line("th", "col", heads))
  view.tbody.replaceChildren(...tables[view.move].map((texts) => line("td", "row", texts)))
}

/** Three decimals; what rounds to zero has no sign. */
function number(value) {
  const text = value.toFixed(3)
  return Number(text) === 0 ? text.replace("-", "") : text
}

function spokenAt(view) {
  const [row, column] = placeOf(view.data, view.stop)
  const values = view.data.methods.map((title, method) =>
    isHidden(view, method) ? `${title} is asked for` : `${title} ${number(resultAt(view, method))}`)
  return `Row ${row}, column ${column}: ${fourAt(view).map(number).join(", ")}. ${values.join("; ")}.`
}

function spokenOfMove(view) {
  const { data, move } = view
  const rows = data.tables[move].map((texts) => texts.slice(0, 2).join(" "))
  return `${data.headings[move]} ${rows.join("; ")}. ${data.notes[move]}`
}
