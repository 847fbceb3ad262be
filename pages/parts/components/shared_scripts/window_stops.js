// A window that stops at one place after another, row after row: by buttons, by keys, by playing.
// A view has data.rows, data.columns and data.asked, its stop, which stops it has visited, and the
// elements named below; its own script says how it is drawn and what is spoken at a stop. Follows
// figure_numbers.js.

const placeOf = ({ columns }, stop) => [Math.floor(stop / columns), stop % columns]

/** Give the buttons, the slider and the keys of a view their work. */
function connectStops(view, toAsked = () => go(view, view.data.asked)) {
  view.play.onclick = () => togglePlay(view)
  view.back.onclick = () => go(view, view.stop - 1)
  view.forward.onclick = () => go(view, view.stop + 1)
  view.place.oninput = () => go(view, Number(view.place.value))
  view.asked.onclick = toAsked
  view.stage.onkeydown = (event) => pressed(view, event)
  view.observer = new ResizeObserver(() => view.stage.clientWidth !== view.width && draw(view))
  view.observer.observe(view.stage)
}

function disconnectStops(view) {
  pause(view)
  view.observer.disconnect()
}

function go(view, stop) {
  pause(view)
  view.stop = clamp(stop, 0, view.visited.length - 1)
  view.visited[view.stop] = 1
  draw(view)
  sayAtRest(view, spokenAt(view))
}

function togglePlay(view) {
  if (view.frame) {
    pause(view)
    draw(view)
    sayAtRest(view, spokenAt(view))
    return
  }
  // What is full, or a window at the end, begins anew with nothing visited.
  if (view.stop === view.visited.length - 1 || view.visited.every(Boolean)) {
    view.visited.fill(0)
    view.stop = 0
    view.visited[0] = 1
  }
  let last = performance.now()
  let due = 0
  const step = (now) => {
    due += ((now - last) / 1000) * Number(view.speed.value)
    last = now
    const before = view.stop
    for (; due >= 1 && view.stop < view.visited.length - 1; due--) view.visited[++view.stop] = 1
    due = Math.min(due, 1)
    const ended = view.stop === view.visited.length - 1
    view.frame = ended ? 0 : requestAnimationFrame(step)
    if (ended || view.stop !== before) draw(view)
    if (ended) sayAtRest(view, spokenAt(view))
  }
  view.frame = requestAnimationFrame(step)
  draw(view)
}

function pause(view) {
  cancelAnimationFrame(view.frame)
  view.frame = 0
}

function pressed(view, event) {
  const { rows, columns } = view.data
  const [row, column] = placeOf(view.data, view.stop)
  const move = MOVES[event.key]
  if (move) go(view, clamp(row + move[0], 0, rows - 1) * columns + clamp(column + move[1], 0, columns - 1))
  else if (event.key === " ") togglePlay(view)
  else if (event.key === "Home") go(view, 0)
  else if (event.key === "End") go(view, rows * columns - 1)
  else return
  event.preventDefault()
}

/** What the buttons and the slider say of the stop; gives its row and column. */
function showStop(view) {
  const [row, column] = placeOf(view.data, view.stop)
  view.width = view.stage.clientWidth
  view.play.textContent = view.frame ? "Pause" : "Play"
  view.place.value = view.stop
  view.place.setAttribute("aria-valuetext", `row ${row}, column ${column}`)
  view.asked.hidden = view.data.asked < 0
  return [row, column]
}
