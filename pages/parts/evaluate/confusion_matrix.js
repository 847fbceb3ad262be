// A grid of counts: the arrow keys go from cell to cell, Enter, Space or a click opens one.

const PLURALS = ["zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines"]

function component({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector("table")
  if (!table.tBodies.length) build(table, data.counts.length)
  table.setAttribute("aria-label", data.label)
  for (const name of ["frame", "muted"]) table.style.setProperty(`--${name}`, data[name])
  const line = parentElement.querySelector("p")
  const cells = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1))
  const standing = cells.flat().find((cell) => cell.tabIndex === 0) ?? cells[0][0]
  for (const [row, columns] of cells.entries()) {
    for (const [column, cell] of columns.entries()) fill(cell, row, column, data)
  }
  for (const cell of cells.flat()) cell.tabIndex = -1
  const first = data.chosen ? cells[data.chosen[0]][data.chosen[1]] : standing
  first.tabIndex = 0
  line.textContent = data.chosen ? sentence(data, ...data.chosen) : "Click a cell, or press Enter on it, to see its digits."

  const place = (event) => {
    const cell = event.target.closest("td")
    return cell?.dataset.row ? [Number(cell.dataset.row), Number(cell.dataset.column)] : null
  }
  const open = ([row, column]) => {
    if (data.counts[row][column]) setTriggerValue("opened", { true: row, answer: column })
  }
  const say = (event) => {
    const at = place(event)
    if (at) line.textContent = sentence(data, ...at)
  }
  table.onpointerover = table.onfocusin = say
  table.onclick = (event) => {
    const at = place(event)
    if (at) open(at)
  }
  table.onkeydown = (event) => {
    const at = place(event)
    if (!at) return
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      open(at)
    }
    const step = MOVES[event.key]
    const next = step && cells[at[0] + step[0]]?.[at[1] + step[1]]
    if (!next) return
    event.preventDefault()
    event.target.tabIndex = -1
    next.tabIndex = 0
    next.focus()
    line.textContent = sentence(data, at[0] + step[0], at[1] + step[1])
  }
}

function build(table, size) {
  const digits = [...Array(size).keys()]
  const head = table.createTHead().insertRow()
  head.append(document.createElement("td"), ...digits.map((digit) => heading(digit, "col")))
  const body = table.createTBody()
  for (const row of digits) {
    const line = body.insertRow()
    line.append(heading(row, "row"))
    for (const column of digits) {
      const cell = line.insertCell()
      cell.setAttribute("role", "gridcell")
      Object.assign(cell.dataset, { row, column })
    }
  }
}

function heading(text, scope) {
  const cell = document.createElement("th")
  cell.scope = scope
  cell.textContent = text
  return cell
}

function fill(cell, row, column, data) {
  const count = data.counts[row][column]
  const [background, text] = data.colours[row][column]
  const isChosen = data.chosen?.[0] === row && data.chosen?.[1] === column
  cell.textContent = count.toLocaleString("en")
  cell.className = (row === column ? "right" : "") + (count ? "" : " none")
  cell.style.background = background
  cell.style.color = count ? text : ""
  cell.setAttribute("aria-label", sentence(data, row, column))
  cell.setAttribute("aria-selected", isChosen)
}

function sentence({ counts }, row, column) {
  const [count, all] = [counts[row][column], counts[row].reduce((sum, one) => sum + one, 0)]
  const [some, of] = [count, all].map((number) => number.toLocaleString("en"))
  const share = all ? ` (${((100 * count) / all).toFixed(1)}%)` : ""
  return row === column
    ? `${some} of the ${of} ${PLURALS[row]} were read correctly as ${column}${share}`
    : `${some} of the ${of} ${PLURALS[row]} were read as ${column}${share}`
}
