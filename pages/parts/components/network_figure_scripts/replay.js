// The strokes drawn again, in the time that they took or more slowly, the network reading along. Marks on
// the time line say where the answer changes. Follows picture_elements.js.

const PIXELS_PER_SECOND = 260 // where nobody knows how fast it was drawn
const LIFTED_SECONDS = 0.25 // between two strokes
const MOMENTS = 48 // that are read for the marks

/**
 * The strokes on the canvas with the seconds at which each point was drawn.
 *
 * @param known [{points, times}] as the pen drew them, where it is known of every stroke.
 */
function timedStrokes(strokes, known) {
  const all = known?.length === strokes.length ? known : null
  let now = 0
  return strokes.map((points, index) => {
    const along = lengthsOf(points)
    const start = now
    const times = along.map((length) => start + (all ? timeAt(all[index], length / (along.at(-1) || 1)) : length / PIXELS_PER_SECOND))
    now = times.at(-1) + (all?.[index + 1] ? all[index + 1].times[0] - all[index].times.at(-1) : LIFTED_SECONDS)
    return { points, times }
  })
}

/** The way from the first point to each. */
function lengthsOf(points) {
  let length = 0
  return points.map((point, index) => {
    const [x, y] = points[Math.max(index - 1, 0)]
    return (length += Math.hypot(point[0] - x, point[1] - y))
  })
}

/** Seconds from the stroke's start to where a share of its length was drawn. */
function timeAt({ points, times }, share) {
  const along = lengthsOf(points)
  const wanted = share * along.at(-1)
  const end = Math.max(along.findIndex((length) => length >= wanted - 1e-9), 0)
  const start = Math.max(end - 1, 0)
  const piece = along[end] - along[start]
  const part = piece ? (wanted - along[start]) / piece : 0
  return times[start] + (times[end] - times[start]) * part - times[0]
}

/** What is drawn by a time. */
function drawnBy(timed, now) {
  return timed
    .map(({ points, times }) => points.filter((_, place) => times[place] <= now))
    .filter((points) => points.length)
}

function connectReplay(view) {
  const { replay } = view
  replay.open.onclick = () => (view.timed ? closeReplay(view) : openReplay(view))
  replay.play.onclick = () => (view.playing ? pauseReplay(view) : playReplay(view))
  replay.time.oninput = () => {
    pauseReplay(view)
    showMoment(view, Number(replay.time.value))
  }
}

/** Whether there are strokes to draw again; a picture has none. */
function offerReplay(view) {
  const hasStrokes = live.engine.strokesNow().length > 0
  view.replay.open.hidden = !hasStrokes
  if (!hasStrokes || (view.timed && live.canvas.stroke)) closeReplay(view)
}

function openReplay(view) {
  const { replay } = view
  view.timed = timedStrokes(live.engine.strokesNow(), live.timings?.get(live.canvas.number))
  view.length = view.timed.at(-1).times.at(-1)
  replay.time.max = view.length
  replay.line.hidden = false
  replay.open.setAttribute("aria-expanded", "true")
  markChanges(view)
  showMoment(view, 0)
  playReplay(view)
}

function closeReplay(view) {
  if (!view.timed) return
  pauseReplay(view)
  view.timed = null
  view.replay.line.hidden = true
  view.replay.open.setAttribute("aria-expanded", "false")
  live.replayed = null
  live.showReplay?.(null)
  live.changed()
}

function playReplay(view) {
  const { replay } = view
  if (Number(replay.time.value) >= view.length) showMoment(view, 0)
  let last = performance.now()
  const step = (now) => {
    const then = Number(replay.time.value) + ((now - last) / 1000) * Number(replay.speed.value)
    last = now
    showMoment(view, Math.min(then, view.length))
    if (then < view.length) view.playing = requestAnimationFrame(step)
    else pauseReplay(view)
  }
  view.playing = requestAnimationFrame(step)
  replay.play.textContent = view.data.words.pause
}

function pauseReplay(view) {
  cancelAnimationFrame(view.playing)
  view.playing = 0
  view.replay.play.textContent = view.data.words.play
}

function showMoment(view, now) {
  const { replay } = view
  replay.time.value = now
  replay.time.setAttribute("aria-valuetext", filled(view.data.words.moment, { now: now.toFixed(1), length: view.length.toFixed(1) }))
  live.replayed = drawnBy(view.timed, now)
  live.showReplay?.(live.replayed)
  live.changed()
}

/** Where the answer changes on the way, each with the digit from there on. */
function markChanges(view) {
  const { engine } = live
  let last = null
  view.replay.marks.replaceChildren()
  for (let moment = 1; moment <= MOMENTS; moment++) {
    const now = (moment / MOMENTS) * view.length
    const digit = engine.answerOf(drawnBy(view.timed, now))
    if (digit === null || digit === last) continue
    last = digit
    const mark = made("span", "", String(digit))
    mark.style.left = `${(100 * now) / view.length}%`
    view.replay.marks.append(mark)
  }
}
