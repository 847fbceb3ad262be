// Square cells on a canvas, a whole number of its pixels each. Follows figure_numbers.js.

/** A canvas as sharp as the screen, with so many cells a side. */
function surface(canvas, cells) {
  const wide = Math.max(canvas.clientWidth, 40) * (window.devicePixelRatio || 1)
  const cell = Math.max(Math.round(wide / cells), 2)
  canvas.width = canvas.height = cell * cells
  const context = canvas.getContext("2d")
  context.imageSmoothingEnabled = false
  return { context, cell, line: Math.max(Math.round(wide / 115), 2) }
}

/** A share of 0 to 1 as [red, green, blue] of a table of 256. */
function colourAt(table, share) {
  const index = 3 * clamp(Math.round(share * 255), 0, 255)
  return [table[index], table[index + 1], table[index + 2]]
}

/** Cells, so many from the canvas's upper left; colour(index) is [red, green, blue], or null for none. */
function paint(context, cell, { rows, columns, margin = 0 }, colour) {
  const picture = new OffscreenCanvas(columns, rows)
  const pixels = new ImageData(columns, rows)
  for (let index = 0; index < columns * rows; index++) {
    const found = colour(index)
    if (found) pixels.data.set([...found, 255], 4 * index)
  }
  picture.getContext("2d").putImageData(pixels, 0, 0)
  context.drawImage(picture, margin * cell, margin * cell, columns * cell, rows * cell)
}

function border(context, colour) {
  context.strokeStyle = colour
  context.lineWidth = 2
  context.strokeRect(1, 1, context.canvas.width - 2, context.canvas.height - 2)
}
