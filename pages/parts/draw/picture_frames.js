// A picture with a frame around each digit that was found in it, each a button.

export default function ({ data, parentElement, setTriggerValue }) {
  const picture = parentElement.querySelector(".picture")
  picture.setAttribute("aria-label", data.label)
  const image = picture.querySelector("img")
  if (image.getAttribute("src") !== data.url) image.src = data.url
  image.width = data.width
  image.height = data.height
  const buttons = [...picture.querySelectorAll("button")]
  while (buttons.length > data.frames.length) buttons.pop().remove()
  while (buttons.length < data.frames.length) {
    const button = document.createElement("button")
    button.type = "button"
    button.append(document.createElement("span"))
    picture.append(button)
    buttons.push(button)
  }
  for (const [place, { box, text, sentence }] of data.frames.entries()) {
    const button = buttons[place]
    const [left, top, right, bottom] = box
    button.style.left = `${(100 * left) / data.width}%`
    button.style.top = `${(100 * top) / data.height}%`
    button.style.width = `${(100 * (right - left)) / data.width}%`
    button.style.height = `${(100 * (bottom - top)) / data.height}%`
    button.firstElementChild.textContent = text
    button.title = sentence
    button.setAttribute("aria-label", sentence)
    button.setAttribute("aria-pressed", place === data.chosen)
    button.onclick = () => setTriggerValue("chosen", place)
  }
}
