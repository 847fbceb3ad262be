// Following a cell: the patch that its layer read, what it sees of the image, and lines for what it is made
// of down to the pixels, and for what it adds up to the ten outputs. Follows contribution_lines.js.

const MOST_EFFECT_DECIMALS = 4

/** The cell that is followed: a pinned one, else the one that is pointed at. */
const followed = (view) => view.pinned ?? view.pointed

/** Show what the followed cell is made of; nothing where there is none. */
function showFollowed(view) {
  // Asked for before anything changes, the places cost no new layout.
  const places = view.isInSpace ? null : canvasCorners(view)
  for (const { marks } of view.pictures) marks.replaceChildren()
  view.links = []
  const at = followed(view)
  view.root.classList.toggle("pinned", Boolean(view.pinned))
  const canFollow = Boolean(at && view.reading && isReadable(view, at))
  view.root.classList.toggle("follows", canFollow)
  if (canFollow) followDown(view, at)
  showEffects(view, canFollow ? followUp(view, at) : null)
  drawLines(view, places)
}

/** Whether a cell's layer, and with it all below it, has not overflowed. */
const isReadable = (view, { layer }) => view.pictures.every(({ picture, hasOverflowed }) => picture.place > layer || !hasOverflowed)

const pictureAt = (view, place) => view.pictures.find(({ picture }) => picture.place === place)

function followDown(view, at) {
  const own = pictureAt(view, at.layer)
  if (at.layer >= 0) {
    const made = view.engine.contributionsTo(view.reading.network, view.reading.passed, view.reading.image, at)
    const drawn = view.pictures.slice(0, view.pictures.indexOf(own) + 1)
    const { shown, lines } = pathsDown(drawn.map(({ picture }) => picture), at, view.reading, made)
    drawn.slice(0, -1).forEach((picture, index) => showMadeOf(view, at, picture, shown[index], index === drawn.length - 2))
    addLinks(view, drawn, lines)
  }
  own.marks.append(frameOver(own, at.cell, 1, 1, "chosen"))
}

/** What the followed cell adds to the outputs; null for an output, and where they have overflowed. */
function followUp(view, at) {
  const drawn = view.pictures.slice(view.pictures.indexOf(pictureAt(view, at.layer)))
  if (drawn.length === 1 || drawn.some(({ hasOverflowed }) => hasOverflowed)) return null
  const { network, passed, image } = view.reading
  const changes = view.engine.changesFrom(network, passed, image, at)
  addLinks(view, drawn, pathsUp(drawn.map(({ picture }) => picture), at, view.reading, changes))
  return changes.at(-1)
}

function addLinks(view, drawn, lines) {
  for (const { below, above, from, to, amount } of lines) {
    view.links.push({ from: [drawn[below], from], to: [drawn[above], to], amount })
  }
}

/** A layer below: what it does not give fades, and what the followed cell reads or sees of it is framed. */
function showMadeOf(view, at, drawn, cells, isReadDirectly) {
  const { picture, tiling } = drawn
  const tiles = [...new Set(cells.map((cell) => cell % tiling.tiles))]
  if (picture.place < 0) {
    const field = fieldOf(view, at)
    veil(view, drawn, [boxOf(drawn, field)])
    drawn.marks.append(frameAround(drawn, field, "field"))
    return
  }
  if (!isMaps(picture)) return
  veil(view, drawn, tiles.map((tile) => boxOfTile(drawn, tile)))
  if (!isReadDirectly) return
  const layer = view.reading.network.layers[at.layer]
  for (const tile of tiles) {
    if (layer.outputShape.length === 3 && layer.spec.type !== "batch_normalization") drawn.marks.append(frameAround(drawn, patchOf(view, layer, at, drawn, tile), "patch"))
  }
}

/** Rows and columns from and to, of a tile, and on which sides zeros are read beyond it. */
function patchOf(view, layer, at, { tiling: { rows, columns } }, tile) {
  const { top, left, size } = view.engine.windowOf(layer, at.cell)
  return {
    tile,
    top: Math.max(top, 0),
    left: Math.max(left, 0),
    bottom: Math.min(top + size, rows),
    right: Math.min(left + size, columns),
    beyond: { Top: top < 0, Left: left < 0, Bottom: top + size > rows, Right: left + size > columns },
  }
}

