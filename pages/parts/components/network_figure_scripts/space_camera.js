// Where the layers stand in space, and where a place in space is seen on the stage. The middle of the
// network is the origin; x goes right, y down and z towards the visitor, in CSS pixels before they are
// scaled. Follows picture_elements.js.

const WALL_SIDE = 300 // the longer side of a layer's picture
const IMAGE_SIDE = 170
const UNITS_SIDE = 260
const MOST_ENLARGED = 4 // as more is no longer sharp
const SMALLEST_GAP = 50 // from layer to layer
const LARGEST_GAP = 300
const GAPS_TRIED = 26
const ROUNDS_OF_A_SEARCH = 8
// Of what it is at first: rather than be smaller, the walls of an unlucky side come closer together.
const SMALLEST_SCALE = 0.8
const CAMERA_DISTANCE = 4 // half lengths of the whole
const FITTING_ROUNDS = 24
const SMALLEST_FIT = 0.05
// The layers of a narrow screen lie above each other, as there is more room that way; their names beside them.
// The output has some gaps more before it, as the walls would cover it.
const WIDE = { turn: { across: -47, down: -8 }, margin: { left: 24, right: 24, top: 46, bottom: 24 }, beforeOutput: 0.6 } // degrees, CSS pixels
const NARROW = { turn: { across: -12, down: -54 }, margin: { left: 86, right: 12, top: 14, bottom: 48 }, beforeOutput: 2.2 }

const firstLook = ({ isNarrow }) => (isNarrow ? NARROW : WIDE)
const firstTurn = (view) => firstLook(view).turn
const isBillboard = ({ picture }) => isOutput(picture)

/** Give every picture its size and the layers their distance, for the stage as it is now. */
function standInSpace(view) {
  const { space, pictures, stage } = view
  for (const drawn of pictures) {
    const { canvas, frame, outputs } = drawn
    const own = [frame.offsetWidth, frame.offsetHeight]
    drawn.enlarged = isBillboard(drawn) ? 1 : Math.min(sideOf(drawn) / Math.max(...own), MOST_ENLARGED)
    drawn.size = own.map((side) => side * drawn.enlarged)
    drawn.rows = outputs?.map(({ row }) => [canvas.offsetWidth ? canvas.offsetWidth / 2 : row.offsetLeft, row.offsetTop + row.offsetHeight / 2])
  }
  Object.assign(space, { pictures, width: stage.clientWidth, height: stage.clientHeight })
  const gaps = Array.from({ length: GAPS_TRIED }, (_, index) => SMALLEST_GAP + (index * (LARGEST_GAP - SMALLEST_GAP)) / (GAPS_TRIED - 1))
  // The one with which both sides of the stage are filled.
  const misfits = gaps.map((gap) => Math.abs(Math.log(cameraFor(view, firstTurn(view), gap).shape)))
  space.gap = gaps[misfits.indexOf(Math.min(...misfits))]
  space.firstScale = cameraFor(view, firstTurn(view), space.gap).scale
}

/** How far apart the layers stand when they are seen from a side. */
function gapFor(view, turn) {
  const { gap, firstScale } = view.space
  const isLarge = (tried) => cameraFor(view, turn, tried).scale >= SMALLEST_SCALE * firstScale
  if (isLarge(gap)) return gap
  let [low, high] = [SMALLEST_GAP / 2, gap]
  for (let round = 0; round < ROUNDS_OF_A_SEARCH; round++) {
    const middle = (low + high) / 2
    if (isLarge(middle)) low = middle
    else high = middle
  }
  return low
}

function sideOf({ picture }) {
  if (picture.place < 0) return IMAGE_SIDE
  return isMaps(picture) ? WALL_SIDE : UNITS_SIDE
}

/** How far in front of the middle a layer stands. */
function depthOf(view, index, gap) {
  const last = view.pictures.length - 1
  const { beforeOutput } = firstLook(view)
  return ((last + beforeOutput) / 2 - index - (index === last ? beforeOutput : 0)) * gap
}

/**
 * The camera that sees the whole network from a side, as large as it fits onto the stage.
 *
 * @returns {project, distance, scale, x, y, shape}: project gives [x, y, how much nearer things are
 * enlarged] of a place, which is then to be scaled and moved; shape is that of the whole, 1 where it is that
 * of the stage.
 */
