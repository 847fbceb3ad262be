/** A path's commands as they are kept: numbers of two decimals. */
function inHundredths(path) {
  return path.map((command) => command.map((value) => (typeof value === "number" ? Math.round(value * 100) / 100 : value)))
}

