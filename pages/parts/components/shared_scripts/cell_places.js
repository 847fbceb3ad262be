// Where a cell stands among maps whose channels lie side by side, as in the network's own arrays. The
// scripts of components whose Python file names this one begin with it.

/** Row, column and channel of a cell. */
function placeOfCell(cell, [, columns, channels]) {
  return [Math.floor(cell / (columns * channels)), Math.floor(cell / channels) % columns, cell % channels]
}
