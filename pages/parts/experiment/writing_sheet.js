// Five boxes for each of ten digits, one digit's in view at a time, and all fifty in small. What is
// written is kept by the tab of the browser and reported to the server box by box.

const DIGITS = 10
const PER_DIGIT = 5
const COUNT = DIGITS * PER_DIGIT
const MOST_UNDO = 100
const LEAST_EXTENT = 5 // units: what is smaller is a tap
const THUMBNAIL_MARGIN = 1.4
const MS_BEFORE_REPORT = 150
const SVG = "http://www.w3.org/2000/svg"
const STORE = "convoscope my handwriting"

const clean = () => ({
  sheet: null, // the server's, that it belongs to
  cells: Array(COUNT).fill(""),
  undo: [], // [place, what it held before], the oldest first
  pending: new Map(), // place: the report that first tells of it as it is now
  sequence: 0,
  digit: 0,
  chosen: null, // a box
  isAgain: false, // the chosen one begins anew with the next stroke
})

/** What is written lives longer than the page, as visitors go to other pages and come back. */
const kept = (globalThis[Symbol.for(STORE)] ??= { ...clean(), ...stored() })

function stored() {
  try {
    const { cells, digit } = JSON.parse(sessionStorage.getItem(STORE))
    const isSound = cells.length === COUNT && cells.every((cell) => typeof cell === "string") && digit in cells
    cells.forEach(strokesOf) // throws where it is none of ours
    return isSound ? { cells, digit: digit % DIGITS } : {}
  } catch {
    return {}
  }
}

function store() {
  try {
    sessionStorage.setItem(STORE, JSON.stringify({ cells: kept.cells, digit: kept.digit }))
  } catch {
    // Without it a reload begins a new sheet, as the browser wishes.
  }
}

function component({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".sheet")
  const view = (root.view ??= build(root))
  view.data = data
  view.send = (report) => setStateValue("report", report)
  reconcile(view)
  draw(view)
  document.removeEventListener("keydown", view.onUndoKey)
  document.addEventListener("keydown", view.onUndoKey)
  return () => {
    document.removeEventListener("keydown", view.onUndoKey)
    clearTimeout(view.reporting)
  }
}

/** Whatever this tab has told of and the server has taken is the server's; the rest is still this tab's. */
function reconcile(view) {
  const { sheet, taken, cells } = view.data
  if (kept.sheet !== sheet) {
    const isServersEmpty = cells.every((cell) => !cell)
    if (!isServersEmpty) Object.assign(kept, { ...clean(), cells: [...cells] })
    Object.assign(kept, { sheet, sequence: taken })
    kept.pending.clear()
    if (isServersEmpty) for (const [place, cell] of kept.cells.entries()) if (cell) note(place)
    if (kept.pending.size) reportSoon(view)
    return
  }
  // Another window of this visit may have told more.
  kept.sequence = Math.max(kept.sequence, taken)
  for (const [place, sequence] of kept.pending) if (sequence <= taken) kept.pending.delete(place)
  for (const [place, cell] of cells.entries()) if (!kept.pending.has(place)) kept.cells[place] = cell
  if (kept.pending.size) reportSoon(view)
}

const note = (place) => kept.pending.set(place, kept.sequence + 1)

function reportSoon(view) {
  clearTimeout(view.reporting)
  view.reporting = setTimeout(() => {
    kept.sequence += 1
    for (const place of kept.pending.keys()) kept.pending.set(place, kept.sequence)
    const changed = Object.fromEntries([...kept.pending.keys()].map((place) => [place, kept.cells[place]]))
    view.send({ sheet: kept.sheet, sequence: kept.sequence, changed })
  }, MS_BEFORE_REPORT)
}

