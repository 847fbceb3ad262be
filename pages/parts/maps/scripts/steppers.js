// Numbers to type or step through, for those who do not point at maps. Follows written_text.js.

/**
 * A number from 0 to count - 1 with its name.
 *
 * @returns {element, show(value, count)}
 */
function stepper({ words }, label, onChange) {
  let [value, count] = [0, 1]
  const input = made("input")
  Object.assign(input, { type: "number", min: 0, step: 1 })
  const change = (number) => {
    if (!Number.isFinite(number)) return
    input.value = value = clamp(Math.round(number), 0, count - 1)
    onChange(value)
  }
  const [less, more] = [button("\u2212", () => change(value - 1)), button("+", () => change(value + 1))]
  input.onchange = () => (input.value === "" ? (input.value = value) : change(Number(input.value)))
  const name = made("span")
  const element = made("div", "stepper", made("label", "", name, input), less, more)
  return {
    element,
    show(now, of) {
      ;[value, count] = [now, of]
      name.textContent = filled(words.upTo, { name: words[label], last: count - 1 })
      if (element.getRootNode().activeElement !== input || Number(input.value) !== value) input.value = value
      input.max = count - 1
      ;[less.disabled, more.disabled] = [value === 0, value === count - 1]
      less.setAttribute("aria-label", filled(words.less, { name: words[label] }))
      more.setAttribute("aria-label", filled(words.more, { name: words[label] }))
    },
  }
}
