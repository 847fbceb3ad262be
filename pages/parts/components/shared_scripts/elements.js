// Elements as the scripts of figures make them. The scripts of components whose Python file names this
// one begin with it.

function made(name, className = "", ...content) {
  const element = document.createElement(name)
  if (className) element.className = className
  element.append(...content)
  return element
}

function button(text, act, className = "") {
  const element = made("button", className, text)
  element.type = "button"
  element.onclick = act
  return element
}