function build(root) {
  const find = (selector) => root.querySelector(selector)
  const view = {
    root,
    find,
    boxes: Array.from({ length: PER_DIGIT }, (_, number) => newBox(number)),
    cells: Array.from({ length: COUNT }, () => newCell()),
    heads: Array.from({ length: DIGITS }, (_, digit) => newHead(digit)),
    stroke: null,
    onUndoKey: (event) => undoKey(view, event),
  }
  view.nextTile = newButton("next-tile")
  find(".boxes").append(...view.boxes.map(({ element }) => element), view.nextTile)
  const cells = find(".cells")
  cells.append(...view.heads)
  for (let row = 0; row < PER_DIGIT; row++) {
    for (let digit = 0; digit < DIGITS; digit++) cells.append(view.cells[digit * PER_DIGIT + row])
  }
  for (const [number, { clear }] of view.boxes.entries()) clear.onclick = () => clearBox(view, placeOf(number))
  for (const [place, cell] of view.cells.entries()) {
    cell.onclick = () => chooseCell(view, place)
    cell.onkeydown = (event) => moveInCells(view, event, place)
  }
  find(".back").onclick = () => goTo(view, kept.digit - 1)
  find(".on").onclick = () => goTo(view, kept.digit + 1)
  view.nextTile.onclick = () => {
    goTo(view, kept.digit + 1)
    find(".writing").scrollIntoView({ block: "start" })
  }
  find(".undo").onclick = () => undo(view)
  find(".clear-all").onclick = () => clearAll(view)
  find(".boxes").onkeydown = (event) => sheetKey(view, event)
  const boxUnder = (event) => {
    const number = view.boxes.findIndex(({ svg }) => svg === event.target)
    return number < 0 ? null : { number, surface: view.boxes[number].svg, view: view.data.box }
  }
  penStrokes(find(".boxes"), boxUnder, {
    begin: ({ number }) => begin(view, placeOf(number)),
    move: (points) => {
      view.stroke.line.setAttribute("points", points.join(" "))
    },
    end: (points) => end(view, points),
    cancel: () => {
      view.stroke = null
      draw(view)
    },
  })
  return view
}

const placeOf = (number) => kept.digit * PER_DIGIT + number

function newBox(number) {
  const element = document.createElement("div")
  element.className = "box"
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("role", "img")
  const label = document.createElement("span")
  label.className = "number"
  label.setAttribute("aria-hidden", "true")
  label.textContent = number + 1
  const clear = newButton("clear")
  clear.textContent = "×"
  element.append(svg, label, clear)
  return { element, svg, clear }
}

function newButton(name) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = name
  return button
}

function newCell() {
  const cell = newButton("")
  cell.append(document.createElementNS(SVG, "svg"))
  cell.firstChild.setAttribute("aria-hidden", "true")
  return cell
}

function newHead(digit) {
  const head = document.createElement("span")
  head.className = "digit"
  head.setAttribute("aria-hidden", "true")
  head.textContent = digit
  return head
}

// Writing

function begin(view, place) {
  const isAnew = kept.isAgain && kept.chosen === place
  const box = view.boxes[place % PER_DIGIT]
  if (isAnew) box.svg.replaceChildren()
  kept.chosen = place
  kept.isAgain = false
  const boxes = view.find(".boxes")
  boxes.classList.add("is-pointed") // the keys are at hand now, and there is no ring around a drawing
  boxes.focus({ preventScroll: true })
  const line = newLine([])
  box.svg.append(line)
  view.stroke = { place, isAnew, line }
  box.element.classList.remove("is-again")
  say(view, "")
}

function end(view, points) {
  const { place, isAnew } = view.stroke
  view.stroke = null
  const before = isAnew ? [] : strokesOf(kept.cells[place])
  const strokes = [...before, points]
  const { most_points: mostPoints, most_strokes: mostStrokes } = view.data
  if (extent(points) < LEAST_EXTENT) {
    kept.isAgain = isAnew
    say(view, view.data.words.tap)
  } else if (strokes.length > mostStrokes || strokes.flat().length > mostPoints) {
    say(view, view.data.words.full)
  } else {
    change(view, place, textOf(strokes))
  }
  draw(view)
}

function extent(points) {
  const sides = [0, 1].map((axis) => points.map((point) => point[axis]))
  return Math.max(...sides.map((side) => Math.max(...side) - Math.min(...side)))
}

