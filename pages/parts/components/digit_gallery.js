// Small pictures of 28 x 28 pixels as buttons; the arrow keys go from one to the next.

const STEPS = { ArrowLeft: -1, ArrowRight: 1 }

function component({ data, parentElement, setTriggerValue }) {
  const gallery = parentElement.querySelector(".gallery")
  gallery.setAttribute("aria-label", data.label)
  const pixels = bytesOf(data.pixels)
  const colours = bytesOf(data.colours)
  while (gallery.childElementCount > data.cards.length) gallery.lastElementChild.remove()
  while (gallery.childElementCount < data.cards.length) gallery.append(document.createElement("button"))
  const buttons = [...gallery.children]
  for (const [place, { lines, sentence, is_chosen: isChosen }] of data.cards.entries()) {
    const button = buttons[place]
    button.type = "button"
    button.title = sentence
    // The name begins with what is written on it, so that one can say what one sees.
    button.setAttribute("aria-label", `${lines.join(" ")}. ${sentence}`)
    button.toggleAttribute("aria-current", isChosen)
    button.replaceChildren(picture(pixels, colours, place, data.size), ...lines.flatMap((line) => [word(line), " "]))
    button.onclick = () => setTriggerValue("opened", place)
    button.onkeydown = (event) => {
      const next = buttons[place + STEPS[event.key]]
      if (!next) return
      event.preventDefault()
      next.focus()
    }
  }
}

function picture(pixels, colours, place, size) {
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = size
  canvas.setAttribute("aria-hidden", "true")
  const image = new ImageData(size, size)
  for (let index = 0; index < size * size; index++) {
    const colour = 3 * pixels[place * size * size + index]
    image.data.set(colours.subarray(colour, colour + 3), 4 * index)
    image.data[4 * index + 3] = 255
  }
  canvas.getContext("2d").putImageData(image, 0, 0)
  return canvas
}

function word(text) {
  const line = document.createElement("span")
  line.textContent = text
  return line
}
