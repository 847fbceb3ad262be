// The strokes drawn again, in the time that they took or more slowly, the network reading along. The
// canvas draws them over the drawing, which stays as it is. Follows answer_changes.js.

const ANSWER = ".st-key-prediction"

/** What is said on the time line and beside it. */
function nameReplay(view) {
  const { replay, data } = view
  const { words } = data
  replay.time.setAttribute("aria-label", words.time)
  replay.speed.setAttribute("aria-label", words.speed)
  replay.buttons.setAttribute("aria-label", words.changes)
  if (!replay.speed.length) {
    replay.speed.append(...words.speeds.map(([value, name]) => new Option(name, value)))
    replay.speed.value = "1"
  }
  nameButtons(view)
}

function nameButtons({ replay, data: { words }, playing, timed }) {
  const [open, play] = [timed ? words.closeReplay : words.replay, playing ? words.pause : words.play]
  if (replay.open.textContent !== open) replay.open.textContent = open
  if (replay.play.textContent !== play) replay.play.textContent = play
}

function connectReplay(view) {
  const { replay } = view
  const { signal } = view.listening
  replay.open.onclick = () => (view.timed ? closeReplay(view) : openReplay(view))
  replay.play.onclick = () => (view.playing ? pauseReplay(view) : playReplay(view))
  replay.time.oninput = () => goToMoment(view, Number(replay.time.value))
  replay.panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeReplay(view)
      replay.open.focus()
    } else if (event.key === " " && event.target === replay.time) replay.play.click()
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  const observer = new ResizeObserver(() => view.timed && layChanges(view))
  observer.observe(replay.marks)
  signal.addEventListener("abort", () => {
    observer.disconnect()
    closeReplay(view)
  })
  // The canvas says so when its drawing becomes another one, and when a stroke begins.
  const end = () => closeReplay(view)
  live.endReplay = end
  signal.addEventListener("abort", () => {
    if (live.endReplay === end) delete live.endReplay
  })
}

/** There is nothing to draw again of a picture, nor of an empty canvas. */
function offerReplay(view) {
  const { engine } = view
  const isOffered = engine.hasDrawing()
  view.replay.open.hidden = !isOffered
  if (!isOffered) closeReplay(view)
  if (!view.timed) return
  if (view.searchedWith !== live.network) findChanges(view)
  showReplayBeside(view)
}

function openReplay(view) {
  const { replay, engine } = view
  const marks = engine.marksNow()
  if (!marks.length) return
  view.timed = timedMarks(marks, live.timings?.get(live.canvas.number))
  view.length = view.timed.length
  replay.time.max = view.length
  replay.panel.hidden = false
  showMoment(view, 0)
  findChanges(view)
  playReplay(view)
  // Space and the arrow keys are for the time line now.
  replay.time.focus({ preventScroll: true })
}

function noteOf({ timed, data: { words } }) {
  // What is too much work for each frame is not read along.
  if (live.penUp) return words.notReadAlong
  if (timed.known === "none") return words.steadyPace
  if (timed.known === "some") return words.partlySteady
  return timed.isShortened ? words.ownPaceShortened : words.ownPace
}

/** Leave everything as it was before. */
function closeReplay(view) {
  if (!view.timed) return
  pauseReplay(view)
  stopSearching(view)
  view.timed = null
  view.replay.panel.hidden = true
  nameButtons(view)
  live.replayed = null
  live.showReplay?.(null)
  for (const answer of document.querySelectorAll(ANSWER)) answer.removeAttribute("data-replay")
  live.changed?.()
}

function playReplay(view) {
  const { replay } = view
  if (momentNow(view) >= view.length) showMoment(view, 0)
  let last = performance.now()
  const step = (now) => {
    const then = momentNow(view) + (Math.max(now - last, 0) / 1000) * Number(replay.speed.value)
    last = now
    view.playing = requestAnimationFrame(step)
    showMoment(view, Math.min(then, view.length))
    if (then >= view.length) pauseReplay(view)
  }
  view.playing = requestAnimationFrame(step)
  nameButtons(view)
}

function pauseReplay(view) {
  cancelAnimationFrame(view.playing)
  view.playing = 0
  nameButtons(view)
  if (view.timed) sayMoment(view)
}

const momentNow = ({ replay }) => Number(replay.time.value)

function goToMoment(view, moment) {
  pauseReplay(view)
  showMoment(view, moment)
}

function showMoment(view, moment) {
  const { replay, engine, timed } = view
  replay.time.value = moment
  replay.now.textContent = momentSaid(view)
  if (replay.note.textContent !== noteOf(view)) replay.note.textContent = noteOf(view)
  const marks = marksBy(timed, moment)
  live.replayed = engine.inkLeft(marks, live.canvas.size)
  live.showReplay?.(marks, view.data.words.replayed)
  live.changed()
}

const momentSaid = (view) => filled(view.data.words.moment, { now: momentNow(view).toFixed(1), length: view.length.toFixed(1) })

/** Beside each frame: the answer is that of a moment. At rest it is part of what the time line says. */
function showReplayBeside(view) {
  const { reading, playing, data } = view
  if (reading.isLive) document.querySelector(ANSWER)?.setAttribute("data-replay", data.words.replayed)
  if (!playing) sayMoment(view)
}

function sayMoment(view) {
  const { reading, replay, data, engine } = view
  const answer = reading?.digits && engine.answerText(reading.digits)
  const said = filled(answer ? data.words.momentRead : data.words.momentUnread, { moment: momentSaid(view), answer })
  if (replay.time.getAttribute("aria-valuetext") !== said) replay.time.setAttribute("aria-valuetext", said)
}
