// The strongest patches of every filter of a layer. Python found them and says where they stand;
// here they are looked up in their digits.

const views = new WeakMap()

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  adopt(view, data)
  return () => {
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const view = { root: parentElement.querySelector(".gallery"), width: 0 }
  for (const name of ["heading", "filters", "name", "back", "forward", "sentence", "cards"]) {
    view[name] = parentElement.querySelector(`.${name}`)
  }
  view.back.onclick = () => choose(view, view.chosen - 1)
  view.forward.onclick = () => choose(view, view.chosen + 1)
  view.filters.onclick = (event) => {
    const tile = tileUnder(view.filters, grid(view.data), event)
    if (tile) choose(view, tile.index)
  }
  view.filters.onkeydown = (event) => {
    const move = MOVES[event.key]
    if (!move) return
    event.preventDefault()
    choose(view, view.chosen + move[0] * view.data.across + move[1])
  }
  view.observer = new ResizeObserver(() => view.root.clientWidth !== view.width && draw(view))
  view.observer.observe(view.root)
  views.set(parentElement, view)
  return view
}

const grid = (data) => ({ tiles: data.filters, across: data.across, side: data.size, gap: 1 })

function adopt(view, data) {
  const isNew = !view.data || view.data.layer !== data.layer || view.data.filters !== data.filters
  view.data = data
  for (const name of ["pixels", "own"]) view[name] = bytesOf(data[name])
  for (const name of ["values", "ownValues"]) view[name] = new Float32Array(bytesOf(data[name]).buffer)
  for (const name of ["tops", "lefts", "ownTops", "ownLefts"]) view[name] = new Int16Array(bytesOf(data[name]).buffer)
  view.digits = new Uint16Array(bytesOf(data.digits).buffer)
  view.colours = bytesOf(data.sequential)
  if (isNew) view.chosen = data.start
  view.heading.textContent = data.heading
  view.filters.setAttribute("aria-label", data.alt)
  if (view.cards.childElementCount !== data.kept + 1) {
    view.cards.replaceChildren(...Array.from({ length: data.kept + 1 }, makeCard))
  }
  draw(view)
}

function makeCard() {
  const card = document.createElement("div")
  card.className = "card"
  card.setAttribute("role", "listitem")
  const [patch, digit] = [document.createElement("canvas"), document.createElement("canvas")]
  patch.setAttribute("role", "img")
  digit.setAttribute("role", "img")
  card.append(patch, digit, document.createElement("span"), document.createElement("span"))
  return card
}

function choose(view, filter) {
  if (filter < 0 || filter >= view.data.filters) return
  view.chosen = filter
  draw(view)
}

/** A pixel of what a cell sees, 0 to 1: zeros beyond the image's border. */
function seenAt(side, pixels, offset, top, left, size) {
  return (cell) => {
    const [row, column] = [top + Math.floor(cell / size), left + (cell % size)]
    const outside = row < 0 || column < 0 || row >= side || column >= side
    return outside ? 0 : pixels[offset + row * side + column] / 255
  }
}

function draw(view) {
  const { data, chosen } = view
  view.width = view.root.clientWidth
  const patchOf = (place) => {
    const offset = view.digits[place] * data.side ** 2
    return seenAt(data.side, view.pixels, offset, view.tops[place], view.lefts[place], data.size)
  }
  const strongest = (filter) => (view.values[filter] > 0 ? patchOf(filter) : () => null)
  paintTiles(view.filters, grid(data), view.colours, data, strongest, (filter) =>
    filter === chosen ? [{ top: 0, left: 0, bottom: data.size, right: data.size }] : [],
  )
  view.name.textContent = `Filter ${chosen}`
  view.sentence.textContent = data.sentences[chosen]
  view.back.disabled = chosen === 0
  view.forward.disabled = chosen === data.filters - 1
  const [own, ...cards] = view.cards.children
  own.classList.add("own")
  const place = [view.ownTops[chosen], view.ownLefts[chosen]]
  drawCard(view, own, view.own, 0, place, ["Your digit", view.ownValues[chosen].toFixed(4)])
  cards.forEach((card, rank) => {
    const at = rank * data.filters + chosen
    card.hidden = !(view.values[at] > 0)
    if (card.hidden) return
    const digit = view.digits[at]
    const name = data.card.replace("{label}", data.labels[digit]).replace("{number}", data.names[digit])
    const words = [name, view.values[at].toFixed(4)]
    drawCard(view, card, view.pixels, digit * data.side ** 2, [view.tops[at], view.lefts[at]], words)
  })
}

function drawCard(view, card, pixels, offset, [top, left], words) {
  const { data } = view
  const [patch, digit, ...lines] = card.children
  const one = (side) => ({ tiles: 1, across: 1, side, gap: 0 })
  const seen = seenAt(data.side, pixels, offset, top, left, data.size)
  paintTiles(patch, one(data.size), view.colours, data, () => seen, () => [])
  const whole = (cell) => pixels[offset + cell] / 255
  const frame = { top, left, bottom: top + data.size, right: left + data.size }
  paintTiles(digit, one(data.side), view.colours, data, () => whole, () => [frame])
  words.forEach((word, line) => (lines[line].textContent = word))
  card.title = words.join(", ")
  patch.setAttribute("aria-label", `Patch, ${words.join(", ")}`)
  digit.setAttribute("aria-label", "Where the patch stands in this digit")
}
