// A group of buttons in rows that is one stop for the tabulator: the arrow keys go from one to the
// next. Needs figure_numbers.js before it.

/** As many buttons in the group as are wanted; those that were there stay, with their focus. */
function buttonsOf(group, count, newButton) {
  while (group.childElementCount > count) group.lastElementChild.remove()
  while (group.childElementCount < count) group.append(newButton())
  return [...group.children]
}

/** Have the arrow keys move, and onPress called with the number of a button that is clicked. */
function moveByArrows(group, buttons, onPress) {
  const last = clamp(Number(group.dataset.last ?? 0), 0, buttons.length - 1)
  for (const [number, button] of buttons.entries()) {
    button.tabIndex = number === last ? 0 : -1
    button.onclick = () => {
      stepTo(group, buttons, number)
      onPress(number)
    }
    button.onkeydown = (event) => {
      if (!(event.key in MOVES)) return
      event.preventDefault()
      const [down, right] = MOVES[event.key]
      const next = number + right + down * columnsOf(buttons)
      if (buttons[next]) stepTo(group, buttons, next)
    }
  }
}

function stepTo(group, buttons, number) {
  group.dataset.last = number
  for (const [place, button] of buttons.entries()) button.tabIndex = place === number ? 0 : -1
  buttons[number].focus()
}

/** How many stand in a row now. */
function columnsOf(buttons) {
  const top = buttons[0].offsetTop
  const second = buttons.findIndex((button) => button.offsetTop !== top)
  return second < 0 ? buttons.length : second
}
