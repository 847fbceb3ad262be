// How large every picture of a network is drawn. All stand side by side, in as few strips as their maps'
// patterns allow, each cell a whole number of the screen's pixels. Follows layer_pictures.js.

// All in CSS pixels.
const GAP = 12
const STRIP_HEIGHT = 222 // of the tallest picture
const NARROW_HEIGHT = { least: 200, perRow: 5 } // more for maps of many rows
const SMALLEST_CELL = 0.8
const LARGEST_CELL = 12
const LARGEST_UNIT = 20
const IMAGE_CELL = { least: 3, most: 7 }
const OUTPUT = { pitch: 24, width: 148 }
const SMALLEST_WIDTH = 58 // what a scale needs beneath a picture

/** CSS pixels of one pixel of a canvas: one or two of the screen's own. */
const unitOf = (ratio) => Math.ceil(ratio / 2) / ratio

/**
 * The tiling of every picture.
 *
 * @param captions widths of what stands above the pictures.
 * @param isNarrow whether each picture has a strip of its own.
 * @returns strips of the pictures' places, and each picture's tiling.
 */
function sizesOf(pictures, captions, { width, ratio, isNarrow }) {
  const unit = unitOf(ratio)
  const choices = pictures.map((picture, index) => choicesOf(picture, captions[index], { width, unit, isNarrow }))
  const strips = isNarrow ? pictures.map((_, index) => [index]) : stripsOf(choices.map(([least]) => least.width), width)
  const tilings = Array(pictures.length)
  for (const strip of strips) {
    grown(strip.map((index) => choices[index]), width).forEach((choice, place) => (tilings[strip[place]] = choice.tiling))
  }
  return { unit, strips, tilings }
}

/** What a picture may look like, from small to large: {tiling, how well its pattern shows, width}. */
function choicesOf(picture, captionWidth, { width: room, unit, isNarrow }) {
  const tiles = tilesOf(picture)
  const gap = Math.max(Math.round(1 / unit), 1)
  if (isOutput(picture)) {
    return [{ tiling: { ...tiles, across: 1, gap, size: Math.round(OUTPUT.pitch / unit) - gap }, clarity: Infinity, width: OUTPUT.width }]
  }
  const isImage = picture.place < 0
  const high = Math.floor((isNarrow ? NARROW_HEIGHT.least + NARROW_HEIGHT.perRow * tiles.rows : STRIP_HEIGHT) / unit) - gap
  const [least, most] = isImage ? [IMAGE_CELL.least, IMAGE_CELL.most] : [SMALLEST_CELL, isMaps(picture) ? LARGEST_CELL : LARGEST_UNIT]
  const choices = []
  for (let size = Math.ceil(least / unit); size <= Math.max(most / unit, Math.ceil(least / unit)); size++) {
    const rows = Math.floor(high / (tiles.rows * size + gap))
    const fitting = Math.max(Math.floor((room / unit - gap) / (tiles.columns * size + gap)), 1)
    const wanted = isNarrow ? Math.min(fitting, tiles.tiles) : Math.ceil(tiles.tiles / Math.max(rows, 1))
    const tiling = { ...tiles, gap, size, across: Math.min(wanted, fitting) }
    const [width, height] = sizeOf(tiling)
    if (choices.length && (width * unit > room || height > high + gap)) break
    choices.push({ tiling, clarity: tiles.columns * (size * unit) ** 2, width: Math.max(width * unit, captionWidth, SMALLEST_WIDTH) })
  }
  return choices
}

/** Places of the pictures, strip by strip: as few as possible, and about as full as one another. */
function stripsOf(widths, room) {
  const fewest = packed(room).length
  const total = widths.reduce((sum, width) => sum + width + GAP, 0)
  for (let each = Math.floor(total / fewest); each < room; each += GAP) {
    const strips = packed(each)
    if (strips.length === fewest && strips.every((strip) => widthOf(strip) <= room)) return strips
  }
  return packed(room)

  function widthOf(strip) {
    return strip.reduce((sum, index) => sum + widths[index], GAP * (strip.length - 1))
  }

  function packed(most) {
    const strips = [[]]
    widths.forEach((_, index) => {
      const last = strips.at(-1)
      if (last.length && widthOf([...last, index]) > most) strips.push([index])
      else last.push(index)
    })
    return strips
  }
}

/** The choice for each picture of a strip: while there is room, the one whose pattern shows least grows. */
function grown(choices, room) {
  const taken = choices.map(() => 0)
  const width = (at, step) => choices[at][taken[at] + step]?.width ?? Infinity
  let left = room - GAP * (choices.length - 1) - choices.reduce((sum, [{ width }]) => sum + width, 0)
  for (;;) {
    let next = -1
    choices.forEach((choice, at) => {
      if (width(at, 1) - width(at, 0) > left) return
      if (next < 0 || choice[taken[at]].clarity < choices[next][taken[next]].clarity) next = at
    })
    if (next < 0) return choices.map((choice, at) => choice[taken[at]])
    left -= width(next, 1) - width(next, 0)
    taken[next]++
  }
}
