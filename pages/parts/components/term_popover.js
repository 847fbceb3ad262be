// Explains the terms that are linked in the page's texts, wherever they stand: every link to "#term-...".
//
// The sentence comes when a term is pointed at or has the focus. A click, a tap or Enter holds it there;
// Tab then leads into it, Escape takes it away.

const HOVER_DELAY = 150
const LEAVE_DELAY = 250
const MARGIN = 8
const GAP = 4
const COLOURS = {
  "--paper": "--st-background-color",
  "--ink": "--st-text-color",
  "--edge": "--st-border-color",
  "--link": "--st-link-color",
  "--font": "--st-font",
}

// What all runs of the component share: listeners are on the document once, whatever is drawn anew.
const shared = (globalThis[Symbol.for("convoscope terms")] ??= {})

function component({ data, parentElement, setTriggerValue }) {
  Object.assign(shared, { data, parentElement, goTo: (name) => setTriggerValue("opened", name) })
  if (shared.owner !== parentElement) {
    shared.stop?.()
    shared.owner = parentElement
    shared.stop = start()
  }
  describe()
  return () => {
    if (shared.owner !== parentElement) return
    shared.stop()
    delete shared.owner
    delete shared.stop
  }
}

function start() {
  const stopping = new AbortController()
  const on = (target, kinds, act) => {
    for (const kind of kinds.split(" ")) target.addEventListener(kind, act, { capture: true, signal: stopping.signal })
  }
  on(document, "pointerover", pointAt)
  on(document, "pointerdown", pressElsewhere)
  on(document, "click", press)
  on(document, "focusin", takeFocus)
  on(document, "focusout", loseFocus)
  on(document, "keydown", key)
  on(window, "scroll resize", place)
  const observer = new MutationObserver(follow)
  observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] })
  return () => {
    hide()
    stopping.abort()
    observer.disconnect()
  }
}

// Screen readers read the sentence after the word, whether or not anything is shown.
function describe() {
  shared.isToDescribe = false
  for (const link of document.querySelectorAll(`a[href^="${shared.data.address}"]`)) {
    const sentence = termOf(link)?.sentence
    if (sentence && link.getAttribute("aria-description") !== sentence) link.setAttribute("aria-description", sentence)
  }
}

// Once a frame, however much is drawn anew.
function follow(changes) {
  if (!shared.isToDescribe && changes.some(({ type, addedNodes }) => type === "attributes" || addedNodes.length)) {
    shared.isToDescribe = true
    requestAnimationFrame(describe)
  }
  if (shared.link && !shared.link.isConnected) hide()
}

function linkAt(target) {
  const link = target instanceof Element ? target.closest("a[href]") : null
  return link && termOf(link) ? link : null
}

function termOf(link) {
  const address = link.getAttribute("href")
  const { address: start, terms } = shared.data
  return address.startsWith(start) ? terms[address.slice(start.length)] : undefined
}

const isInside = (node) => node instanceof Node && Boolean(shared.box?.contains(node))

function later(delay, act) {
  clearTimeout(shared.timer)
  shared.timer = setTimeout(act, delay)
}

function pointAt(event) {
  if (event.pointerType !== "mouse") return
  const link = linkAt(event.target)
  if (link && link !== shared.link) later(shared.link ? 0 : HOVER_DELAY, () => link.isConnected && show(link))
  else if (link || isInside(event.target)) clearTimeout(shared.timer)
  else if (!shared.link) clearTimeout(shared.timer)
  else if (!shared.isHeld && document.activeElement !== shared.link) later(LEAVE_DELAY, hide)
}

function pressElsewhere(event) {
  if (shared.link && !isInside(event.target) && linkAt(event.target) !== shared.link) hide()
}

function press(event) {
  const link = linkAt(event.target)
  if (!link) return
  // The address stays as it is, and so does the page.
  event.preventDefault()
  event.stopPropagation()
  if (shared.link === link && shared.isHeld) return hide()
  show(link)
  shared.isHeld = true
}

function takeFocus(event) {
  const link = linkAt(event.target)
  if (link && link !== shared.link && link.matches(":focus-visible")) show(link)
}

function loseFocus(event) {
  const isOurs = event.target === shared.link || isInside(event.target)
  if (!isOurs || event.relatedTarget === shared.link || isInside(event.relatedTarget)) return
  // A window that is left keeps what it shows.
  if (document.hasFocus()) hide()
}

function key(event) {
  if (!shared.link) return
  if (event.key === "Escape") {
    // It goes alone, not with the dialog that it may stand in.
    event.preventDefault()
    event.stopImmediatePropagation()
    if (isInside(document.activeElement)) shared.link.focus()
    hide()
  } else if (event.key === "Tab") step(event)
}

// Where the sentence is held, its links come after the term's own.
function step(event) {
  const stops = [shared.link, ...shared.box.querySelectorAll("a")]
  const at = stops.indexOf(document.activeElement)
  if (at < 0 || !shared.isHeld) return
  const next = stops[at + (event.shiftKey ? -1 : 1)]
  if (next) {
    event.preventDefault()
    // A dialog that keeps the focus within itself would move it on.
    event.stopImmediatePropagation()
    next.focus()
  } else {
    // From the term the browser goes on by itself.
    shared.link.focus()
    hide()
  }
}

function show(link) {
  hide()
  shared.link = link
  shared.isHeld = false
  shared.box = boxFor(termOf(link))
  // A dialog lets nothing outside it be reached.
  const around = link.closest("[role=dialog], [data-testid=stPopoverBody], [data-testid=stSidebar], [data-testid=stMain]")
  ;(around ?? document.body).append(shared.box)
  shared.box.showPopover()
  place()
}

function hide() {
  clearTimeout(shared.timer)
  const { box } = shared
  shared.link = shared.box = null
  shared.isHeld = false
  box?.remove()
}

function place() {
  const { link, box } = shared
  if (!link) return
  const beside = link.getClientRects()[0] ?? link.getBoundingClientRect()
  const { width, height } = box.getBoundingClientRect()
  const isAbove = beside.bottom + GAP + height > innerHeight - MARGIN && beside.top - GAP - height >= MARGIN
  const left = Math.max(Math.min(beside.left, document.documentElement.clientWidth - width - MARGIN), MARGIN)
  box.style.left = `${left}px`
  box.style.top = `${isAbove ? beside.top - GAP - height : beside.bottom + GAP}px`
}

function boxFor(term) {
  const box = document.createElement("div")
  box.className = "convoscope-term"
  box.popover = "manual"
  box.setAttribute("role", "note")
  const theme = getComputedStyle(shared.parentElement.host ?? shared.parentElement)
  for (const [ours, theirs] of Object.entries(COLOURS)) box.style.setProperty(ours, theme.getPropertyValue(theirs))
  const links = document.createElement("p")
  links.className = "links"
  links.append(...[shared.data.glossary, term.lesson].filter(isElsewhere).map(pageLink))
  box.append(line("word", term.word), line("sentence", term.sentence), links)
  return box
}

function line(name, text) {
  const paragraph = document.createElement("p")
  paragraph.className = name
  paragraph.textContent = text
  return paragraph
}

const isElsewhere = (name) => Boolean(name) && !location.pathname.endsWith(`/${name}`)

// Another page, for the same visitor: only the server can lead there without a new visit.
function pageLink(name) {
  const link = document.createElement("a")
  link.href = new URL(name, location.href).pathname
  link.textContent = shared.data.links[name]
  link.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    hide()
    shared.goTo(name)
  }
  return link
}
