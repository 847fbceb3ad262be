// A line from like to unlike with a bound, and a dot at the value; always the same elements.

function component({ data, parentElement }) {
  const scale = parentElement.querySelector(".scale")
  scale.setAttribute("aria-label", data.label)
  for (const [name, value] of Object.entries(data.style)) scale.style.setProperty(name, value)
  scale.querySelector(".dot").classList.toggle("beyond", data.is_beyond)
  for (const [name, word] of Object.entries(data.ends)) scale.querySelector(`.${name}`).textContent = word
}
