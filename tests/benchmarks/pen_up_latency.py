"""Pen-up to the final answer with all maps, against a bare page with the same canvas.

The answer and the maps follow the pen, so at its lift they mostly stand already. What is measured
is when they last changed, counted from the lift: the text of the answer and of its ten bars, and
the pixels of the figure's canvases; 0 where they did not change any more. That the text is then
what the server answers is checked: it must be what the engine makes of the image that the server
has sent. For the record: until the server's run for this stroke has ended.

Run: python -m tests.benchmarks.pen_up_latency [STROKES]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

BARE_PAGE = """
import streamlit as st
from streamlit_drawable_canvas import st_canvas

result = st_canvas(
    stroke_width=20, stroke_color="#16202E", background_color="#FFFFFF",
    height=280, width=280, key="canvas",
)
objects = (result.json_data or {}).get("objects", [])
with st.container(key="prediction"):
    st.write(f"{len(objects)} strokes")
"""

CANVAS = "[data-testid=stBidiComponentIsolated] canvas.upper-canvas"
STROKES = 24
STROKES_PER_DRAWING = 4

# When the pen was lifted, when the answer's text and the maps' pixels last changed, and when runs
# of the server's script have ended, in the page. The maps are looked at before the stroke's last
# movement and in every frame after it, the frame's end being noted first.
WATCH = """
() => {
  const noted = (window.noted = {})
  const live = globalThis[Symbol.for("convoscope live")]
  const answer = () => {
    const parts = document.querySelectorAll(".st-key-prediction, .st-key-drawing .bars")
    return [...parts].map((part) => part.textContent).join()
  }
  const maps = () => {
    const inside = [...document.querySelectorAll(".st-key-network_figure *")]
    const root = inside.find((one) => one.shadowRoot)?.shadowRoot
    const canvases = root?.querySelectorAll(".picture canvas") ?? []
    return [...canvases].map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
      return new Uint32Array(data.buffer).reduce((sum, word) => (Math.imul(sum, 31) + word) | 0, 0)
    }).join()
  }
  let shown = {}
  noted.begin = () => {
    Object.assign(noted, { up: null, answer: 0, maps: 0, server: 0, isWatching: true })
    shown = { answer: answer(), maps: maps() }
  }
  const look = (name, read) => {
    const time = performance.now()
    const now = read()
    if (now !== shown[name]) noted[name] = time
    shown[name] = now
  }
  const app = document.querySelector("[data-testid=stApp]")
  const isRunning = () => app.dataset.testScriptState !== "notRunning"
  // A run may be over before the page has said that it runs: then the answer alone tells of it.
  noted.ended = () => Math.max(noted.server, noted.answer)
  noted.isOver = () =>
    noted.ended() > noted.up && !isRunning() && performance.now() - noted.ended() > 500
  document.addEventListener("mouseup", ({ timeStamp }) => (noted.up = timeStamp), true)
  new MutationObserver(() => look("answer", answer)).observe(document.body, {
    childList: true, subtree: true, characterData: true,
  })
  new MutationObserver(() => { if (!isRunning()) noted.server = performance.now() }).observe(app, {
    attributeFilter: ["data-test-script-state"],
  })
  live?.views.add(() => { if (noted.isWatching) look("maps", maps) })
}
"""
# Whether the answer that stands there is of the image that the server has read.
IS_THE_SERVERS = """
() => {
  const { engine, network, given, canvas } = globalThis[Symbol.for("convoscope live")]
  const probabilities = engine.forward(network, given.image).at(-1).activations
  const best = Math.max(...probabilities)
  const text = document.querySelector(".st-key-prediction").textContent
  const said = [String(probabilities.indexOf(best)), `${(100 * best).toFixed(1)}%`]
  return given.drawing === canvas.number && said.every((part) => text.includes(part))
}
"""


@dataclass(frozen=True)
class PenUp:
    """Milliseconds from the lift of the pen.

    Attributes:
        answer: until the answer and its bars last changed; 0 where they stood already.
        maps: the same of the maps; 0 on the bare page, which has none.
        server: until the server's run for the stroke has ended.
    """

    answer: float
    maps: float
    server: float

    @property
    def final(self) -> float:
        """Until the last of the answer and the maps."""
        return max(self.answer, self.maps)


def open_page(page: Page, url: str) -> None:
    """Open a page with a canvas and begin to watch it."""
    page.goto(url)
    page.locator(CANVAS).first.wait_for()
    page.locator(".st-key-prediction").wait_for()
    wait_for_run(page)
    page.evaluate(WATCH)


def wait_for_run(page: Page) -> None:
    """Wait until the script has run to its end."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def draw(page: Page, number: int) -> None:
    """Draw one stroke with the mouse; no two strokes are alike."""
    box = page.locator(CANVAS).first.bounding_box()
    x, y = box["x"] + 60 + 5 * number, box["y"] + 50 + 7 * (number % 5)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=4)
    page.mouse.move(x + 10, y + 128, steps=4)
    page.evaluate("noted.begin()")
    page.mouse.move(x + 10, y + 130)
    page.mouse.up()


def pen_up(page: Page, number: int) -> PenUp:
    """Draw a stroke and wait until all that follows from it has come."""
    draw(page, number)
    page.wait_for_function("noted.isOver()")
    page.evaluate("noted.isWatching = false")
    noted = page.evaluate("({ ...noted, server: noted.ended() })")
    return PenUp(*(max(noted[name] - noted["up"], 0) for name in ("answer", "maps", "server")))


def say(name: str, lifts: Sequence[PenUp]) -> None:
    """Print what was measured of one page."""
    final, server = ([getattr(lift, of) for lift in lifts] for of in ("final", "server"))
    stood = sum(lift.final == 0 for lift in lifts)
    print(
        f"{name}: median {statistics.median(final):.0f} ms, longest {max(final):.0f} ms; "
        f"nothing changed after the lift in {stood} of {len(lifts)}; "
        f"the server's run had ended at {statistics.median(server):.0f} ms"
    )


def main() -> None:
    """Alternate between the two pages and print the medians and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STROKES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare_script = Path(folder) / "bare.py"
        bare_script.write_text(BARE_PAGE)
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        ours, bare, other_answers = [], [], 0
        with serving(ROOT / "app.py") as app, serving(bare_script) as bare_app:
            pages = [browser.new_page(), browser.new_page()]
            for number in range(count):
                if number % STROKES_PER_DRAWING == 0:
                    open_page(pages[0], app.url)
                    open_page(pages[1], bare_app.url)
                for page, lifts in zip(pages, (ours, bare), strict=True):
                    page.bring_to_front()
                    lifts.append(pen_up(page, number % STROKES_PER_DRAWING))
                other_answers += not pages[0].evaluate(IS_THE_SERVERS)
        browser.close()
    say("ours, answer and all maps", ours)
    say("bare page with one line", bare)
    mine, rival = (
        [statistics.median(getattr(lift, of) for lift in lifts) for of in ("final", "server")]
        for lifts in (ours, bare)
    )
    print(f"ratio {mine[0] / rival[0]:.2f}, of the server's runs {mine[1] / rival[1]:.2f}")
    print(f"answers other than the server's: {other_answers} ({count} strokes each)")


if __name__ == "__main__":
    main()
