"""A tab that was reloaded tells the server what it has kept, and then is still."""

from tests.browser.screen import Screen

# What repeats itself until it is told not to, and how often anything ever did.
NOTE_INTERVALS = """
const [set, clear] = [setInterval, clearInterval]
globalThis.repeating = { going: new Set(), ever: 0 }
globalThis.setInterval = (act, delay, ...rest) => {
  const timer = set(act, delay, ...rest)
  if (delay === 3000) {
    repeating.going.add(timer)
    repeating.ever++
  }
  return timer
}
globalThis.clearInterval = (timer) => {
  repeating.going.delete(timer)
  clear(timer)
}
"""


def test_the_tab_stops_telling_its_secret_once_it_was_heard(screen: Screen):
    page = screen.page
    page.add_init_script(NOTE_INTERVALS)
    screen.open()
    screen.wait_until_at_rest()
    page.reload()
    page.wait_for_function("repeating.ever > 0 && repeating.going.size === 0")
