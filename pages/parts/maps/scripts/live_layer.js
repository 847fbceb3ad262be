// A layer of the live engine's network, read for the current digit, and the cell of it that is pointed at or
// kept. Follows worked_cell.js.
//
// A view has besides: data, as the server sends it; root, title, worked and spoken, elements; send, to tell the
// server; explain, called when another cell is to be explained.

const live = (globalThis[Symbol.for("convoscope live")] ??= { views: new Set() })
const KEY_DELAY = 150 // ms without a further key before the choice is sent

/** Take what the server sends; it is read by `readLayer`, now or once the engine is there. */
function takeData(view, data) {
  Object.assign(view, { data, words: data.words, ink: data.ink, epsilon: data.epsilon })
  view.colours = { sequential: bytesOf(data.sequential), diverging: bytesOf(data.diverging) }
  for (const [name, colour] of Object.entries(data.colours)) view.root.style.setProperty(`--${name}`, colour)
  if (view.encoded !== data.image) {
    view.encoded = data.image
    view.image = floatsOf(data.image)
    view.network = null
    live.given = { image: view.image, drawing: live.canvas?.number ?? null, isDrawn: false }
    live.changed?.()
  }
  if (view.themed !== data.sequential) view.layer = null
  view.themed = data.sequential
}

/** Whether there is something new to show: another layer, digit, network or theme. */
function readLayer(view) {
  const { engine, network } = live
  const { data } = view
  const isShown = ({ name, outputShape }) => name === data.layer && String(outputShape) === String(data.shape)
  const place = network?.layers.findIndex(isShown) ?? -1
  if (!engine || place < 0) return false
  const isRead = view.network === network
  if (isRead && view.layer === network.layers[place]) return false
  if (!isRead) {
    const isReadAlready = live.reading?.network === network && live.reading.image === view.image
    view.passed = isReadAlready ? live.reading.passed : engine.forward(network, view.image)
  }
  Object.assign(view, { engine, network, place, layer: network.layers[place], pointed: null, map: null })
  view.giver = giverOf(view, place)
  view.output = view.passed[place].activations
  view.kept = keptAtFirst(view)
  return true
}

/** The cell chosen before; else the strongest one of the chosen map, or of all. */
function keptAtFirst({ data: { chosen }, output, layer: { outputShape } }) {
  const [rows, columns, maps] = isSpatial({ outputShape }) ? outputShape : [1, 1, outputShape[0]]
  if (!chosen) return strongestOf(output, 0, 1)
  const map = Math.min(chosen.channel, maps - 1)
  if (rows * columns === 1 || chosen.row === null) return strongestOf(output, map, maps)
  return (Math.min(chosen.row, rows - 1) * columns + Math.min(chosen.column, columns - 1)) * maps + map
}

/** The first of the largest of every so many numbers. */
function strongestOf(output, first, step) {
  let most = first
  for (let cell = first; cell < output.length; cell += step) if (output[cell] > output[most]) most = cell
  return most
}

function nameOfCell({ words, layer }, cell) {
  const { name, outputShape, spec } = layer
  if (isSpatial(layer)) {
    const [row, column, map] = placeOfCell(cell, outputShape)
    return filled(words.cell, { layer: name, row, column, map })
  }
  return filled(spec.activation === "softmax" ? words.outputs.digit : words.outputs[words.numberName], { layer: name, number: cell })
}

/** The cell and its sum line by line, for those who hear it. */
function spokenOf({ words, title, worked }) {
  const lines = [...worked.querySelectorAll(".sum tr")].map((line) => [...line.children].map(({ textContent }) => textContent).join(" "))
  return lines.length ? filled(words.spoken, { name: title.textContent, lines: lines.join("; ") }) : title.textContent
}

function point(view, cell) {
  view.pointed = cell
  view.explain()
}

/** Keep a cell: the page remembers it for the visit. */
function keep(view, cell, delay = 0) {
  view.kept = cell
  view.pointed = null
  view.explain()
  sayAtRest(view, spokenOf(view))
  clearTimeout(view.timer)
  const { place } = view
  view.timer = setTimeout(() => view.send("kept", { layer: place, cell }), delay)
}

/** Leave for another page or layer with a cell, whatever was about to be told. */
function leave(view, name, layer, cell) {
  clearTimeout(view.timer)
  view.send(name, { layer, cell })
}
