// The tables of the pinned cell's arithmetic: sums map by map, a patch times its kernel, a maximum's
// window, and what softmax makes of ten sums. Follows printed_sums.js and following.js.

const MOST_GROUPS = 5
const MOST_TERMS = 8
const LARGEST_GRID = 7 // cells a side

/** The decimals with which a cell's arithmetic is written. */
function decimalsOf(view, at, sum) {
  const { network, passed, image } = view.reading
  const { groups, bias, candidates, terms } = view.engine.arithmeticOf(network, passed, image, at)
  if (candidates) return decimalsFor([terms[0].value])
  return decimalsFor([sum, bias ?? 0, ...groups.map((group) => group.sum)])
}

function sumTables(view, at, layer, found) {
  const groups = [...found.groups].sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum))
  const shown = view.isWhole ? groups : groups.slice(0, MOST_GROUPS)
  const decimals = decimalsOf(view, at, found.sum)
  const others = groups.slice(shown.length)
  const rest = others.reduce((sum, group) => sum + group.sum, 0)
  const numbers = [...shown.map(({ sum }) => sum), ...(others.length ? [rest] : []), ...(found.bias === null ? [] : [found.bias])]
  const printed = addingUp(numbers, found.sum, decimals)
  const chosen = Math.max(shown.findIndex(({ map }) => map === view.map), 0)
  const tables = [sumTable(view, at, layer, found, { shown, others, printed, decimals, chosen })]
  if (shown[chosen]?.terms.length > 1) tables.push(patchTables(view, at, layer, shown[chosen], printed[chosen], decimals))
  return tables
}

/** The sum, map by map: the largest, all others together, the bias, and what the activation makes of it. */
function sumTable(view, at, layer, found, { shown, others, printed, decimals, chosen }) {
  const { words } = view.data
  const isSingle = shown.every(({ terms }) => terms.length === 1)
  const { table, row } = rowTable("sum", sumTitle(view, at, layer, isSingle))
  const number = (value) => signedCell(value, decimals)
  shown.forEach((group, place) => {
    const [term] = group.terms
    if (group.terms.length === 1) {
      const label = link(groupName(view, at, group), () => follow(view, below(view, at, term.from)))
      row(label, [plainCell(`${written(term.value, decimals)} x ${written(term.factor, decimals)}`), number(printed[place])])
      return
    }
    const choose = link(groupName(view, at, group), () => chooseMap(view, group.map))
    choose.setAttribute("aria-pressed", String(place === chosen))
    row(choose, [number(printed[place])], place === chosen ? "chosen-map" : "")
  })
  const blank = () => (isSingle ? [plainCell("")] : [])
  if (others.length) {
    row(link(filled(words.others, { count: others.length }), () => showAllOf(view)), [...blank(), number(printed[shown.length])])
  }
  if (found.bias !== null) row(layer.spec.type === "batch_normalization" ? words.shift : words.bias, [...blank(), number(printed.at(-1))])
  const sum = rounded(found.sum, decimals)
  row(words.sum, [...blank(), number(sum)], "total")
  if (layer.kind.activate && layer.spec.activation !== "softmax") {
    const value = Math.max(sum, 0)
    row(value > 0 ? words.relu : words.reluStops, [...blank(), plainCell(written(value, decimals))], "after")
  }
  return table
}

function showAllOf(view) {
  view.isWhole = true
  showCell(view)
}

/** What the sum is of. */
function sumTitle(view, at, layer, isSingle) {
  const { words } = view.data
  const { place, name: from } = pictureAt(view, below(view, at, 0).layer).picture
  const passing = view.reading.network.layers.slice(place + 1, at.layer).map(({ name }) => name)
  const { type } = layer.spec
  const kind = place < 0 ? words.sums[`${type}OnImage`] : type === "dense" && isSingle ? words.sums.units : null
  const title = filled(kind ?? words.sums[type], { from })
  return passing.length ? `${title} ${filled(words.passing, { layers: passing.join(", ") })}` : title
}

