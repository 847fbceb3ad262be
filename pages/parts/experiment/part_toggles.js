// Small pictures as buttons: pressed ones are silenced, and crossed out.

const CROSSED_SIZE = 40 // pixels of a crossed picture, whatever the map's size

function component({ data, parentElement, setTriggerValue }) {
  const group = parentElement.querySelector(".parts")
  group.setAttribute("aria-label", data.label)
  const buttons = buttonsOf(group, data.count, newButton)
  const places = bytesOf(data.places)
  const colours = bytesOf(data.colours)
  const switching = switchingOf(group, data.switches, (clicks) => setTriggerValue("switched", clicks))
  const show = (number) => dress(buttons[number], number, switching.pressed.has(number), { data, places, colours })
  buttons.forEach((_, number) => show(number))
  moveByArrows(group, buttons, (number) => {
    switchButton(switching, number)
    show(number)
  })
}

function newButton() {
  const button = document.createElement("button")
  button.type = "button"
  const canvas = document.createElement("canvas")
  canvas.setAttribute("aria-hidden", "true")
  button.append(canvas, document.createElement("span"))
  return button
}

function dress(button, number, isSilenced, { data, places, colours }) {
  const name = (isSilenced ? data.names.off : data.names.on).replace("{}", number)
  button.title = name
  button.ariaPressed = String(isSilenced)
  button.setAttribute("aria-label", name)
  button.lastElementChild.textContent = number
  const canvas = button.firstElementChild
  if (isSilenced) {
    cross(canvas, data.cross)
    return
  }
  const { rows, columns } = data
  canvas.width = columns
  canvas.height = rows
  const image = new ImageData(columns, rows)
  for (let index = 0; index < rows * columns; index++) {
    const colour = 3 * places[number * rows * columns + index]
    image.data.set(colours.subarray(colour, colour + 3), 4 * index)
    image.data[4 * index + 3] = 255
  }
  canvas.getContext("2d").putImageData(image, 0, 0)
}

function cross(canvas, colour) {
  canvas.width = canvas.height = CROSSED_SIZE
  const context = canvas.getContext("2d")
  context.strokeStyle = colour
  context.lineWidth = 3
  for (const [from, to] of [[6, 34], [34, 6]]) {
    context.moveTo(from, 6)
    context.lineTo(to, 34)
  }
  context.stroke()
}
