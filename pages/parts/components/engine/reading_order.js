// Boxes in the order in which people read them, rows from the top and each from the left; as in
// cnn/drawing/reading_order.py, where the number is explained.

const SHARED_HEIGHT = 0.4

/** The rows of boxes, [[left, top], [right, bottom]], each with their indices as they are read. */
function readingRows(boxes) {
  const rows = []
  const height = (index) => boxes[index][0][1] + boxes[index][1][1]
  for (const index of [...boxes.keys()].sort((first, second) => height(first) - height(second))) {
    const row = [...rows].reverse().find((one) => isInRow(boxes, index, one))
    if (row) row.push(index)
    else rows.push([index])
  }
  return rows.map((row) => row.sort((first, second) => boxes[first][0][0] - boxes[second][0][0]))
}

/** Whether a box stands beside the nearest one of a row: a written line may climb or sink. */
function isInRow(boxes, index, row) {
  const middle = (one) => (boxes[one][0][0] + boxes[one][1][0]) / 2
  const nearest = nearestOf(row, (other) => Math.abs(middle(other) - middle(index)))
  const [[, top], [, bottom]] = boxes[index]
  const [[, otherTop], [, otherBottom]] = boxes[nearest]
  const shared = Math.min(bottom, otherBottom) - Math.max(top, otherTop)
  return shared >= SHARED_HEIGHT * Math.min(bottom - top, otherBottom - otherTop)
}
