// One layer of the network for the current digit: all of its maps, or its units; one of the maps large; and
// the cell that is pointed at, or kept, worked out with its numbers, at once. The live engine of the page
// reads the digit. Follows the scripts beside it.

const component = mounted(create)

function create(parentElement) {
  const part = (name) => parentElement.querySelector(`.${name}`)
  const view = { root: part("layer-figure"), spoken: part("spoken"), title: part("cell"), maps: new Map() }
  for (const name of ["all", "one", "units", "numbers", "worked", "after"]) view[name] = part(name)
  view.sharesPart = part("all-shares")
  view.follow = (cell) => leave(view, "followed", view.place - 1, cell)
  view.show = () => show(view)
  view.observer = new ResizeObserver(() => view.root.clientWidth !== view.width && rebuild(view))
  view.observer.observe(view.root)
  pointTogether(view, part("term"))
  view.explain = () => explain(view)
  view.root.addEventListener("keydown", (event) => goToLayer(view, event))
  return view
}

/** Show the layer that is chosen, once the engine holds the network that has it. */
function show(view) {
  if (!readLayer(view)) return
  view.scale ??= view.data.scale
  view.map = view.maps.get(view.layer.name) ?? null
  rebuild(view)
}

/** Lay everything out anew: another layer, another width, another scale. */
function rebuild(view) {
  if (!view.layer) return
  view.width = view.root.clientWidth
  view.isNarrow = view.width < NARROW_WIDTH
  view.root.classList.toggle("narrow", view.isNarrow)
  const isMaps = isSpatial(view.layer)
  view.root.classList.toggle("of-units", !isMaps)
  if (isMaps) layMapsOut(view)
  else layUnitsOut(view)
  view.explained = view.mapsRead = null
  explain(view)
}

/** Have another cell explained: the one pointed at, else the one that is kept. */
function explain(view) {
  const cell = view.pointed ?? view.kept
  if (cell === view.explained) return
  view.cell = view.explained = cell
  view.showCell()
  view.title.textContent = `${nameOfCell(view, cell)}: ${written(view.output[cell], VALUE_DECIMALS)}`
  showWorked(view)
  const shares = sharesOfMaps(view, (map, isKept) => showMapRead(view, map, isKept))
  view.sharesPart.replaceChildren(...(shares ? [shares] : []))
  shares?.paint()
}

function showWorked(view) {
  const { row, after } = workedCell(view)
  view.worked.replaceChildren(...row)
  view.after.replaceChildren(...after)
  paintWorked(row)
}

/** Have another input map's products shown. */
function showMapRead(view, map, isKept) {
  if (isKept) view.maps.set(view.layer.name, map)
  view.map = map ?? view.maps.get(view.layer.name) ?? null
  showWorked(view)
}

/** Page Down goes to the cell of the layer before that gives most, Page Up to the strongest one above. */
function goToLayer(view, event) {
  if (!["PageUp", "PageDown"].includes(event.key) || event.target.getAttribute("role") !== "application") return
  event.preventDefault()
  const { place, found, passed } = view
  if (event.key === "PageUp" && passed[place + 1]) {
    leave(view, "followed", place + 1, strongestOf(passed[place + 1].activations, 0, 1))
  } else if (event.key === "PageDown" && place > 0) {
    view.follow(found.terms.reduce((most, term) => (Math.abs(term.product) > Math.abs(most.product) ? term : most)).from)
  }
}
