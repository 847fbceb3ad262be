"""From pointing at a cell to its sum worked out on screen, against a bare page with one button.

Run: python -m tests.benchmarks.pointing_at_cells [MOVES]

On Feature maps and on Filters the pointer moves from cell to cell of a map; the effect is the frame
after the one in which the heading above the sum names the other cell. The bare page has one button
and one text, which the server writes. All are measured by turns in one run.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.screen import FINISHED
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

BARE_PAGE = """
import streamlit as st

st.button("Again", key="again")
st.session_state["count"] = st.session_state.get("count", 0) + 1
st.header(f"effect {st.session_state['count']}")
"""
MOVES = 40
WARM_UP = 4


@dataclass(frozen=True)
class Place:
    """Where the pointer goes, and where its effect is read.

    Attributes:
        name: to print.
        page: its address; empty for the bare page.
        target: CSS selector of the map, or of the button.
        effect: CSS selector of the text that changes.
        is_click: whether the effect follows a click rather than the pointer's movement.
    """

    name: str
    page: str
    target: str
    effect: str
    is_click: bool = False


BARE = Place("bare page, one button and one text", "", ".st-key-again button", "h2", True)
PLACES = (
    Place("Feature maps, conv1", "feature_maps", ".one canvas", "h2.cell"),
    Place("Feature maps, conv2", "feature_maps?layer=conv2", ".one canvas", "h2.cell"),
    Place("Filters, conv2", "filters?convolution=conv2", ".one-filter canvas >> nth=1", "h2.cell"),
)

# The time of the event, and of the frame after the one in which the text is another one.
WATCH = """
([effect, event]) => {
  const everywhere = (root) => {
    const found = root.querySelector(effect)
    if (found) return found
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && everywhere(element.shadowRoot)
      if (inside) return inside
    }
    return null
  }
  let shown = everywhere(document)
  const before = shown.textContent
  window.taken = null
  document.addEventListener(event, ({ timeStamp }) => {
    const look = () => {
      if (!shown.isConnected) shown = everywhere(document) ?? shown
      if (shown.textContent === before) requestAnimationFrame(look)
      else requestAnimationFrame(() => (window.taken = performance.now() - timeStamp))
    }
    requestAnimationFrame(look)
  }, { capture: true, once: true })
}
"""


def open_place(browser: Browser, url: str, place: Place) -> Page:
    """A window on the page, once it is whole."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{url}/{place.page}")
    page.wait_for_selector(FINISHED)
    page.locator(place.target).wait_for()
    return page


def milliseconds(page: Page, place: Place, number: int) -> float:
    """From the pointer to the effect; each time another cell."""
    page.bring_to_front()
    page.locator(place.effect).first.wait_for()
    box = page.locator(place.target).bounding_box()
    assert box
    share = (0.05 + 0.09 * (number % 11)) if not place.is_click else 0.5
    page.evaluate(WATCH, [place.effect, "click" if place.is_click else "pointermove"])
    page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"])
    if place.is_click:
        page.mouse.down()
        page.mouse.up()
    page.wait_for_function("() => window.taken !== null")
    page.wait_for_selector(FINISHED)
    return page.evaluate("window.taken")


def report(place: Place, taken: Sequence[float], bare: float) -> None:
    """One line: the median and the 95th percentile, and the ratio to the bare page."""
    median, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    ratio = "" if place is BARE else f", ratio {median / bare:.2f}"
    print(f"{place.name}: median {median:.1f} ms, 95 % within {high:.1f} ms{ratio}")


def main() -> None:
    """Alternate between all places and print what they took."""
    moves = int(sys.argv[1]) if len(sys.argv) > 1 else MOVES
    places = (BARE, *PLACES)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare_script = Path(folder) / "bare.py"
        bare_script.write_text(BARE_PAGE)
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        with serving(ROOT / "app.py") as app, serving(bare_script) as bare_app:
            urls = [bare_app.url if place is BARE else app.url for place in places]
            pages = [
                open_place(browser, url, place) for url, place in zip(urls, places, strict=True)
            ]
            times: list[list[float]] = [[] for _ in places]
            for number in range(WARM_UP + moves):
                for page, place, taken in zip(pages, places, times, strict=True):
                    taken.append(milliseconds(page, place, number))
        browser.close()
    bare = statistics.median(times[0][WARM_UP:])
    for place, taken in zip(places, times, strict=True):
        report(place, taken[WARM_UP:], bare)
    print(f"{moves} each, by turns")


if __name__ == "__main__":
    main()
