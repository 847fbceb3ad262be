// The lines between cells in space, on a canvas over the layers: from the farthest layer to the nearest, so
// that a wall covers what is behind it, though not wholly. Follows space_camera.js.

const CURVE_PIECES = 14
const SHOWS_THROUGH = 0.3 // of a line behind a wall
const THICKEST_IN_SPACE = 5
const LINE_DASHES = [6, 4]
const THINNEST_LINE = 0.8
const SMALLEST_END = 1.8 // radius, CSS pixels

function drawLinesInSpace(view) {
  const { space, links, pictures } = view
  const { lines, camera } = space
  const context = cleared(lines, space)
  markOutput(view)
  if (!links?.length || !camera) return
  space.paper = getComputedStyle(view.root).getPropertyValue("--st-background-color")
  const places = new Map(pictures.map((drawn, index) => [drawn, index]))
  const largest = new Map()
  for (const { to: [drawn], amount } of links) largest.set(drawn, Math.max(largest.get(drawn) ?? 0, Math.abs(amount)))
  const pieces = links.flatMap((link) => piecesOf(view, link, places, largest.get(link.to[0])))
  const isFromBehind = camera.project([0, 0, 1])[2] < 1
  const nearestFirst = isFromBehind ? pictures.toReversed() : pictures
  for (const drawn of nearestFirst.toReversed()) {
    const own = places.get(drawn)
    // Between this layer and the one behind it: drawn before this one covers it.
    const gap = isFromBehind ? own - 1 : own
    const between = pieces.filter((piece) => piece.gap === gap)
    for (const piece of between) drawPiece(context, view, piece)
    for (const piece of between) drawEnds(context, view, piece)
    if (!isBillboard(drawn)) coverBehind(context, view, drawn)
  }
}

/** The followed output, whose row has no cell to be framed on a narrow screen. */
function markOutput(view) {
  const at = followed(view)
  for (const { picture, outputs } of view.pictures) {
    outputs?.forEach(({ row }, digit) => row.classList.toggle("followed", at?.layer === picture.place && at.cell === digit))
  }
}

function cleared(canvas, { width, height }) {
  const density = Math.min(globalThis.devicePixelRatio || 1, 2)
  if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
    ;[canvas.width, canvas.height] = [Math.round(width * density), Math.round(height * density)]
  }
  const context = canvas.getContext("2d")
  context.setTransform(density, 0, 0, density, 0, 0)
  context.clearRect(0, 0, width, height)
  context.lineCap = "round"
  context.lineJoin = "round"
  return context
}

/** A link as one curve for each gap between two layers that it crosses. */
function piecesOf(view, { from, to, amount }, places, largest) {
  const [start, end] = [places.get(from[0]), places.get(to[0])]
  const [first, last] = [placeInSpace(view, ...from), placeInSpace(view, ...to)]
  const look = { amount, width: Math.max((THICKEST_IN_SPACE * Math.abs(amount)) / largest, THINNEST_LINE) }
  const gaps = end - start
  return Array.from({ length: gaps }, (_, gap) => ({
    ...look,
    gap: start + gap,
    ends: [gap === 0 && !isBillboard(from[0]) && 0, gap === gaps - 1 && !isBillboard(to[0]) && CURVE_PIECES].filter((end) => end !== false),
    points: Array.from({ length: CURVE_PIECES + 1 }, (_, step) => onCurve(first, last, (gap + step / CURVE_PIECES) / gaps)),
  }))
}

/** It leaves a wall and reaches the other at right angles, as a smooth step from place to place. */
function onCurve([x0, y0, z0], [x1, y1, z1], share) {
  const step = share * share * (3 - 2 * share)
  return [x0 + (x1 - x0) * step, y0 + (y1 - y0) * step, z0 + (z1 - z0) * share]
}

function drawPiece(context, view, { points, amount, width }) {
  const { colours } = view.data
  const seen = points.map((point) => seenAt(view, point))
  const nearer = seen[Math.floor(seen.length / 2)][2]
  context.globalCompositeOperation = "source-over"
  context.globalAlpha = 0.85
  context.strokeStyle = amount > 0 ? colours.adds : colours.takes
  context.lineWidth = Math.max(width * nearer, THINNEST_LINE)
  context.setLineDash(amount > 0 ? [] : LINE_DASHES)
  context.beginPath()
  for (const [x, y] of seen) context.lineTo(x, y)
  context.stroke()
}

/** A dot where a line ends at a cell: full where it adds, hollow where it takes away. */
function drawEnds(context, view, { points, ends, amount, width }) {
  const { colours } = view.data
  context.globalAlpha = 1
  context.setLineDash([])
  context.lineWidth = 1.5
  context.strokeStyle = amount > 0 ? view.space.paper : colours.takes
  context.fillStyle = amount > 0 ? colours.adds : view.space.paper
  for (const end of ends) {
    const [x, y, nearer] = seenAt(view, points[end])
    context.beginPath()
    context.arc(x, y, (SMALLEST_END + width / 3) * nearer, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
  }
}

/** Take most of what is behind a wall away. */
function coverBehind(context, view, drawn) {
  const depth = depthOf(view, view.pictures.indexOf(drawn), view.space.depthGap)
  context.globalCompositeOperation = "destination-out"
  context.globalAlpha = 1 - SHOWS_THROUGH
  context.beginPath()
  for (const corner of cornersOf(drawn, depth)) context.lineTo(...seenAt(view, corner).slice(0, 2))
  context.fill()
}