/** Patch, kernel and their products, which add up to the map's part; each cell of the patch is a link. */
function patchTables(view, at, layer, group, total, decimals) {
  const { words } = view.data
  const wrap = made("div", "patch-tables")
  wrap.append(made("p", "", filled(words.patch, { name: groupName(view, at, group) })))
  const printed = addingUp(group.terms.map(({ product }) => product), total, decimals)
  const terms = group.terms.map((term, place) => ({ ...term, printed: printed[place] }))
  const side = windowSide(view, at, layer)
  wrap.append(side <= LARGEST_GRID ? grids(view, at, layer, terms, side, decimals) : termList(view, at, terms, decimals))
  wrap.append(made("p", "adds-up", filled(words.productsSum, { sum: signed(total, decimals) })))
  return wrap
}

/** Cells a side of what is read of one map. */
function windowSide(view, at, layer) {
  return layer.spec.kernel_size ?? layer.spec.pool_size ?? pictureAt(view, below(view, at, 0).layer).tiling.rows
}

function grids(view, at, layer, terms, side, decimals) {
  const { words } = view.data
  const cells = inWindow(view, at, layer, terms, side)
  const cellOrPadding = (term) => (term ? link(written(term.value, decimals), () => follow(view, below(view, at, term.from))) : paddingCell(words))
  const isMean = layer.spec.type.includes("average")
  const [cellsTitle, factorTitle] = layer.spec.type === "conv2d" ? [words.patchTitle, words.kernelTitle] : [words.cellsTitle, isMean ? words.shareTitle : words.weightsTitle]
  const tables = made("div", "tables")
  tables.append(
    grid(cellsTitle, side, cells.map(cellOrPadding)),
    made("span", "sign", "x"),
    grid(factorTitle, side, cells.map((term) => (term ? signedSpan(term.factor, decimals, isMean) : made("span")))),
    made("span", "sign", "="),
    grid(words.productsTitle, side, cells.map((term) => signedSpan(term?.printed ?? 0, decimals)))
  )
  return tables
}

/** A window's terms in their places, undefined in the padding. */
function inWindow(view, at, layer, terms, side) {
  const { tiling } = pictureAt(view, below(view, at, 0).layer)
  const isWindow = layer.spec.kernel_size ?? layer.spec.pool_size
  const { top, left } = isWindow ? view.engine.windowOf(layer, at.cell) : { top: 0, left: 0 }
  const cells = Array(side * side).fill(undefined)
  for (const term of terms) {
    const [row, column] = placeIn(term.from, tiling.columns, tiling.tiles)
    cells[(row - top) * side + column - left] = term
  }
  return cells
}

function paddingCell(words) {
  const cell = made("span", "padding", "0")
  cell.title = words.padding
  return cell
}

/** The strongest of many terms, each a link, and all others together. */
function termList(view, at, terms, decimals) {
  const { words } = view.data
  const sorted = [...terms].sort((one, other) => Math.abs(other.product) - Math.abs(one.product))
  const shown = view.isWhole ? sorted : sorted.slice(0, MOST_TERMS)
  const others = sorted.slice(shown.length)
  const { table, row } = rowTable("sum", "")
  for (const { from, value, factor, printed } of shown) {
    const source = below(view, at, from)
    row(link(placeName(view, source), () => follow(view, source)), [plainCell(`${written(value, decimals)} x ${written(factor, decimals)}`), signedCell(printed, decimals)])
  }
  if (others.length) {
    const rest = others.reduce((sum, { printed }) => sum + printed, 0)
    row(link(filled(words.others, { count: others.length }), () => showAllOf(view)), [plainCell(""), signedCell(rest, decimals)])
  }
  return table
}

/** The cells of a maximum's window; the one that is kept stands out. */
function maximumTable(view, at, { candidates, terms }) {
  const { words } = view.data
  const { passed, image } = view.reading
  const input = at.layer ? passed[at.layer - 1].activations : image
  const decimals = decimalsFor([terms[0].value])
  const links = candidates.map((cell) => link(written(input[cell], decimals), () => follow(view, below(view, at, cell))))
  const map = candidates[0] % view.reading.network.layers[at.layer].inputShape[2]
  const table = grid(filled(words.maximum, { name: mapName(view, below(view, at, 0).layer, map) }), Math.sqrt(candidates.length), links)
  const kept = table.querySelectorAll("td")[candidates.indexOf(terms[0].from)]
  kept.classList.add("kept")
  kept.append(made("span", "kept-word", words.kept))
  return table
}

