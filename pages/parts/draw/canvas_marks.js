// Hands marks on to the canvas, which lies in a component of its own and shows them over the paper.

const shared = (globalThis[Symbol.for("convoscope canvas")] ??= { earlier: [] })

function component({ data, setTriggerValue }) {
  const marks = { ...data, choose: (place) => setTriggerValue("chosen", place) }
  shared.marks = marks
  shared.showMarks?.()
  return () => {
    if (shared.marks !== marks) return
    delete shared.marks
    shared.showMarks?.()
  }
}
