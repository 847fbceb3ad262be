// Following a cell: the patch that its layer read, what it sees of the image, and what it is made of in
// every layer down to the pixels, as lines. Follows picture_elements.js.

const MOST_CELLS = 6 // of each layer, the strongest
const MOST_PATCHES = 4
const THICKEST = 7

/** Show what a cell is made of; nothing where there is none. */
function showFollowed(view) {
  for (const { marks } of view.pictures) marks.replaceChildren()
  view.lines.replaceChildren()
  showEffects(view, null)
  const at = view.pinned ?? view.pointed
  view.root.classList.toggle("follows", Boolean(at))
  view.root.classList.toggle("pinned", Boolean(view.pinned))
  if (!at || !view.reading) return
  const { network, passed, image } = view.reading
  const { engine } = view
  if (at.layer < 0) {
    mark(view, pictureAt(view, -1), at.cell, "chosen")
    return
  }
  const made = engine.contributionsTo(network, passed, image, at)
  const own = pictureAt(view, at.layer)
  mark(view, own, at.cell, "chosen")
  frameField(view, at)
  const below = view.pictures.filter(({ picture }) => picture.place < at.layer).reverse()
  let above = [{ drawn: own, cells: [[at.cell, 1]], reach: null }]
  for (const drawn of below) {
    const { contributions, reaches } = drawn.picture.place < 0 ? made.pixels : made.layers[drawn.picture.place]
    const cells = engine.strongest(contributions, MOST_CELLS)
    const layer = { drawn, cells, reaches }
    for (const [cell, contribution] of cells) mark(view, drawn, cell, contribution > 0 ? "adds" : "takes")
    if (above[0].drawn === own) framePatches(view, at, drawn, cells)
    view.links.push(...linksBetween(view, above[0], layer))
    above = [layer]
  }
  const effects = engine.contributionsFrom(network, passed, at)
  if (own !== view.pictures.at(-1)) {
    showEffects(view, effects)
    const output = view.pictures.at(-1)
    view.links.push(
      ...[...effects.entries()].filter(([, effect]) => effect).map(([digit, amount]) => ({ from: [own, at.cell], to: [output, digit], amount }))
    )
  }
  drawLines(view)
}

const pictureAt = (view, place) => view.pictures.find(({ picture }) => picture.place === place)

/** What goes from each of a layer's strongest cells into each of those above it. */
function linksBetween(view, above, below) {
  const { network, passed, image } = view.reading
  const layer = network.layers[above.drawn.picture.place]
  const input = above.drawn.picture.place ? passed[above.drawn.picture.place - 1].activations : image
  const wanted = new Set(below.cells.map(([cell]) => cell))
  const links = []
  for (const [cell] of above.cells) {
    const reach = above.reaches ? above.reaches[cell] : 1
    layer.kind.eachTerm(layer, input, cell, (from, factor) => {
      const amount = reach * factor * input[from]
      if (wanted.has(from) && amount) links.push({ from: [below.drawn, from], to: [above.drawn, cell], amount })
    })
  }
  return links
}

/** A frame around one cell. */
function mark(view, drawn, cell, className) {
  const [x, y] = pixelOf(drawn.tiling, cell)
  const element = frameOver(drawn, x, y, 1, 1, className)
  element.dataset.cell = cell
  drawn.marks.append(element)
}

/** A frame over so many of a picture's pixels. */
function frameOver({ canvas }, x, y, width, height, className) {
  const element = made("i", className)
  const share = (part, whole) => `${(100 * part) / whole}%`
  Object.assign(element.style, {
    left: share(x, canvas.width),
    top: share(y, canvas.height),
    width: share(width, canvas.width),
    height: share(height, canvas.height),
  })
  return element
}

/** What the cell sees of the image. */
function frameField(view, at) {
  const drawn = pictureAt(view, -1)
  const [top, left, bottom, right] = view.engine.receptiveField(view.reading.network, at)
  drawn.marks.append(frameOver(drawn, left, top, right - left, bottom - top, "field"))
}

/** The patch that the cell's layer read, on the maps that gave most. */
function framePatches(view, at, drawn, cells) {
  const { network } = view.reading
  const layer = network.layers[at.layer]
  if (!isMaps(drawn.picture) || layer.outputShape.length < 3) return
  const { top, left, size } = view.engine.windowOf(layer, at.cell)
  const [rows, columns, maps] = drawn.picture.shape
  const [from, start] = [Math.max(top, 0), Math.max(left, 0)]
  const [end, stop] = [Math.min(top + size, rows), Math.min(left + size, columns)]
  const chosen = [...new Set(cells.map(([cell]) => cell % maps))].slice(0, MOST_PATCHES)
  for (const map of chosen) {
    const [x, y] = pixelOf(drawn.tiling, (from * columns + start) * maps + map)
    drawn.marks.append(frameOver(drawn, x, y, stop - start, end - from, "patch"))
  }
}

/** What the cell adds to each output, beside the output. */
function showEffects(view, effects) {
  const rows = view.pictures.at(-1)?.outputs ?? []
  rows.forEach(({ effect }, digit) => {
    const amount = effects?.[digit] ?? 0
    effect.textContent = effects ? signed(amount) : ""
    effect.classList.toggle("adds", amount > 0)
    effect.classList.toggle("takes", amount < 0)
  })
  if (!effects) view.links = []
}

const signed = (number, decimals = 2) => `${number < 0 ? "\u2212" : "+"}${Math.abs(number).toFixed(decimals)}`

/** The lines between cells, thick as what goes along them is large. */
function drawLines(view) {
  const box = view.stage.getBoundingClientRect()
  view.lines.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`)
  const largest = new Map()
  for (const { to: [drawn], amount } of view.links) largest.set(drawn, Math.max(largest.get(drawn) ?? 0, Math.abs(amount)))
  view.lines.replaceChildren(
    ...view.links.map(({ from, to, amount }) => {
      const [[x0, y0], [x1, y1]] = [placeOnStage(box, from), placeOnStage(box, to)]
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
      const bend = (x1 - x0) / 2
      path.setAttribute("d", `M${x0},${y0} C${x0 + bend},${y0} ${x1 - bend},${y1} ${x1},${y1}`)
      path.setAttribute("class", amount > 0 ? "adds" : "takes")
      path.setAttribute("stroke-width", String(Math.max((THICKEST * Math.abs(amount)) / largest.get(to[0]), 0.6)))
      return path
    })
  )
}

/** Where a cell is on the stage, wherever its picture has been turned. */
function placeOnStage(box, [drawn, cell]) {
  const marked = drawn.marks.querySelector(`[data-cell="${cell}"]`)
  const target = marked ?? drawn.outputs?.[cell].row ?? drawn.canvas
  const { left, top, width, height } = target.getBoundingClientRect()
  return [left + width / 2 - box.left, top + height / 2 - box.top]
}
