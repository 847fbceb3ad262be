// Marks over a drawing: frames with labels, and rings over what is left out. { frames: [{ left, top,
// right, bottom, label }], dots: [[x, y, radius]], chosen: place of the frame that stands out }.

const NO_MARKS = { frames: [], dots: [], chosen: null }

function drawMarks(layer, { frames, dots, chosen }) {
  layer.replaceChildren(...dots.map(ring), ...frames.map((frame, place) => framed(frame, place === chosen)))
}

/** Place of the frame whose label is at a point; null where there is none. */
function markAt({ frames }, x, y) {
  const place = frames.findIndex((frame) => {
    const box = labelBox(frame)
    const [right, down] = [x - box.x, y - box.y]
    return frame.label && right >= 0 && right <= box.width && down >= 0 && down <= box.height
  })
  return place < 0 ? null : place
}

/** Where the label of a frame stands: above it, or inside where there is no room. */
const labelBox = ({ left, top, label }) => ({ x: left, y: Math.max(top - 18, 0), width: 10 + 8 * label.length, height: 18 })

const ring = ([x, y, radius]) => shape("circle", { class: "dot", cx: x, cy: y, r: radius })

function framed(frame, isChosen) {
  const { left, top, right, bottom, label } = frame
  const group = shape("g", { class: isChosen ? "chosen" : "other" })
  group.append(shape("rect", { class: "frame", x: left, y: top, width: right - left, height: bottom - top, rx: 3 }))
  if (!label) return group
  const box = labelBox(frame)
  const text = shape("text", { x: box.x + box.width / 2, y: box.y + box.height / 2 })
  text.textContent = label
  group.append(shape("rect", { class: "label", ...box, rx: 3 }), text)
  return group
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name)
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value)
  return element
}

