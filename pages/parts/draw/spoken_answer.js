// The first sentence is that of an answer which stands there already: it is not said.

const known = new WeakMap()

function component({ data, parentElement }) {
  const isNew = known.has(parentElement) && known.get(parentElement) !== data.sentence
  known.set(parentElement, data.sentence)
  if (isNew) parentElement.querySelector(".spoken").textContent = data.sentence
}
