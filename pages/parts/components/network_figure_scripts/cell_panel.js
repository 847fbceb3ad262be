// The arithmetic of the followed cell: patch x kernel summed for each input map, bias, activation; each
// number leads to the cell it came from. Follows following.js.

const MOST_GROUPS = 5
const MOST_TERMS = 6

function showCell(view) {
  const at = view.pinned ?? view.pointed
  if (!at || !view.reading) {
    view.cell.replaceChildren(made("p", "empty", view.data.words.point))
    return
  }
  view.cell.replaceChildren(...(at.layer < 0 ? pixelPanel(view, at) : cellPanel(view, at)))
}

function pixelPanel(view, { cell }) {
  const value = view.reading.image[cell]
  return [made("h3", "", nameOf(view, { layer: -1, cell })), made("p", "", filled(view.data.words.pixel, { value: value.toFixed(4) }))]
}

function cellPanel(view, at) {
  const { network, passed, image } = view.reading
  const layer = network.layers[at.layer]
  const found = view.engine.arithmeticOf(network, passed, image, at)
  const title = made("h3", "", `${nameOf(view, at)}: ${found.value.toFixed(4)}`)
  const parts = [title, made("p", "sees", seesText(view, at))]
  if (found.candidates) return [...parts, candidates(view, at, found)]
  const groups = [...found.groups].sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum))
  const columns = made("div", "columns")
  columns.append(sumTable(view, at, layer, found, groups))
  const chosen = groups.find(({ map }) => map === view.map) ?? groups[0]
  if (chosen && chosen.terms.length > 1) columns.append(patchTables(view, at, chosen))
  return [...parts, columns]
}

/** The sum, map by map: the largest, all others together, the bias, and what the activation makes of it. */
function sumTable(view, at, layer, found, groups) {
  const { words } = view.data
  const [shown, others] = [groups.slice(0, MOST_GROUPS), groups.slice(MOST_GROUPS)]
  const rest = others.reduce((sum, group) => sum + group.sum, 0)
  const numbers = [...shown.map(({ sum }) => sum), ...(others.length ? [rest] : []), ...(found.bias === null ? [] : [found.bias])]
  const decimals = view.engine.decimalsThatAgree(numbers, found.sum)
  const table = made("table", "sum")
  const body = made("tbody")
  table.append(body)
  const row = (label, number, className = "", act = null) => {
    const line = made("tr", className)
    const head = made("th")
    head.scope = "row"
    if (act) head.append(button(label, act))
    else head.textContent = label
    line.append(head, made("td", number < 0 ? "takes" : "adds", signed(number, decimals)))
    body.append(line)
  }
  for (const group of shown) {
    const single = group.terms.length === 1
    const act = single ? () => pin(view, below(view, at, group.terms[0].from)) : () => chooseMap(view, group.map)
    row(groupName(view, at, group), group.sum, "", act)
  }
  if (others.length) row(filled(words.others, { count: others.length }), rest)
  if (found.bias !== null) row(layer.spec.type === "batch_normalization" ? words.summand : words.bias, found.bias)
  row(words.sum, found.sum, "total")
  if (layer.kind.activate) {
    const isSoftmax = layer.spec.activation === "softmax"
    row(isSoftmax ? words.softmax : words.relu, found.value, "total")
  }
  return table
}

/** Patch, kernel and their products, each number a way to the cell it came from. */
function patchTables(view, at, group) {
  const { words } = view.data
  const side = Math.sqrt(group.terms.length)
  const across = Number.isInteger(side) ? side : 1
  const wrap = made("div", "patch-tables")
  wrap.append(made("p", "", filled(words.patch, { name: groupName(view, at, group) })))
  const terms = across > 1 ? group.terms : [...group.terms].sort((one, other) => Math.abs(other.product) - Math.abs(one.product)).slice(0, MOST_TERMS)
  const tables = made("div", "tables")
  const grid = (title, sign, write) => {
    const table = made("table", "grid")
    const caption = made("caption", "", title)
    table.append(caption)
    for (let start = 0; start < terms.length; start += across) {
      const line = made("tr")
      for (const term of terms.slice(start, start + across)) {
        const cell = made("td")
        cell.append(write(term))
        line.append(cell)
      }
      table.append(line)
    }
    if (sign) tables.append(made("span", "sign", sign))
    tables.append(table)
  }
  const link = (term) => button(term.value.toFixed(3), () => pin(view, below(view, at, term.from)))
  grid(words.patchTitle, "", link)
  grid(words.kernelTitle, "x", ({ factor }) => made("span", factor < 0 ? "takes" : "adds", signed(factor, 3)))
  grid(words.productsTitle, "=", ({ product }) => made("span", product < 0 ? "takes" : "adds", signed(product, 3)))
  wrap.append(tables)
  return wrap
}

/** The cells of a maximum's window; the one that is kept stands out. */
function candidates(view, at, { candidates: cells, terms }) {
  const { passed, image } = view.reading
  const input = at.layer ? passed[at.layer - 1].activations : image
  const across = Math.sqrt(cells.length)
  const table = made("table", "grid")
  table.append(made("caption", "", view.data.words.maximum))
  for (let start = 0; start < cells.length; start += across) {
    const line = made("tr")
    for (const cell of cells.slice(start, start + across)) {
      const entry = made("td", cell === terms[0].from ? "kept" : "")
      entry.append(button(input[cell].toFixed(4), () => pin(view, below(view, at, cell))))
      line.append(entry)
    }
    table.append(line)
  }
  return table
}

/** A cell of what a layer reads, in the layer that shows it. */
function below(view, at, cell) {
  const pictures = view.pictures.filter(({ picture }) => picture.place < at.layer)
  return { layer: pictures.at(-1).picture.place, cell }
}

function groupName(view, at, { map, terms }) {
  const { words } = view.data
  const source = pictureAt(view, below(view, at, 0).layer).picture
  if (source.place < 0) return words.image
  return isMaps(source) ? filled(words.map, { layer: source.name, map }) : nameOf(view, below(view, at, terms[0].from))
}

function nameOf(view, { layer, cell }) {
  const { picture } = pictureAt(view, layer)
  const { words } = view.data
  if (!isMaps(picture)) return filled(isOutput(picture) ? words.digit : words.unit, { layer: picture.name, unit: cell })
  const [, columns, maps] = picture.shape
  const [row, column, map] = placeIn(cell, columns, maps)
  return filled(layer < 0 ? words.pixelName : words.cellName, { layer: picture.name, map, row, column })
}

function seesText(view, at) {
  const [top, left, bottom, right] = view.engine.receptiveField(view.reading.network, at)
  return filled(view.data.words.sees, { top, bottom: bottom - 1, left, right: right - 1 })
}

function chooseMap(view, map) {
  view.map = map
  showCell(view)
}

function button(text, act) {
  const element = made("button", "link", text)
  element.type = "button"
  element.onclick = act
  return element
}

const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name])
