// Pictures that follow one another: a button plays them, a slider goes to any of them.

const MS_PER_FILM = 4000
const MS_PER_PICTURE = [20, 500] // at least, at most

function component({ data, parentElement }) {
  const find = (selector) => parentElement.querySelector(selector)
  const film = {
    data,
    slider: find("input"),
    button: find("button"),
    words: find(".words"),
    canvases: panels(find(".panels"), data.panels, data.edge),
    last: data.words.length - 1,
  }
  find(".controls").hidden = film.last === 0
  const before = parentElement.film
  if (before) clearInterval(before.timer)
  parentElement.film = film
  film.slider.max = film.last
  film.slider.setAttribute("aria-label", data.slider)
  film.slider.oninput = () => {
    stop(film)
    show(film, Number(film.slider.value))
  }
  film.button.onclick = () => (film.timer ? stop(film) : play(film))
  const wasPlaying = before?.timer
  stop(film)
  // What is shown already is not wound back, nor stopped, by a run that changes nothing.
  const isSame = before && before.data.words.join() === data.words.join()
  show(film, isSame ? clamp(before.place, 0, film.last) : film.last)
  if (isSame && wasPlaying) play(film)
  return () => clearInterval(film.timer)
}

function panels(element, wanted, edge) {
  element.replaceChildren(
    ...wanted.map(({ title, rows, columns }) => {
      const figure = document.createElement("figure")
      const caption = document.createElement("figcaption")
      const canvas = document.createElement("canvas")
      caption.textContent = title
      canvas.width = columns
      canvas.height = rows
      canvas.style.borderColor = edge
      canvas.setAttribute("role", "img")
      figure.append(caption, canvas)
      return figure
    }),
  )
  return wanted.map((panel, number) => ({
    ...panel,
    places: bytesOf(panel.places),
    colours: bytesOf(panel.colours),
    canvas: element.children[number].querySelector("canvas"),
  }))
}

function show(film, place) {
  film.place = place
  film.slider.value = place
  film.slider.setAttribute("aria-valuetext", film.data.words[place])
  film.words.textContent = film.data.words[place]
  for (const { canvas, places, colours, rows, columns, title } of film.canvases) {
    const image = new ImageData(columns, rows)
    for (let index = 0; index < rows * columns; index++) {
      const colour = 3 * places[place * rows * columns + index]
      image.data.set(colours.subarray(colour, colour + 3), 4 * index)
      image.data[4 * index + 3] = 255
    }
    canvas.getContext("2d").putImageData(image, 0, 0)
    canvas.setAttribute("aria-label", `${title}. ${film.data.words[place]}`)
  }
}

function play(film) {
  const wait = clamp(MS_PER_FILM / film.last, ...MS_PER_PICTURE)
  let place = film.place === film.last ? 0 : film.place
  show(film, place)
  film.button.textContent = film.data.pause
  film.timer = setInterval(() => {
    show(film, ++place)
    if (place === film.last) stop(film)
  }, wait)
}

function stop(film) {
  clearInterval(film.timer)
  film.timer = null
  film.button.textContent = film.data.play
}
