// The answer above the figure, kept up to date while the pen moves. The server writes it; between two of
// its writings the words and numbers are those of what is read now, which at the pen's lift are the
// server's own. Where a part is not found, the server's stands.

function showAnswer(view) {
  const { digits, probabilities, isLive } = view.reading
  const page = document.querySelector(".st-key-drawing")
  if (!page) return
  page.toggleAttribute("data-live", isLive)
  if (!isLive && !view.wasLive) return
  view.wasLive = isLive
  const read = digits ?? [{ probabilities }]
  showDigits(view, page.querySelector(".st-key-prediction"), read)
  showBars(view, page.querySelectorAll(".bars li"), probabilities)
  showImage(view, page.querySelector(".answer figure img"))
}

const likeliest = (probabilities) => probabilities.indexOf(Math.max(...probabilities))

function showDigits({ data: { words } }, prediction, read) {
  const digits = prediction?.querySelector("h3")
  const share = prediction?.querySelector("p strong")
  if (!digits || !share) return
  prediction.dataset.digits = read.length > 3 ? "many" : read.length > 1 ? "few" : "one"
  write(lastText(digits), read.map(({ probabilities }) => likeliest(probabilities)).join(""))
  const least = Math.min(...read.map(({ probabilities }) => Math.max(...probabilities)))
  // Never more than is true: 99.96 % is not "at least 100.0%".
  const shown = read.length > 1 ? Math.floor(least * 1000) / 10 : least * 100
  write(share.previousSibling, read.length > 1 ? filled(words.several, { count: read.length }) : words.probability)
  write(lastText(share), `${shown.toFixed(1)}%`)
}

function showBars({ data: { colours } }, rows, probabilities) {
  const best = likeliest(probabilities)
  rows.forEach((row, digit) => {
    const share = 100 * probabilities[digit]
    const [bar, value] = [row.querySelector(".bar"), row.querySelector(".value")]
    row.style.fontWeight = digit === best ? "bold" : "normal"
    Object.assign(bar.style, { width: `${share.toFixed(2)}%`, background: digit === best ? colours.adds : colours.muted })
    write(lastText(value), `${share.toFixed(1)}%`)
  })
}

/** The picture of the image, whose own pixels are as large as they are drawn. */
function showImage(view, picture) {
  if (!picture) return
  const canvas = document.createElement("canvas")
  const { naturalWidth: width, naturalHeight: height } = picture
  ;[canvas.width, canvas.height] = [width || 28, height || 28]
  const context = canvas.getContext("2d")
  context.imageSmoothingEnabled = false
  context.drawImage(view.pictures[0].canvas, 0, 0, canvas.width, canvas.height)
  picture.src = canvas.toDataURL()
}

/** The last piece of text in an element. */
function lastText(element) {
  let node = element
  while (node.lastChild) node = node.lastChild
  return node
}

function write(node, text) {
  if (node && node.nodeType === Node.TEXT_NODE && node.nodeValue !== text) node.nodeValue = text
}
