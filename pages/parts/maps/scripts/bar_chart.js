// Bars up and down from zero, one of which is looked at. Follows written_text.js.

const MOST_NAMED = 32 // bars that all have their names beneath them; of more, every tenth
const NAMED_OF_MANY = 10
const MOST_UPRIGHT = 16 // names of one or two digits

/**
 * @param values a bar for each.
 * @param names what to call each.
 * @param tip what is said of a bar, by its place.
 * @param label for those who do not see the chart; where there is no `onPick`, the whole of it.
 * @param onPoint told the place of the bar that is pointed at, null when none is.
 * @param onPick told the place of the bar that is kept, by a click or the arrow keys.
 */
function barChart(view, { values, names, label, tip, chosen = -1, onPoint = null, onPick = null }) {
  const [most, least] = [Math.max(...values, 0), Math.min(...values, 0)]
  const span = most - least || 1
  const areAllNamed = values.length <= MOST_NAMED
  const chart = made("div", "bar-chart")
  const bars = values.map((value, place) => {
    const fillOf = made("i", value < 0 ? "takes" : "adds")
    fillOf.style.top = `${(100 * (most - Math.max(value, 0))) / span}%`
    fillOf.style.height = `${(100 * Math.abs(value)) / span}%`
    const bar = made("span", "bar", fillOf)
    if (areAllNamed || place % NAMED_OF_MANY === 0) bar.append(made("small", "", String(names[place])))
    return bar
  })
  const room = made("div", "bars", ...bars)
  const zero = made("b", "zero")
  zero.style.top = `${(100 * most) / span}%`
  room.append(zero)
  room.classList.toggle("turned", areAllNamed && (values.length > MOST_UPRIGHT || names.some((name) => name > 99)))
  room.setAttribute("role", onPick ? "application" : "img")
  room.setAttribute("aria-label", label)
  const said = made("p", "tip-line")
  const show = (place) => {
    bars.forEach((bar, at) => bar.classList.toggle("chosen", at === place))
    said.textContent = place < 0 ? "" : tip(place)
  }
  const placeAt = ({ target }) => bars.indexOf(target.closest(".bar"))
  let now = chosen
  room.onpointermove = (event) => {
    const place = placeAt(event)
    if (place < 0) return
    show(place)
    onPoint?.(place)
  }
  room.onpointerleave = () => {
    show(now)
    onPoint?.(null)
  }
  if (onPick) {
    const pick = (place) => {
      show((now = place))
      onPick(place)
    }
    room.tabIndex = 0
    room.onclick = (event) => placeAt(event) >= 0 && pick(placeAt(event))
    room.onkeydown = (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      if (!step) return
      event.preventDefault()
      pick(clamp(now + step, 0, values.length - 1))
    }
  }
  const axis = made("div", "axis", made("span", "", scaleText(most)), made("span", "", least < 0 ? scaleText(least) : "0"))
  axis.setAttribute("aria-hidden", "true")
  chart.append(said, axis, room)
  show(now)
  return { chart, show: (place) => show((now = place)) }
}

const scaleText = (value) => (value < 0 ? `\u2212${scaleNumber(-value)}` : scaleNumber(value))
