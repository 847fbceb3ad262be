// The whole network as one figure: every layer's maps for the digit that is being read, live, and any
// cell followed to the pixels. The engine stands in a component of its own. Follows the scripts of
// network_figure_scripts.

const live = (globalThis[Symbol.for("convoscope live")] ??= { views: new Set() })
const views = new WeakMap()

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.data = data
  view.colours = { sequential: coloursOf(bytesOf(data.sequential)), diverging: coloursOf(bytesOf(data.diverging)) }
  for (const [name, colour] of Object.entries(data.colours)) view.root.style.setProperty(`--${name}`, colour)
  view.rule = colourOf(hexOf(data.colours.rule))
  if (view.theme && view.theme !== data.diverging) view.network = null
  view.theme = data.diverging
  nameSpace(view)
  for (const [mode, element] of Object.entries(view.modes)) element.textContent = data.words[mode]
  nameReplay(view)
  live.given = { image: floatsOf(data.image), drawing: data.drawing, isDrawn: data.is_drawn }
  live.changed?.()
  view.show()
  return () => {
    live.views.delete(view.show)
    view.listening.abort()
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const part = (name) => parentElement.querySelector(`.${name}`)
  const view = {
    root: part("network-figure"),
    stage: part("stage"),
    layers: part("layers"),
    lines: part("lines"),
    cell: part("cell"),
    hint: part("hint"),
    spoken: part("spoken"),
    probe: part("probe"),
    trail: [],
    pictures: [],
    links: [],
    listening: new AbortController(),
  }
  view.replay = {
    open: part("replay-open"),
    panel: part("replay"),
    play: part("replay-play"),
    line: part("replay-line"),
    time: part("replay-time"),
    now: part("replay-now"),
    marks: part("replay-marks"),
    leaders: part("replay-leaders"),
    buttons: part("replay-buttons"),
    speed: part("replay-speed"),
    note: part("replay-note"),
  }
  connectReplay(view)
  view.modes = { flat: made("button"), space: made("button") }
  part("modes").append(...Object.values(view.modes))
  view.modes.flat.onclick = () => chooseSpace(view, false)
  view.modes.space.onclick = () => chooseSpace(view, true)
  view.show = () => show(view)
  view.observer = new ResizeObserver(() => resized(view))
  view.observer.observe(view.stage)
  listenForCells(view)
  listenForTurns(view)
  setInSpace(view, live.space.isIn)
  live.views.add(view.show)
  views.set(parentElement, view)
  return view
}

/** Show what is read now. */
function show(view) {
  const { engine, reading } = live
  if (!engine || !reading) return
  view.engine = engine
  view.reading = reading
  if (view.network !== reading.network) {
    view.pinned = view.pointed = null
    view.trail = []
    makePictures(view, reading.network)
    place(view)
  }
  for (const drawn of view.pictures) {
    const { place } = drawn.picture
    updatePicture(drawn, place < 0 ? reading.image : reading.passed[place].activations, reading.best, view)
  }
  offerReplay(view)
  if (followed(view)) changeSoon(view)
  else changed(view)
}

/** Another width, or another number of the screen's pixels to one of the page's. */
function resized(view) {
  if (!view.network || (view.stage.clientWidth === view.width && globalThis.devicePixelRatio === view.ratio)) return
  makePictures(view, view.network)
  view.show()
  place(view)
}

const hexOf = (hex) => [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16))