/** The same of the image, for all that the cell depends on. */
function fieldOf(view, at) {
  const [top, left, bottom, right] = view.engine.receptiveField(view.reading.network, at)
  return { tile: 0, top, left, bottom, right, beyond: beyondImage(view.reading.network.layers, at, view.engine.windowOf) }
}

/** On which sides a cell reads zeros around the image, through all the layers between. */
function beyondImage(layers, at, windowOf) {
  const { outputShape } = layers[at.layer]
  const beyond = { Top: false, Left: false, Bottom: false, Right: false }
  if (outputShape.length < 3) return beyond
  const [row, column] = placeIn(at.cell, outputShape[1], outputShape[2])
  let [top, left, bottom, right] = [row, column, row, column]
  for (let place = at.layer; place >= 0; place--) {
    const layer = layers[place]
    if (!(layer.spec.kernel_size ?? layer.spec.pool_size)) continue
    const [, columns, channels] = layer.outputShape
    const window = (y, x) => windowOf(layer, (y * columns + x) * channels)
    const [first, last] = [window(top, left), window(bottom, right)]
    const [rows, across] = layer.inputShape
    ;[top, left, bottom, right] = [first.top, first.left, last.top + last.size - 1, last.left + last.size - 1]
    if (top < 0) beyond.Top = true
    if (left < 0) beyond.Left = true
    if (bottom >= rows) beyond.Bottom = true
    if (right >= across) beyond.Right = true
    ;[top, left, bottom, right] = [Math.max(top, 0), Math.max(left, 0), Math.min(bottom, rows - 1), Math.min(right, across - 1)]
  }
  return beyond
}

const cellBox = ({ tiling }, cell, across, down) => [...pixelOf(tiling, cell), across * tiling.size, down * tiling.size]

function boxOf(drawn, { tile, top, left, bottom, right }) {
  return cellBox(drawn, cellOf(top, left, tile, drawn.tiling), right - left, bottom - top)
}

const boxOfTile = (drawn, tile) => cellBox(drawn, tile, drawn.tiling.columns, drawn.tiling.rows)

/** Fade a picture but for some boxes. */
function veil(view, { canvas, marks }, boxes) {
  const holes = boxes.map((box) => {
    const [x, y, width, height] = box.map((pixels) => pixels * view.unit)
    return `M${x} ${y}h${width}v${height}h${-width}z`
  })
  const [width, height] = [canvas.width * view.unit, canvas.height * view.unit]
  const element = made("i", "veil")
  element.style.clipPath = `path(evenodd, "M0 0h${width}v${height}h${-width}z ${holes.join(" ")}")`
  marks.append(element)
}

/** A frame around cells; broken on the sides on which zeros are read beyond the edge. */
function frameAround(drawn, box, className) {
  const cell = cellOf(box.top, box.left, box.tile, drawn.tiling)
  const element = frameOver(drawn, cell, box.right - box.left, box.bottom - box.top, className)
  for (const [side, isBeyond] of Object.entries(box.beyond)) if (isBeyond) element.style[`border${side}Style`] = "dotted"
  return element
}

function frameOver(drawn, cell, across, down, className) {
  const { canvas } = drawn
  const [left, top, width, height] = cellBox(drawn, cell, across, down)
  const element = made("i", className)
  const share = (part, whole) => `${(100 * part) / whole}%`
  Object.assign(element.style, {
    left: share(left + width / 2, canvas.width),
    top: share(top + height / 2, canvas.height),
    width: share(width, canvas.width),
    height: share(height, canvas.height),
  })
  return element
}

/** What the cell adds to each output's sum, beside the output. */
function showEffects(view, effects) {
  const output = view.pictures.at(-1)
  view.hasEffects = Boolean(effects)
  const decimals = effects ? clamp(decimalsFor([...effects]) - 1, 0, MOST_EFFECT_DECIMALS) : 0
  output?.outputs.forEach(({ effect }, digit) => {
    effect.textContent = effects ? signed(effects[digit], decimals) : ""
    effect.className = effects ? `effect ${signClass(effects[digit], decimals)}` : "effect"
  })
  output?.effectHead.classList.toggle("shown", Boolean(effects))
}