/** Ten sums, e to the power of each less the largest, and the share of each in all of these. */
function softmaxTable(view, at) {
  const { words } = view.data
  const { sums, activations } = view.reading.passed[at.layer]
  const largest = Math.max(...sums)
  const powers = Array.from(sums, (sum) => Math.exp(sum - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  const printed = addingUp(powers, total, POWER_DECIMALS)
  const { table, row } = rowTable("sum softmax", words.softmaxTitle, words.softmaxHeads)
  const decimals = decimalsOf(view, at, sums[at.cell])
  sums.forEach((sum, digit) => {
    const name = digit === at.cell ? String(digit) : link(String(digit), () => follow(view, { layer: at.layer, cell: digit }))
    if (digit !== at.cell) name.setAttribute("aria-label", filled(words.digit, { unit: digit }))
    const cells = [signedCell(sum, decimals), plainCell(printed[digit].toFixed(POWER_DECIMALS)), plainCell(`${(100 * activations[digit]).toFixed(1)}%`)]
    row(name, cells, digit === at.cell ? "chosen-map" : "")
  })
  row(words.all, [plainCell(""), plainCell(rounded(total, POWER_DECIMALS).toFixed(POWER_DECIMALS)), plainCell("100%")], "total")
  const wrap = made("div", "softmax-sum")
  wrap.append(table, made("p", "adds-up", filled(words.softmax, {
    power: printed[at.cell].toFixed(POWER_DECIMALS),
    total: rounded(total, POWER_DECIMALS).toFixed(POWER_DECIMALS),
    probability: `${(100 * activations[at.cell]).toFixed(1)}%`,
  })))
  return wrap
}
const POWER_DECIMALS = 4

function groupName(view, at, { map, terms }) {
  return terms.length > 1 ? mapName(view, below(view, at, 0).layer, map) : nameOf(view, below(view, at, terms[0].from))
}

function mapName(view, layer, map) {
  const { words } = view.data
  return layer < 0 ? words.image : filled(words.map, { layer: pictureAt(view, layer).picture.name, map })
}

function placeName(view, { layer, cell }) {
  const { tiling } = pictureAt(view, layer)
  const [row, column] = placeIn(cell, tiling.columns, tiling.tiles)
  return filled(view.data.words.place, { row, column })
}

// Tables

/** A table of named rows, and what adds one. */
function rowTable(className, title, heads = null) {
  const table = made("table", className)
  if (title) table.append(made("caption", "", title))
  if (heads) {
    const line = made("tr")
    line.append(...heads.map((head) => Object.assign(made("th", "", head), { scope: "col" })))
    const head = made("thead")
    head.append(line)
    table.append(head)
  }
  const body = made("tbody")
  table.append(body)
  const row = (label, cells, rowClass = "") => {
    const line = made("tr", rowClass)
    const head = made("th")
    head.scope = "row"
    head.append(label)
    line.append(head, ...cells)
    body.append(line)
  }
  return { table, row }
}

const plainCell = (text) => made("td", "", text)

const signedCell = (number, decimals) => made("td", signClass(number, decimals), signed(number, decimals))

function signedSpan(number, decimals, isPlain = false) {
  return isPlain ? made("span", "", written(number, decimals)) : made("span", signClass(number, decimals), signed(number, decimals))
}

function grid(title, across, entries) {
  const table = made("table", "grid")
  table.append(made("caption", "", title))
  for (let start = 0; start < entries.length; start += across) {
    const line = made("tr")
    for (const entry of entries.slice(start, start + across)) {
      const cell = made("td")
      cell.append(entry)
      line.append(cell)
    }
    table.append(line)
  }
  return table
}
