// Hands marks on to the canvas, which lies in a component of its own and shows them over the paper.

const shared = (globalThis[Symbol.for("convoscope canvas")] ??= { earlier: [] })

export default function ({ data, setTriggerValue }) {
  const marks = { ...data, choose: (place) => setTriggerValue("chosen", place) }
  shared.marks = marks
  shared.showMarks?.()
  return () => {
    delete shared.marks
    shared.showMarks?.()
  }
}
