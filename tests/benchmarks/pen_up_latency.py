"""Pen-up to the new answer with all maps, against a bare page with the same canvas.

Run: python -m tests.benchmarks.pen_up_latency [STROKES]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
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

# Times of the pen's lifting and of the last change of the answer and of the mosaics, in the page.
WATCH = """
() => {
  window.times = {};
  document.addEventListener("mouseup", () => { window.times = { up: performance.now() }; }, true);
  const shown = {};
  const look = (name, text) => {
    if (text && shown[name] !== text) {
      shown[name] = text;
      window.times[name] = performance.now();
    }
  };
  new MutationObserver(() => {
    look("answer", document.querySelector(".st-key-prediction")?.textContent);
    const mosaics = [...document.querySelectorAll(".pictures img")];
    look("mosaics", mosaics.map((image) => image.src).join(""));
  }).observe(document.body, {
    childList: true, subtree: true, characterData: true, attributes: true,
  });
}
"""


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
    page.mouse.move(x + 10, y + 130, steps=4)
    page.mouse.up()


def latency(page: Page, number: int, waits_for: str) -> float:
    """Milliseconds from pen-up to the last of the answer and, where there are any, the mosaics."""
    draw(page, number)
    page.wait_for_function(f"window.times.{waits_for} > window.times.up")
    wait_for_run(page)
    times = page.evaluate("window.times")
    return max(times.get("answer", 0), times.get("mosaics", 0)) - times["up"]


def main() -> None:
    """Alternate between the two pages and print the medians and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STROKES
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare_script = Path(folder) / "bare.py"
        bare_script.write_text(BARE_PAGE)
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        ours, bare = [], []
        with serving(ROOT / "app.py") as app, serving(bare_script) as bare_app:
            pages = [browser.new_page(), browser.new_page()]
            for number in range(count):
                if number % STROKES_PER_DRAWING == 0:
                    open_page(pages[0], app.url)
                    open_page(pages[1], bare_app.url)
                pages[0].bring_to_front()
                ours.append(latency(pages[0], number % STROKES_PER_DRAWING, "mosaics"))
                pages[1].bring_to_front()
                bare.append(latency(pages[1], number % STROKES_PER_DRAWING, "answer"))
        browser.close()
    print(f"ours, answer and all maps: median {statistics.median(ours):.0f} ms")
    print(f"bare page with one line:      median {statistics.median(bare):.0f} ms")
    print(f"ratio {statistics.median(ours) / statistics.median(bare):.2f} ({count} strokes each)")


if __name__ == "__main__":
    main()
