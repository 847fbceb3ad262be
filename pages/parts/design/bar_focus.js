// The bar changes its buttons while one of them has the focus: Start becomes Pause, Pause becomes
// Resume. A button that goes would take the focus with it to the top of the page.

const BAR = ".st-key-training_bar"
// Which button follows another in its place; where none does, the bar itself has the focus, so that
// a second press of the same key does not press what nobody chose.
const HEIRS = ".st-key-pause_training button:enabled, .st-key-resume_training button:enabled"

const shared = (globalThis[Symbol.for("convoscope training bar")] ??= { starts: 0, last: null, wasToggle: false, stop: null })

function component({ data }) {
  // Each message from the server calls this anew; only the component's own end is told otherwise.
  shared.stop?.()
  if (data.starts > shared.starts) document.querySelector(".stMain")?.scrollTo(0, 0)
  shared.starts = data.starts
  const follow = ({ target }) => {
    shared.last = target.closest?.(`${BAR} button`) ?? null
    shared.wasToggle = Boolean(shared.last?.matches(HEIRS))
  }
  const leave = ({ target }) => {
    if (!target.closest?.(BAR)) shared.last = null
  }
  const mend = () => {
    const { last } = shared
    const isLost = last && (!last.isConnected || last.disabled)
    if (!isLost || ![document.body, last].includes(document.activeElement)) return
    const bar = document.querySelector(BAR)
    const heir = (shared.wasToggle && bar?.querySelector(HEIRS)) || bar
    if (!heir) return
    if (heir === bar) {
      bar.tabIndex = -1
      bar.setAttribute("role", "group")
      bar.setAttribute("aria-label", "Training")
    }
    shared.last = null
    heir.focus({ preventScroll: true })
  }
  const observer = new MutationObserver(mend)
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] })
  document.addEventListener("focusin", follow)
  document.addEventListener("pointerdown", leave)
  // A visitor may have come to the bar before this was there.
  if (document.activeElement?.closest(BAR)) follow({ target: document.activeElement })
  mend()
  shared.stop = () => {
    observer.disconnect()
    document.removeEventListener("focusin", follow)
    document.removeEventListener("pointerdown", leave)
  }
  return shared.stop
}
