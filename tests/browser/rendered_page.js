// What a rendered page shows, in the open shadow roots of components too: its writing with its size, its
// colour and the colour behind it, pictures without a name, its headings, the edges of its fields, and the
// rings around what has the focus. accessibility.py judges them.
// Backgrounds that are pictures or gradients are not seen, nor the colours of what is written on canvases.

() => {
  const up = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })
  const known = new Map()

  /** A CSS colour as [red, green, blue, alpha], alpha 0 to 1. */
  function rgba(colour) {
    if (!known.has(colour)) {
      const numbers = /^rgba?\(([^)]+)\)$/.exec(colour)?.[1].split(/[ ,/]+/).map(Number)
      if (numbers) known.set(colour, [...numbers.slice(0, 3), numbers[3] ?? 1])
      else {
        pixel.clearRect(0, 0, 1, 1)
        pixel.fillStyle = colour
        pixel.fillRect(0, 0, 1, 1)
        const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data
        known.set(colour, [red, green, blue, alpha / 255])
      }
    }
    return known.get(colour)
  }

  const mix = (under, over, alpha) => under.map((level, index) => level + (over[index] - level) * alpha)
  const laid = (under, [red, green, blue, alpha]) => mix(under, [red, green, blue], alpha)

  /** In a chart, the fill of the bar or box that a text is written on; null where there is none. */
  function fillBehind(text) {
    const shape = text instanceof SVGElement ? text.previousElementSibling : null
    if (!shape?.matches("path, rect")) return null
    const { fill, fillOpacity } = getComputedStyle(shape)
    if (fill === "none" || Number(fillOpacity) < 1) return null
    const [one, other] = [text.getBoundingClientRect(), shape.getBoundingClientRect()]
    const isOnIt = other.left <= one.left && one.right <= other.right && other.top <= one.top && one.bottom <= other.bottom
    return isOnIt ? fill : null
  }

  /** The colours of an element's text and of what is behind it, through all that holds it. */
  function colours(element, textColour, box) {
    const chain = []
    let [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2]
    for (let node = element; node; node = up(node)) {
      const { backgroundColor, opacity, display, overflowX, overflowY } = getComputedStyle(node)
      const { left, top, right, bottom } = node.getBoundingClientRect()
      // What scrolls within an element is on its ground; else what sticks out of one is not.
      if (overflowX !== "visible" || overflowY !== "visible") {
        x = Math.min(Math.max(x, left), right)
        y = Math.min(Math.max(y, top), bottom)
      }
      const isOnIt = display === "inline" || (left <= x && x <= right && top <= y && y <= bottom)
      const ground = isOnIt ? backgroundColor : "rgba(0, 0, 0, 0)"
      chain.unshift({ ground: (node === element && fillBehind(node)) || ground, opacity })
    }
    const through = (place, behind) => {
      if (place === chain.length) return { text: laid(behind, rgba(textColour)), behind }
      const { ground, opacity } = chain[place]
      const inside = through(place + 1, laid(behind, rgba(ground)))
      const share = Number(opacity)
      return { text: mix(behind, inside.text, share), behind: mix(behind, inside.behind, share) }
    }
    return through(0, [255, 255, 255])
  }

  /** Whether one can see it: not hidden, not cut to nothing, as what is for screen readers only. */
  function isSeen(element, box) {
    if (box.width < 2 || box.height < 2) return false
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false
    for (let node = element; node; node = up(node)) {
      const style = getComputedStyle(node)
      if (/inset\(50%\)|inset\(100%\)|rect\(0/.test(`${style.clipPath} ${style.clip}`)) return false
      if (style.overflow === "visible") continue
      const { width, height } = node.getBoundingClientRect()
      if (width < 2 || height < 2) return false
    }
    return true
  }

  /** A short name of an element: where it stands, and which of its kind. */
  function nameOf(element) {
    const parts = []
    for (let node = element; node && parts.length < 4; node = up(node)) {
      const key = [...node.classList].find((name) => name.startsWith("st-key-"))
      const own = node.dataset?.testid ?? key ?? [...node.classList].find((name) => !/^(st-|e[0-9a-z]{6,})/.test(name))
      parts.unshift(node.localName + (own ? `.${own}` : ""))
      if (key) break
    }
    return parts.join(" > ")
  }

  const found = { text: [], drawn: [], unnamed: [], headings: [], edges: [], rings: [] }
  const FIELDS = "input:not([type=range], [type=checkbox], [type=radio], [type=file]), textarea, select"
  // Of choices of one, the keyboard stops at the one chosen.
  const STOPS = ":is(a[href], button, input, select, textarea, summary, [tabindex='0']):not([role=radio][aria-checked=false])"
  const stops = []

  function look(element, box, words, textColour, isIcon) {
    const style = getComputedStyle(element)
    const matrix = element.getScreenCTM?.()
    const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1
    const size = parseFloat(style.fontSize) * scale
    const { text, behind } = colours(element, textColour, box)
    found.text.push({
      name: nameOf(element), words: words.slice(0, 40), text, behind, size, isIcon, isBold: Number(style.fontWeight) >= 700,
    })
  }

  /** The smallest that was written on a canvas: see noteWriting in accessibility.py. */
  function lookAtCanvas(canvas, box) {
    const least = window.smallestOnCanvas?.get(canvas)
    if (!least) return
    const scale = box.width / canvas.width
    found.drawn.push({ name: nameOf(canvas), words: least.words, size: least.size * scale })
  }

  /** Writing in a picture that is itself a drawing. */
  function lookAtSvg(image, box) {
    const [head, data] = image.src.split(/,(.*)/s)
    const source = head.endsWith("base64") ? atob(data) : decodeURIComponent(data)
    const svg = new DOMParser().parseFromString(source, "image/svg+xml").documentElement
    const scale = box.width / Number(svg.getAttribute("width"))
    for (const text of svg.querySelectorAll("text")) {
      found.drawn.push({ name: nameOf(image), words: text.textContent, size: Number(text.getAttribute("font-size")) * scale })
    }
  }

  const around = (element) => up(element).getBoundingClientRect()

  /** The line around a field, which may be that of an element just around it. */
  function lookAtEdge(field) {
    let bordered = field
    for (let level = 0; level < 3 && parseFloat(getComputedStyle(bordered).borderTopWidth) === 0; level++) bordered = up(bordered)
    const { borderTopColor, borderTopWidth } = getComputedStyle(bordered)
    const { text, behind } = colours(up(bordered), borderTopColor, around(bordered))
    found.edges.push({ name: nameOf(field), words: field.ariaLabel ?? "", width: parseFloat(borderTopWidth), text, behind })
  }

  /** What the focus is seen by: an outline of its own or, where it is hidden, of what stands for it. */
  function lookAtRing(stop) {
    const hasIt = () => stop.getRootNode().activeElement === stop
    // A group of Streamlit's pills first gives it to the one of them that had it last.
    for (let times = 0; times < 2 && !hasIt(); times++) stop.focus({ preventScroll: true, focusVisible: true })
    const shown = [stop]
    for (let node = up(stop); node && shown.length < 5; node = up(node)) shown.push(node)
    const label = stop.closest("label")
    if (label) shown.push(...label.querySelectorAll("*"))
    const rings = shown
      .filter((node) => isSeen(node, node.getBoundingClientRect()))
      .map((node) => ({ node, style: getComputedStyle(node) }))
      .filter(({ style }) => style.outlineStyle !== "none")
    const widest = rings.toSorted((one, other) => parseFloat(other.style.outlineWidth) - parseFloat(one.style.outlineWidth))[0]
    const words = (stop.ariaLabel ?? stop.textContent ?? "").trim().slice(0, 40)
    const ring = { name: nameOf(stop), words, width: 0, text: [0, 0, 0], behind: [0, 0, 0] }
    if (widest) {
      const { outlineColor, outlineWidth } = widest.style
      Object.assign(ring, { width: parseFloat(outlineWidth), ...colours(up(widest.node) ?? widest.node, outlineColor, around(widest.node)) })
    }
    found.rings.push(ring)
    stop.blur()
  }

  function walk(root) {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        const element = node.parentElement
        const words = node.data.trim()
        if (!element || !words || element.closest("style, script, noscript, option, title, desc")) continue
        const range = document.createRange()
        range.selectNodeContents(node)
        const box = range.getBoundingClientRect()
        if (!isSeen(element, box)) continue
        const isSvg = element instanceof SVGElement
        const style = getComputedStyle(element)
        const isIcon = /material/i.test(style.fontFamily)
        look(element, box, words, isSvg ? style.fill : style.color, isIcon)
        continue
      }
      if (node.shadowRoot) walk(node.shadowRoot)
      const box = node.getBoundingClientRect()
      if (node.matches("canvas") && isSeen(node, box)) lookAtCanvas(node, box)
      if (node.matches("img[src^='data:image/svg']") && isSeen(node, box)) lookAtSvg(node, box)
      if (node.matches(STOPS) && node.tabIndex >= 0 && !node.disabled && node.checkVisibility({ visibilityProperty: true })) {
        // Streamlit's own sign that it is at work comes and goes.
        if (!node.closest("[data-testid=stStatusWidget]")) stops.push(node)
      }
      if (node.matches(FIELDS)) {
        if (!isSeen(node, box)) continue
        lookAtEdge(node)
        const style = getComputedStyle(node)
        if (node.value) look(node, box, node.value, style.color, false)
        else if (node.placeholder) look(node, box, node.placeholder, getComputedStyle(node, "::placeholder").color, false)
      }
      if (/^H[1-6]$/.test(node.tagName) && isSeen(node, box)) {
        found.headings.push({ level: Number(node.tagName[1]), words: node.textContent.trim().slice(0, 60) })
      }
      if (node.matches("canvas, img, svg[role], [role=img], [role=application]")) {
        const isHidden = node.closest("[aria-hidden=true], [role=presentation], [role=none]") || node.alt === ""
        const name = node.getAttribute("aria-label") ?? node.alt ?? node.getAttribute("aria-labelledby") ?? ""
        const named = node.closest("[role=img][aria-label], [role=figure][aria-label], button[aria-label], [role=application][aria-label], [role=slider][aria-label]")
        if (!isHidden && !named && !name.trim() && isSeen(node, box)) found.unnamed.push(nameOf(node))
      }
    }
  }
  walk(document)
  // What comes in slowly when it has the focus is judged as it will be.
  const still = document.head.appendChild(document.createElement("style"))
  still.textContent = "* { transition: none !important; }"
  for (const stop of stops) if (stop.isConnected) lookAtRing(stop)
  still.remove()
  return found
}
