// A sweep's runs as a table. A press on a heading sorts by it, a second one the other way round; a
// press on a run chooses it.

const ARROWS = { ascending: " \u25b2", descending: " \u25bc" }

function component({ data, parentElement, setTriggerValue }) {
  const region = parentElement.querySelector(".scroll")
  region.setAttribute("aria-label", data.label)
  // Kept from one look to the next: what is sorted stays sorted while runs go on.
  const state = (region.sorting ??= { column: null, order: "ascending" })
  const draw = () => {
    drawHeadings(region.querySelector("thead"), data.columns, state, (column) => {
      if (state.column !== column) state.order = data.columns[column].first_order
      else state.order = state.order === "ascending" ? "descending" : "ascending"
      state.column = column
      draw()
    })
    drawRows(region.querySelector("tbody"), data, state, setTriggerValue)
  }
  draw()
}

function drawHeadings(head, columns, state, onSort) {
  const row = head.rows[0] ?? head.insertRow()
  while (row.cells.length > columns.length) row.lastElementChild.remove()
  while (row.cells.length < columns.length) {
    const cell = document.createElement("th")
    cell.scope = "col"
    cell.append(document.createElement("button"))
    row.append(cell)
  }
  for (const [place, { heading, is_number: isNumber }] of columns.entries()) {
    const cell = row.cells[place]
    const [button] = cell.children
    cell.className = isNumber ? "number" : ""
    const isSorted = state.column === place
    if (isSorted) cell.setAttribute("aria-sort", state.order)
    else cell.removeAttribute("aria-sort")
    button.type = "button"
    button.textContent = heading + (isSorted ? ARROWS[state.order] : "")
    button.setAttribute("aria-label", `Sort by ${heading}`)
    button.onclick = () => onSort(place)
  }
}

function drawRows(body, { columns, rows }, state, setTriggerValue) {
  const order = rows.map((_, place) => place)
  if (state.column !== null) order.sort((one, other) => compared(rows[one], rows[other], state))
  while (body.rows.length > rows.length) body.deleteRow(-1)
  while (body.rows.length < rows.length) body.insertRow()
  const hadFocus = body.getRootNode().activeElement?.dataset?.place
  for (const [index, place] of order.entries()) {
    const row = body.rows[index]
    const { cells, name, chosen } = rows[place]
    row.toggleAttribute("aria-current", chosen)
    while (row.cells.length > cells.length) row.deleteCell(-1)
    while (row.cells.length < cells.length) row.insertCell()
    for (const [column, text] of cells.entries()) {
      const cell = row.cells[column]
      cell.className = columns[column].is_number ? "number" : ""
      if (column) {
        if (cell.textContent !== text) cell.textContent = text
        continue
      }
      const button = cell.querySelector("button") ?? cell.appendChild(document.createElement("button"))
      button.type = "button"
      button.textContent = text
      button.dataset.place = place
      button.setAttribute("aria-label", `${text}. ${name}`)
      button.setAttribute("aria-pressed", String(chosen))
      button.onclick = () => setTriggerValue("chosen", place)
      if (hadFocus === String(place)) button.focus({ preventScroll: true })
    }
  }
}

// What has no value yet stands below all that have one, whichever way is sorted.
function compared(one, other, { column, order }) {
  const [a, b] = [one.values[column], other.values[column]]
  if (a === null || b === null) return (a === null) - (b === null)
  const way = order === "ascending" ? 1 : -1
  return way * (typeof a === "string" ? a.localeCompare(b) : a - b)
}
