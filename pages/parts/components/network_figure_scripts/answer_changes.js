// The moments of a drawing at which the answer changes: found while the browser has nothing else to do, and
// marked on the time line. Follows replay_times.js.

const MOMENTS_LOOKED_AT = 64 // of the whole drawing; each stroke's end is one of them
const MOMENT_PRECISION = 0.01 // seconds
const MS_LEFT_FOR_ONE = 8
const MS_TO_WAIT_FOR_REST = 300
const SMALLEST_MARK = 24 // CSS pixels
const [MARK_PADDING, DIGIT_WIDTH] = [12, 8]
const MOST_DIGITS_SHOWN = 5
const LEADER_HEIGHT = 14

/** The moments at which to look, later and later: pauses are left out, as nothing changes then. */
function momentsOf({ marks }) {
  const drawing = marks.reduce((sum, { times }) => sum + times.at(-1) - times[0], 0)
  return marks.flatMap(({ times }) => {
    const [start, length] = [times[0], times.at(-1) - times[0]]
    const count = Math.max(Math.round((MOMENTS_LOOKED_AT * length) / (drawing || 1)), 1)
    return Array.from({ length: count }, (_, index) => start + (length * (index + 1)) / count)
  })
}

/** Yields a moment, is given the answer then, and calls `found` for each change in turn. */
function* changesBetween(moments, found) {
  let [time, answer] = [0, null]
  for (const moment of moments) {
    const then = yield moment
    while (answer !== then) {
      let [low, high, after] = [time, moment, then]
      while (high - low > MOMENT_PRECISION) {
        const middle = (low + high) / 2
        const between = yield middle
        if (between === answer) low = middle
        else [high, after] = [middle, between]
      }
      found({ time: high, answer: after })
      ;[time, answer] = [high, after]
    }
    time = moment
  }
}

/** Look for the changes of what is being replayed, anew. */
function findChanges(view) {
  const { timed, engine } = view
  stopSearching(view)
  view.changes = []
  view.searchedWith = live.network
  layChanges(view)
  if (live.penUp) return
  const answerAt = (moment) => engine.answerOf(engine.inkLeft(marksBy(timed, moment), live.canvas.size))
  const search = changesBetween(momentsOf(timed), (change) => {
    view.changes.push(change)
    layChanges(view)
  })
  let next = search.next()
  const goOn = (rest) => {
    do next = search.next(answerAt(next.value))
    while (!next.done && rest.timeRemaining() > MS_LEFT_FOR_ONE)
    view.searching = next.done ? null : atRest(goOn)
    view.replay.line.toggleAttribute("data-searching", !next.done)
  }
  view.searching = atRest(goOn)
  view.replay.line.toggleAttribute("data-searching", true)
}

function atRest(action) {
  if (globalThis.requestIdleCallback) return { idle: requestIdleCallback(action, { timeout: MS_TO_WAIT_FOR_REST }) }
  return { timer: setTimeout(() => action({ timeRemaining: () => 0 })) }
}

function stopSearching(view) {
  if (view.searching?.idle !== undefined) cancelIdleCallback(view.searching.idle)
  clearTimeout(view.searching?.timer)
  view.searching = null
  view.replay.line.toggleAttribute("data-searching", false)
}

/** Put the marks on the time line: each change has its stroke there, and those that lasted have a button. */
function layChanges(view) {
  const { replay, changes, length, data } = view
  const { words } = data
  const width = replay.marks.clientWidth
  const all = changes.map(({ time, answer }, index) => ({
    time,
    place: (time / (length || 1)) * width,
    lasts: (changes[index + 1]?.time ?? length) - time,
    text: shownAnswer(answer, words),
    name: filled(answer === null ? words.changesToNothing : words.changesTo, { time: time.toFixed(1), answer }),
  }))
  const shown = besideEachOther(all, width)
  replay.leaders.replaceChildren(...all.map((change) => leader(change, shown.get(change))))
  replay.leaders.setAttribute("viewBox", `0 0 ${width} ${LEADER_HEIGHT}`)
  const buttons = replay.buttons
  while (buttons.children.length > shown.size) buttons.lastChild.remove()
  while (buttons.children.length < shown.size) buttons.append(Object.assign(made("button"), { type: "button" }))
  ;[...shown].forEach(([{ time, text, name }, { left, width: wide }], index) => {
    const button = buttons.children[index]
    if (button.textContent !== text) button.textContent = text
    button.setAttribute("aria-label", name)
    button.title = name
    Object.assign(button.style, { left: `${left}px`, width: `${wide}px` })
    button.onclick = () => goToMoment(view, time)
  })
}

/** Not more digits than are easily read; what is left out stands in the name. */
function shownAnswer(answer, { nothing }) {
  if (answer === null) return nothing
  return answer.length > MOST_DIGITS_SHOWN ? `\u2026${answer.slice(-MOST_DIGITS_SHOWN + 1)}` : answer
}

/** Where the buttons stand so that none is over another: as many as there is room for, the lasting ones first. */
function besideEachOther(all, width) {
  const wide = ({ text }) => Math.max(SMALLEST_MARK, MARK_PADDING + DIGIT_WIDTH * text.length)
  const kept = new Set()
  let room = width
  for (const change of [...all].sort((one, other) => other.lasts - one.lasts)) {
    if (wide(change) > room) continue
    room -= wide(change)
    kept.add(change)
  }
  const shown = new Map()
  let edge = 0
  for (const change of all) {
    if (!kept.has(change)) continue
    const left = Math.max(change.place - wide(change) / 2, edge)
    shown.set(change, { left, width: wide(change) })
    edge = left + wide(change)
  }
  edge = width
  for (const box of [...shown.values()].reverse()) {
    box.left = Math.min(box.left, edge - box.width)
    edge = box.left
  }
  return shown
}

function leader({ place }, box) {
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  const end = box ? ` L${box.left + box.width / 2},${LEADER_HEIGHT}` : ""
  path.setAttribute("d", `M${place},0 V5${end}`)
  return path
}
