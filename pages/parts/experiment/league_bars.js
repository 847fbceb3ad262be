// Bars as buttons, in rows that wrap as a text does, each with its value and its number: a pressed
// one is silenced. What costs digits stands above its line, what gains some hangs below it.

function component({ data, parentElement, setTriggerValue }) {
  const group = parentElement.querySelector(".league")
  group.setAttribute("aria-label", data.label)
  group.style.setProperty("--above", data.above)
  group.style.setProperty("--below", data.below)
  group.style.setProperty("--has-below", data.below > 0 ? 1 : 0)
  const buttons = buttonsOf(group, data.bars.length, newBar)
  for (const [place, bar] of data.bars.entries()) dress(buttons[place], bar, data.colours)
  moveByArrows(group, buttons, (place) => {
    const { ariaPressed } = buttons[place]
    buttons[place].ariaPressed = String(ariaPressed !== "true")
    setTriggerValue("toggled", data.bars[place].number)
  })
}

function newBar() {
  const button = document.createElement("button")
  button.type = "button"
  for (const name of ["up", "down", "number"]) {
    const part = document.createElement("span")
    part.className = name
    button.append(part)
  }
  return button
}

function dress(button, { number, written, share, name, silenced }, colours) {
  const [up, down, foot] = button.children
  button.title = name
  button.ariaPressed = String(silenced)
  button.setAttribute("aria-label", name)
  foot.textContent = number
  // Drawn by the style: the button's name says it in words.
  const value = document.createElement("span")
  value.className = "value"
  value.dataset.written = written
  const bar = document.createElement("span")
  bar.className = "bar"
  bar.style.setProperty("--share", Math.abs(share))
  bar.style.background = share < 0 ? colours.gain : colours.cost
  up.replaceChildren(...(share < 0 ? [] : [value, bar]))
  down.replaceChildren(...(share < 0 ? [bar, value] : []))
}
