// Bars as buttons, in rows that wrap as a text does, each with its value and its number: a pressed
// one is silenced. What costs digits stands above its line, what gains some hangs below it.

function component({ data, parentElement, setTriggerValue }) {
  const group = parentElement.querySelector(".league")
  group.setAttribute("aria-label", data.label)
  group.style.setProperty("--above", data.above)
  group.style.setProperty("--below", data.below)
  group.style.setProperty("--has-below", data.below > 0 ? 1 : 0)
  const buttons = buttonsOf(group, data.bars.length, newBar)
  const switching = switchingOf(group, data.switches, (clicks) => setTriggerValue("switched", clicks))
  const show = (place) => dress(buttons[place], data.bars[place], switching.pressed, data.colours)
  buttons.forEach((_, place) => show(place))
  moveByArrows(group, buttons, (place) => {
    switchButton(switching, data.bars[place].number)
    show(place)
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

function dress(button, { number, written, share, names }, silenced, colours) {
  const [up, down, foot] = button.children
  const isSilenced = silenced.has(number)
  const name = isSilenced ? names.off : names.on
  button.title = name
  button.ariaPressed = String(isSilenced)
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
