// The stroke under the pen as the canvas will keep it: its points joined by curves through the middles
// between them, as Fabric.js's pencil does.

/** Points of a stroke, [x, y] each, as path commands. */
function smoothedPath(points) {
  const [first] = points
  const curves = points.slice(1).map(([x, y], index) => {
    const [x0, y0] = points[index]
    return ["Q", x0, y0, (x0 + x) / 2, (y0 + y) / 2]
  })
  return [["M", ...first], ...curves, ["L", ...points.at(-1)]]
}