function cameraFor(view, turn, gap) {
  const { pictures, space } = view
  const distance = CAMERA_DISTANCE * Math.hypot(depthOf(view, 0, gap), WALL_SIDE / 2)
  const project = projection(turn, distance)
  const { margin } = firstLook(view)
  const [width, height] = [space.width - margin.left - margin.right, space.height - margin.top - margin.bottom]
  const walls = boundsOnStage(pictures.flatMap((drawn, index) => (isBillboard(drawn) ? [] : [cornersOf(drawn, depthOf(view, index, gap)).map(project)])))
  const billboards = pictures.flatMap((drawn, index) => (isBillboard(drawn) ? [{ at: project([0, 0, depthOf(view, index, gap)]), size: drawn.size }] : []))
  let scale = 1
  let box
  let shape
  for (let round = 0; round < FITTING_ROUNDS; round++) {
    box = withBillboards(walls, billboards, scale)
    const [across, down] = [width / (box.right - box.left), height / (box.bottom - box.top)]
    shape = across / down
    scale = Math.max(Math.min(across, down), SMALLEST_FIT)
  }
  return {
    project,
    distance,
    scale,
    shape,
    x: margin.left + (width - scale * (box.left + box.right)) / 2,
    y: margin.top + (height - scale * (box.top + box.bottom)) / 2,
  }
}

/** As `rotateX(down) rotateY(across)` of CSS, seen from a distance. */
function projection({ across, down }, distance) {
  const [sinA, cosA, sinD, cosD] = [across, down].flatMap((degrees) => [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)])
  return ([x, y, z]) => {
    const forward = z * cosA - x * sinA
    const nearer = distance / (distance - (y * sinD + forward * cosD))
    return [(x * cosA + z * sinA) * nearer, (y * cosD - forward * sinD) * nearer, nearer]
  }
}

/** A wall's four corners. */
function cornersOf({ size }, depth) {
  const [right, bottom] = size.map((side) => side / 2)
  return [[-right, -bottom, depth], [right, -bottom, depth], [right, bottom, depth], [-right, bottom, depth]]
}

/** What always faces the visitor is not scaled: the smaller all else, the more room it takes. */
function withBillboards(walls, billboards, scale) {
  const box = { ...walls }
  for (const { at: [x, y], size: [width, height] } of billboards) {
    box.left = Math.min(box.left, x - width / 2 / scale)
    box.right = Math.max(box.right, x + width / 2 / scale)
    box.top = Math.min(box.top, y - height / 2 / scale)
    box.bottom = Math.max(box.bottom, y + height / 2 / scale)
  }
  return box
}

function boundsOnStage(outlines) {
  const [xs, ys] = [0, 1].map((axis) => outlines.flat().map((corner) => corner[axis]))
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

/** Where a place in space is on the stage. */
function seenAt({ space: { camera, zoom, shift } }, place) {
  const [x, y, nearer] = camera.project(place)
  return [zoom * (camera.scale * x + camera.x) + shift[0], zoom * (camera.scale * y + camera.y) + shift[1], nearer]
}

/** Where the middle of a cell is in space. */
function placeInSpace(view, drawn, cell) {
  const depth = depthOf(view, view.pictures.indexOf(drawn), view.space.depthGap)
  const [width, height] = drawn.size
  if (isBillboard(drawn)) {
    const [x, y] = drawn.rows[cell]
    return turnedBack(view, [x - width / 2, y - height / 2], depth)
  }
  const { canvas, tiling } = drawn
  const [left, top] = pixelOf(tiling, cell)
  const pixel = width / canvas.width
  return [(left + tiling.size / 2) * pixel - width / 2, (top + tiling.size / 2) * pixel - height / 2, depth]
}

/** A place on what always faces the visitor, as a place in space. */
function turnedBack({ space: { camera, turn, zoom } }, [x, y], depth) {
  const enlarged = camera.scale * zoom * camera.project([0, 0, depth])[2]
  const [across, down] = [turn.across, turn.down].map((degrees) => (degrees * Math.PI) / 180)
  const [right, below] = [x / enlarged, y / enlarged]
  const back = -below * Math.sin(down)
  return [
    right * Math.cos(across) - back * Math.sin(across),
    below * Math.cos(down),
    depth + right * Math.sin(across) + back * Math.cos(across),
  ]
}
