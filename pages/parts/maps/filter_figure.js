// The filters of a convolution, each with the map that it makes of the current digit: those of a layer that
// reads one map side by side, those of a deeper layer one by one with all of their kernels. The weights of a
// layer that reads all pixels are pictures. In a band at the foot of the window stands what is pointed at, or
// kept, worked out with its numbers, at once. Follows the scripts beside it.

const component = mounted(create)

function create(parentElement) {
  const part = (name) => parentElement.querySelector(`.${name}`)
  const view = { root: part("filter-figure"), spoken: part("spoken"), title: part("cell"), band: part("band"), filters: part("filters"), worked: part("worked") }
  view.show = () => readLayer(view) && rebuild(view)
  view.explain = () => explain(view)
  view.observer = new ResizeObserver(() => view.root.clientWidth !== view.width && rebuild(view))
  view.observer.observe(view.root)
  pointTogether(view, part("term"))
  return view
}

function rebuild(view) {
  if (!view.layer) return
  view.width = view.root.clientWidth
  view.isNarrow = view.width < NARROW_WIDTH
  view.root.classList.toggle("narrow", view.isNarrow)
  view.explained = null
  view.root.classList.toggle("of-pixels", view.layer.spec.type !== "conv2d")
  if (view.layer.spec.type !== "conv2d") layPixelWeightsOut(view)
  else if (view.layer.inputShape[2] === 1) layCardsOut(view)
  else layFilterOut(view)
  explain(view)
}

/** Have another cell explained: the one pointed at, else the one that is kept. */
function explain(view) {
  const cell = view.pointed ?? view.kept
  if (cell === view.explained) return
  view.cell = view.explained = cell
  view.title.textContent = `${nameOfCell(view, cell)}: ${written(view.output[cell], VALUE_DECIMALS)}`
  showWorked(view)
  view.showCell()
}

function showWorked(view) {
  const { row } = workedCell(view)
  view.worked.replaceChildren(...row)
  paintWorked(row)
}

/** The root of a kernel's squared weights' sum. */
const normOf = (weights) => Math.hypot(...weights)

/** Of a map's cells, the share that is above zero. */
const firingShare = (cells) => cells.reduce((count, cell) => count + (cell > 0), 0) / cells.length

const percent = (share) => `${Math.round(100 * share)}%`