function change(view, place, cell, isUndone = false) {
  if (kept.cells[place] === cell) return
  if (!isUndone) kept.undo = [...kept.undo, [[place, kept.cells[place]]]].slice(-MOST_UNDO)
  kept.cells[place] = cell
  note(place)
  store()
  reportSoon(view)
}

function clearBox(view, place) {
  change(view, place, "")
  kept.chosen = place
  kept.isAgain = false
  say(view, "")
  draw(view)
  view.find(".boxes").focus({ preventScroll: true })
}

function clearAll(view) {
  const filled = [...kept.cells.entries()].filter(([, cell]) => cell)
  for (const [place] of filled) change(view, place, "", true)
  kept.undo = [...kept.undo, filled].slice(-MOST_UNDO)
  kept.isAgain = false
  say(view, view.data.words.cleared)
  draw(view)
}

function undo(view) {
  const last = kept.undo.pop()
  if (!last) return
  for (const [place, cell] of last) change(view, place, cell, true)
  const [[place]] = last
  kept.digit = Math.floor(place / PER_DIGIT)
  kept.chosen = place
  kept.isAgain = false
  say(view, "")
  draw(view)
}

// Going from digit to digit

function goTo(view, digit) {
  kept.digit = (digit + DIGITS) % DIGITS
  kept.chosen = null
  kept.isAgain = false
  store()
  say(view, "")
  draw(view)
}

/** What is there already is written again by the next stroke in its box. */
function chooseCell(view, place) {
  kept.digit = Math.floor(place / PER_DIGIT)
  kept.chosen = place
  kept.isAgain = kept.cells[place] !== ""
  store()
  say(view, kept.isAgain ? view.data.words.again : "")
  draw(view)
}

function moveInCells(view, event, place) {
  if (!(event.key in MOVES)) return
  event.preventDefault()
  const [down, right] = MOVES[event.key]
  const digit = Math.floor(place / PER_DIGIT) + right
  const row = (place % PER_DIGIT) + down
  if (digit < 0 || digit >= DIGITS || row < 0 || row >= PER_DIGIT) return
  stepTo(view, digit * PER_DIGIT + row)
  view.cells[view.step].focus()
}

/** The whole grid is one stop for the tabulator. */
function stepTo(view, place) {
  view.step = place
  for (const [other, cell] of view.cells.entries()) cell.tabIndex = other === place ? 0 : -1
}

function sheetKey(view, event) {
  event.currentTarget.classList.remove("is-pointed")
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
  const number = kept.chosen === null ? 0 : kept.chosen % PER_DIGIT
  if (/^[0-9]$/.test(event.key)) goTo(view, Number(event.key))
  else if (event.key === "PageDown" || event.key === "Enter") goTo(view, kept.digit + 1)
  else if (event.key === "PageUp") goTo(view, kept.digit - 1)
  else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const next = kept.chosen === null ? 0 : number + MOVES[event.key][1]
    kept.chosen = placeOf(clamp(next, 0, PER_DIGIT - 1))
    kept.isAgain = false
    draw(view)
    say(view, boxName(view, kept.chosen))
  } else if (event.key === "Delete" || event.key === "Backspace") {
    if (kept.chosen !== null) clearBox(view, kept.chosen)
  } else return
  event.preventDefault()
}

function undoKey(view, event) {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z"
  const isTyping = event.composedPath()[0].closest?.("input, textarea, select, [contenteditable]")
  if (!isUndo || event.altKey || isTyping) return
  event.preventDefault()
  undo(view)
}

// Showing

