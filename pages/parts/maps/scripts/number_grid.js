// Small matrices with every number readable: a patch, a kernel, their products. Follows colour_bar.js,
// text_colour.js and cell_canvas.js.

const DIGITS_THAT_COUNT = 3
const MOST_DECIMALS = 5
const LARGE = 5 // numbers in a row; three such matrices fill a row of the page

/** Decimals at which the largest of some numbers has three digits that count, 1 to 5. */
function decimalsFor(values) {
  const largest = largestOf(values)
  return largest ? clamp(DIGITS_THAT_COUNT - 1 - Math.floor(Math.log10(largest)), 1, MOST_DECIMALS) : 1
}

/**
 * A matrix with its title, its colour bar and a note.
 *
 * @param numbers row by row.
 * @param across how many in a row.
 * @param limit the number at the colours' end; with isSigned they begin at -limit.
 * @param marked place of a number that stands out; -1 for none.
 * @param act what a number leads to, by its place; null where there is nothing.
 */
function numberGrid(view, { title, of, numbers, across, limit, isSigned, isOfASum = false, note = "", marked = -1, act = null, decimals = decimalsFor(numbers) }) {
  const table = made("table", "number-grid", made("caption", "", title))
  table.classList.toggle("large", across > LARGE)
  const colours = isSigned ? view.colours.diverging : view.colours.sequential
  for (let start = 0; start < numbers.length; start += across) {
    const row = made("tr")
    for (let place = start; place < start + across; place++) {
      const cell = made("td")
      const share = numbers[place] / (limit || 1)
      fill(cell, act ? null : written(numbers[place], decimals), colourAt(colours, isSigned ? (share + 1) / 2 : share))
      if (act) cell.append(numberButton(view, numbers[place], decimals, () => act(place)))
      cell.dataset.place = place
      cell.classList.toggle("marked", place === marked)
      row.append(cell)
    }
    table.append(row)
  }
  const bar = colourBar(view, { of, largest: limit, isSigned, isOfASum })
  return made("div", "titled-grid", table, bar, paragraph("note", note))
}

function numberButton({ words }, number, decimals, act) {
  const element = button(written(number, decimals), act)
  element.title = words.goDown
  return element
}

/** Numbers in the same place of several matrices stand out together, and their product is written out. */
function pointTogether(view, line) {
  const { worked } = view
  const show = (place) => {
    for (const cell of worked.querySelectorAll(".number-grid td")) cell.classList.toggle("together", cell.dataset.place === place)
    line.textContent = view.terms?.[place] ?? ""
  }
  worked.onpointerover = worked.onfocusin = ({ target }) => show(target.closest("td")?.dataset.place)
  worked.onpointerleave = () => show()
  view.pointAtTerm = show
}
