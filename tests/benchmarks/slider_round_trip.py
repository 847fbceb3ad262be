"""From moving a control on a Learn page to its effect, against a bare page with one slider.

Run: python -m tests.benchmarks.slider_round_trip [MOVES] [PAGE ...]

Each control is moved there and back by keys; its effect is the moment when the figure has taken
what the server answered. The bare page has one slider and one text. All are measured by turns in
one run, so that what else the machine does is the same for all.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

BARE_PAGE = """
import streamlit as st

size = st.slider("Size", 3, 28, 5)
st.markdown(f"effect {size}")
"""
MOVES = 40
WARM_UP = 4
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"


@dataclass(frozen=True)
class Control:
    """A control and where its effect is seen.

    Attributes:
        page: its address; empty for the bare page.
        there: a CSS selector of what takes the key, and the key: an arrow for a slider, Enter for a
            button or a choice.
        back: the same for the way back.
        effect: CSS selector of what changes with every move, within shadow roots, too: its text
            and its attributes are watched, of a canvas its pixels.
    """

    page: str
    there: tuple[str, str]
    back: tuple[str, str]
    effect: str


HANDLE = "[data-testid=stSlider] input[type=range]"


def slider(page: str, key: str, effect: str) -> Control:
    """A slider of a Learn page, by its widget's key."""
    handle = f".st-key-{key} input[type=range]"
    return Control(page, (handle, "ArrowLeft"), (handle, "ArrowRight"), effect)


def choice(page: str, key: str, effect: str) -> Control:
    """The first two of a few options in a row."""
    first, second = (f".st-key-{key} button:nth-of-type({number})" for number in (1, 2))
    return Control(page, (second, "Enter"), (first, "Enter"), effect)


def toggle(page: str, key: str, effect: str) -> Control:
    """An option that is on or off."""
    switch = f".st-key-{key} input"
    return Control(page, (switch, "Space"), (switch, "Space"), effect)


BARE = Control("", (HANDLE, "ArrowRight"), (HANDLE, "ArrowLeft"), ".stMarkdown p")
# The controls of the Learn pages whose effect Python computes, at least one of each page.
CONTROLS = (
    choice("local_patterns", "window_size", ".cells.kernel"),
    choice("patches_to_map", "patches_layer", ".vectors .steps"),
    slider("padding", "padding_input", ".linked figcaption"),
    choice("padding", "padding_kind", ".linked figcaption"),
    slider("strides", "strides_filter", ".linked canvas"),
    choice("strides", "strides_stride", ".linked"),
    choice("max_pooling", "pooling_layer", ".pooling figcaption"),
    toggle("downsampling", "downsampling_after_conv1", ".fields"),
    choice("translation", "translation_direction", "[data-testid=stTable]"),
    choice("hierarchy", "hierarchy_layer", ".gallery .heading"),
    choice("fewer_examples", "fewer_share", ".js-plotly-plot .yaxislayer-above"),
)

# From the key that moves the control to when what is shown is first another than before. What is
# looked at is sought once and again only where it has gone, so that looking costs all pages alike.
WATCH = """
(selector) => {
  const everywhere = (root) => {
    const found = [...root.querySelectorAll(selector)];
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) found.push(...everywhere(element.shadowRoot));
    }
    return found;
  };
  let watched = everywhere(document);
  const lookOf = (element) => (element.toDataURL ? element.toDataURL() : element.outerHTML);
  const shown = () => {
    const areThere = watched.length && watched.every((element) => element.isConnected);
    if (!areThere) watched = everywhere(document);
    return watched.map(lookOf).join();
  };
  window.taken = null;
  const before = shown();
  document.addEventListener("keydown", () => {
    const started = performance.now();
    const look = () => {
      if (shown() !== before) window.taken = performance.now() - started;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
}
"""


def open_control(browser: Browser, url: str, control: Control) -> Page:
    """A window on the control's page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{url}/{control.page}")
    page.wait_for_selector(FINISHED)
    page.locator(control.effect).first.wait_for()
    return page


def round_trip(page: Page, control: Control, number: int) -> float:
    """Milliseconds from a move to its effect."""
    selector, key = control.back if number % 2 else control.there
    target = page.locator(selector).first
    page.bring_to_front()
    page.evaluate(WATCH, control.effect)
    target.press(key)
    page.wait_for_function("window.taken !== null")
    page.wait_for_selector(FINISHED)
    return page.evaluate("window.taken")


def main() -> None:
    """Alternate between all controls and print the medians and their ratios to the bare page."""
    arguments = sys.argv[1:]
    moves = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else MOVES
    chosen = [control for control in CONTROLS if not arguments or control.page in arguments]
    controls = [BARE, *chosen]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare_script = Path(folder) / "bare.py"
        bare_script.write_text(BARE_PAGE)
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        with serving(ROOT / "app.py") as app, serving(bare_script) as bare_app:
            open_control(browser, app.url, Control("", ("", ""), ("", ""), ".stMain")).close()
            pages = [
                open_control(browser, bare_app.url if control is BARE else app.url, control)
                for control in controls
            ]
            times: list[list[float]] = [[] for _ in controls]
            for number in range(WARM_UP + moves):
                for page, control, taken in zip(pages, controls, times, strict=True):
                    taken.append(round_trip(page, control, number))
        browser.close()
    bare, *medians = (statistics.median(taken[WARM_UP:]) for taken in times)
    print(f"bare page, one slider and one text: median {bare:.0f} ms")
    for control, median in zip(chosen, medians, strict=True):
        name = f"{control.page}, {control.there[0].split()[0].removeprefix('.st-key-')}"
        print(f"{name}: median {median:.0f} ms, ratio {median / bare:.2f}")
    print(f"{moves} moves each, by turns")


if __name__ == "__main__":
    main()