function draw(view) {
  const { words, box, examples } = view.data
  const { find } = view
  const digit = kept.digit
  const rows = kept.cells.slice(digit * PER_DIGIT, (digit + 1) * PER_DIGIT)
  const own = rows.filter(Boolean).length
  const all = kept.cells.filter(Boolean).length
  tell(find(".task"), words.task, { digit, own })
  find(".boxes").setAttribute("aria-label", filled(words.boxes, { digit, own }))
  find(".back").textContent = words.back
  for (const on of [find(".on"), view.nextTile]) {
    on.textContent = words.on
    on.classList.toggle("is-due", own === PER_DIGIT && all < COUNT)
  }
  find(".undo").textContent = words.undo
  find(".undo").disabled = !kept.undo.length
  find(".clear-all").textContent = words.clear_all
  find(".clear-all").disabled = !all
  find(".count").textContent = filled(words.count, { all })
  find(".legend").textContent = words.legend
  Object.assign(find("progress"), { max: COUNT, value: all })
  find("progress").setAttribute("aria-label", words.progress)
  find(".cells").setAttribute("aria-label", words.cells)
  for (const [number, { element, svg, clear }] of view.boxes.entries()) {
    const place = placeOf(number)
    const isEmpty = !kept.cells[place]
    svg.setAttribute("viewBox", [box[0], box[1], box[2], box[2]].join(" "))
    svg.setAttribute("aria-label", boxName(view, place))
    if (view.stroke?.place !== place) svg.replaceChildren(...strokesOf(kept.cells[place]).map(newLine))
    element.classList.toggle("is-chosen", kept.chosen === place)
    element.classList.toggle("is-again", kept.chosen === place && kept.isAgain)
    clear.hidden = isEmpty
    clear.title = words.clear
    clear.setAttribute("aria-label", filled(words.clear_box, { number: number + 1 }))
  }
  for (const [one, head] of view.heads.entries()) head.classList.toggle("is-now", one === digit)
  for (const [place, cell] of view.cells.entries()) {
    const text = kept.cells[place] || examples[place]
    if (cell.shown !== text) {
      const strokes = strokesOf(text)
      cell.firstChild.setAttribute("viewBox", viewOf(strokes.flat()).join(" "))
      cell.firstChild.replaceChildren(...strokes.map(newLine))
      cell.shown = text
    }
    const name = cellName(view, place)
    cell.title = name
    cell.setAttribute("aria-label", name)
    cell.classList.toggle("is-example", !kept.cells[place])
    const mark = markOf(view, place)
    if (mark) cell.dataset.mark = mark
    else delete cell.dataset.mark
    cell.classList.toggle("is-chosen", Math.floor(place / PER_DIGIT) === digit && (kept.chosen === null || kept.chosen === place))
  }
  stepTo(view, view.step ?? 0)
}

/** A question mark where nothing can be read, and the digit that the network takes it for where that is another. */
function markOf({ data }, place) {
  if (!kept.cells[place] || kept.pending.has(place)) return ""
  return data.unread.includes(place) ? data.words.unread : (data.misread[place]?.toString() ?? "")
}

const numbersOf = (place) => ({ digit: Math.floor(place / PER_DIGIT), number: (place % PER_DIGIT) + 1 })

function boxName({ data }, place) {
  return filled(kept.cells[place] ? data.words.box_own : data.words.box_empty, numbersOf(place))
}

function cellName(view, place) {
  const { words } = view.data
  const answer = markOf(view, place)
  const name = !kept.cells[place]
    ? words.cell_example
    : answer === words.unread
      ? words.cell_unread
      : answer
        ? words.cell_misread
        : words.cell_own
  return filled(name, { ...numbersOf(place), answer })
}

/** The square around a digit, with room for its strokes' width, as large as the digit is. */
function viewOf(points) {
  const [lows, highs] = [Math.min, Math.max].map((end) => [0, 1].map((axis) => end(...points.map((point) => point[axis]))))
  const side = Math.max(highs[0] - lows[0], highs[1] - lows[1], 1) * THUMBNAIL_MARGIN
  return [0, 1].map((axis) => (lows[axis] + highs[axis] - side) / 2).concat(side, side)
}

function newLine(points) {
  const line = document.createElementNS(SVG, "polyline")
  line.setAttribute("points", points.join(" "))
  return line
}

/** A sentence whose {digit} stands out. */
function tell(element, sentence, values) {
  const text = filled(sentence, values)
  if (element.said === text) return
  element.said = text
  const [before, after] = sentence.split("{digit}").map((part) => filled(part, values))
  const digit = document.createElement("b")
  digit.textContent = values.digit
  element.replaceChildren(before, digit, after)
}

const say = (view, text) => (view.find(".said").textContent = text)
