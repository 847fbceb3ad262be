// The answer. Image and bars stand here; digits and probability stand in the server's own elements. While
// the drawing is ahead of the server all of it says what the engine reads, else what the server says. Of
// the server's elements only words are changed, for the page goes on with them: none is taken away.

const live = (globalThis[Symbol.for("convoscope live")] ??= { views: new Set() })
const views = new WeakMap()

const SIDE = 28
const FEW = 3 // digits, which stand beside the image

function component({ data, parentElement }) {
  const view = views.get(parentElement) ?? create(parentElement)
  view.data = data
  view.colours = bytesOf(data.colours)
  view.server = { image: floatsOf(data.image), ...data.answer }
  view.bars.setAttribute("aria-label", data.words.bars)
  view.show()
  return () => {
    live.views.delete(view.show)
    view.observer.disconnect()
    views.delete(parentElement)
  }
}

function create(parentElement) {
  const part = (name) => parentElement.querySelector(name)
  const view = {
    row: parentElement.closest(".st-key-answer_row"),
    page: parentElement.closest(".st-key-drawing"),
    caption: part("figcaption"),
    canvas: part("canvas"),
    bars: part(".bars"),
  }
  view.context = view.canvas.getContext("2d")
  view.pixels = view.context.createImageData(SIDE, SIDE)
  view.caption.append(new Text(), document.createElement("br"), new Text())
  view.rows = Array.from({ length: 10 }, (_, digit) => makeRow(view.bars, digit))
  view.show = () => show(view)
  // The server's answer to an earlier stroke may come while the next one is drawn.
  view.observer = new MutationObserver(() => showDigits(view, standing(view)))
  view.observer.observe(view.row, { subtree: true, childList: true, characterData: true })
  live.views.add(view.show)
  views.set(parentElement, view)
  return view
}

function makeRow(bars, digit) {
  const row = bars.appendChild(document.createElement("li"))
  row.innerHTML = '<span class="digit"></span><span class="track"><span class="bar"></span></span><span class="value"></span>'
  row.querySelector(".digit").textContent = digit
  const value = row.querySelector(".value").appendChild(new Text())
  return { row, bar: row.querySelector(".bar"), value }
}

function show(view) {
  const answer = standing(view)
  showImage(view, answer)
  showBars(view, answer)
  showDigits(view, answer)
  tellWhoseItIs(view)
}

/** The answer that holds now. */
function standing({ data: { words, answer }, server }) {
  const { reading } = live
  if (!reading?.isLive || !answer) return server
  const { image, probabilities, digits } = reading
  if (reading.isBlank) return { image, probabilities: null, count: 1, place: 0, digits: words.nothing, before: words.nothingYet, share: "" }
  if (!digits.every((digit) => digit.probabilities.every(Number.isFinite))) return server
  const count = digits.length
  const least = Math.min(...digits.map((digit) => Math.max(...digit.probabilities)))
  return {
    image,
    probabilities,
    count,
    place: digits.findIndex((digit) => digit.image === image),
    digits: writtenOut(digits),
    before: count > 1 ? filled(words.several, { count }) : words.probability,
    // Never more than is true: 99.96 % is not "at least 100.0%".
    share: percent(count > 1 ? Math.floor(least * 1000) / 1000 : least),
  }
}

const percent = (share) => `${(100 * share).toFixed(1)}%`

/** The answers in reading order, a space between rows. */
function writtenOut(digits) {
  const answers = digits.map(({ row, probabilities }) => ({ row, digit: likeliest(probabilities) }))
  return answers.map(({ row, digit }, place) => (place && row !== answers[place - 1].row ? ` ${digit}` : digit)).join("")
}

function showImage({ data: { words }, caption, canvas, context, pixels, colours }, { image, probabilities, count, place }) {
  const lines = count > 1 ? words.current : words.image
  write(caption.firstChild, filled(lines[0], { place: place + 1, count }))
  write(caption.lastChild, lines[1])
  image.forEach((ink, pixel) => {
    const level = 3 * Math.round(255 * Math.min(Math.max(ink, 0), 1))
    pixels.data.set([colours[level], colours[level + 1], colours[level + 2], 255], 4 * pixel)
  })
  context.putImageData(pixels, 0, 0)
  setAttribute(canvas, "aria-label", probabilities ? filled(words.named, { digit: likeliest(probabilities) }) : words.unnamed)
}

function showBars({ bars, rows }, { probabilities }) {
  bars.hidden = !probabilities
  if (!probabilities) return
  const best = likeliest(probabilities)
  rows.forEach(({ row, bar, value }, digit) => {
    row.classList.toggle("best", digit === best)
    bar.style.width = `${(100 * probabilities[digit]).toFixed(2)}%`
    write(value, percent(probabilities[digit]))
  })
}

/** The server's own elements, where it says digits at all. */
function showDigits({ row }, { digits, count, before, share }) {
  const prediction = row.querySelector(".st-key-prediction")
  const [title, sure] = [prediction?.querySelector("h3"), prediction?.querySelector("p strong")]
  if (!title || !sure || !digits) return
  setAttribute(prediction, "data-digits", count > FEW ? "many" : count > 1 ? "few" : "one")
  write(lastText(title), digits)
  write(sure.previousSibling, `${before} `)
  write(lastText(sure), share)
}

/** While the drawing is ahead: that it is a drawing, in place of what the server still says of the last digit. */
function tellWhoseItIs({ page, data: { words, drawing, is_picture: isPicture } }) {
  const { canvas, reading } = live
  const isAhead = Boolean(canvas?.stroke) || (canvas && canvas.number !== drawing)
  page.toggleAttribute("data-live", Boolean(reading?.isLive))
  page.toggleAttribute("data-ahead", Boolean(isAhead))
  // What is of an earlier digit leaves the page only after the server's last word.
  page.toggleAttribute("data-without-picture", Boolean(isAhead) || !isPicture)
  const state = page.querySelector(".st-key-answer_state")
  if (!state) return
  if (isAhead && reading?.isLive) setAttribute(state, "data-now", canvas.isExample && !canvas.stroke ? words.example : words.drawn)
  else state.removeAttribute("data-now")
}

/** The last piece of text in an element. */
function lastText(element) {
  let node = element
  while (node.lastChild) node = node.lastChild
  return node
}

function write(node, text) {
  if (node?.nodeType === Node.TEXT_NODE && node.nodeValue !== text) node.nodeValue = text
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}
