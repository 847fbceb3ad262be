// A mouse's, finger's or pen's strokes in boxes: each belongs to the box that it begins in, wherever it
// goes. One pointer writes at a time, and a hand that rests beside a pen writes nothing.

const LEAST_STEP = 2 // units between two points that are both kept
const FIELD = 254 // the largest coordinate, as in cnn/handwriting/compact_strokes.py
const MS_OF_PALM = 1000 // after a pen was heard of, touches are those of the hand that holds it

/**
 * @param element holds the boxes.
 * @param boxUnder gives what a stroke that begins at an event's target belongs to, {surface, view}: the
 *   element, and its [left, top, width] in units; null where none begins.
 * @param on {begin(box), move(points), end(points), cancel()}
 */
function penStrokes(element, boxUnder, on) {
  let stroke = null
  let penSeen = 0

  const place = ({ clientX, clientY }) => {
    const { left, top, width } = stroke.surface.getBoundingClientRect()
    const scale = stroke.view[2] / width
    return [stroke.view[0] + (clientX - left) * scale, stroke.view[1] + (clientY - top) * scale]
  }
  const take = (event) => {
    const point = place(event).map((value) => clamp(Math.round(value), 0, FIELD))
    const last = stroke.points.at(-1)
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < LEAST_STEP) return
    stroke.points.push(point)
  }
  const finish = (follow) => {
    const ended = stroke
    stroke = null
    follow(ended.points)
  }

  element.onpointerdown = (event) => {
    if (event.pointerType === "pen") penSeen = event.timeStamp
    if (stroke?.id === event.pointerId) finish(on.end) // its end was never heard of
    if (stroke) {
      // A second finger: the two of them zoom.
      if (event.pointerType === "touch" && stroke.kind === "touch") finish(on.cancel)
      return
    }
    const isPalm = event.pointerType === "touch" && penSeen && event.timeStamp - penSeen < MS_OF_PALM
    if (event.button !== 0 || !event.isPrimary || isPalm) return
    const box = boxUnder(event)
    if (!box) return
    event.preventDefault()
    box.surface.setPointerCapture(event.pointerId)
    stroke = { ...box, id: event.pointerId, kind: event.pointerType, points: [] }
    on.begin(box)
    take(event)
    on.move(stroke.points)
  }
  element.onpointermove = (event) => {
    if (event.pointerType === "pen") penSeen = event.timeStamp
    if (stroke?.id !== event.pointerId) return
    const isLetGo = event.pointerType === "mouse" && !(event.buttons & 1)
    if (isLetGo) return finish(on.end) // where no window heard of it
    const between = event.getCoalescedEvents?.() ?? []
    for (const one of between.length ? between : [event]) take(one)
    on.move(stroke.points)
  }
  element.onpointerup = (event) => {
    if (stroke?.id === event.pointerId) finish(on.end)
  }
  element.onpointercancel = (event) => {
    if (stroke?.id === event.pointerId) finish(on.cancel)
  }
}

