"""What a visitor does: open pages, draw with the mouse, read the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Locator, Page, TimeoutError, expect

from cnn.handwriting.examples import Example
from pages.parts.lessons import LESSONS

CANVAS = "[data-testid=stBidiComponentIsolated] canvas.upper-canvas"
FINISHED = "[data-testid=stApp][data-test-script-state=notRunning]"
NARROW = 768
# Whether the tab keeps a drawing of so many strokes; and whether as the server has read it, which
# says what it has heard of.
KEPT = """
(strokes) =>
  JSON.parse(sessionStorage["convoscope-kept-visit"] ?? "{}").drawing?.objects.length === strokes
"""
KEPT_AS_READ = f"""
(strokes) => ({KEPT.strip()})(strokes)
  && "heard" in JSON.parse(sessionStorage["convoscope-kept-visit"]).drawing
"""
# No run goes on, and what it said is there, at the same moment: the end of the very first one can
# be seen before anything that it said. Each page has components of ours.
RUN_HAS_ENDED = f"""
() => document.querySelector("{FINISHED}") && !document.querySelector("[data-testid=stSkeleton]")
  && document.querySelector("[data-testid^=stBidiComponent]")
"""
# A component whose script has not come, or not been run.
NOT_DRAWN = "[data-testid^=stBidiComponent]:not([data-is-drawn])"
IS_WHOLE = f"() => ({RUN_HAS_ENDED})() && !document.querySelector('{NOT_DRAWN}')"
# So many frames in a row without a run, a sign of one, or anything out of date.
AT_REST = """
() => {
  const isBusy = document.querySelector(
    "[data-testid=stApp]:not([data-test-script-state=notRunning]), [data-stale=true], "
      + "[data-testid=stStatusWidget]"
  )
  window.framesAtRest = isBusy ? 0 : (window.framesAtRest ?? 0) + 1
  return window.framesAtRest > 30
}
"""
# From now on, whether a run has begun or ended.
NOTE_RUNS = """
() => {
  window.hasRun = false
  new MutationObserver(() => { window.hasRun = true }).observe(
    document.querySelector("[data-testid=stApp]"), {attributeFilter: ["data-test-script-state"]}
  )
}
"""
STEP_PIXELS = 9.0
# A minute and more: nothing here is a measurement.
MOST_FRAMES = 5000
# How often a list is opened again that closes by itself, and how long a click waits for it.
MOST_OPENINGS, OPEN_MILLISECONDS = 12, 5_000
# And a choice to be followed by a run.
HEARD_MILLISECONDS = 20_000
PAGES = {"draw": ""} | {
    name: name
    for name in (
        "feature_maps",
        "filters",
        "explain",
        "experiment",
        "train",
        "evaluate",
        *(lesson.name for lesson in LESSONS),
        "glossary",
    )
}


@dataclass(frozen=True)
class Screen:
    """One browser window on the app.

    Attributes:
        page: Playwright's page.
        url: the server's address.
    """

    page: Page
    url: str

    def open(self, name: str = "draw") -> None:
        """Open a page by its address and wait until it is whole."""
        self.page.goto(f"{self.url}/{PAGES[name]}")
        self.wait_until_whole()

    def go(self, title: str) -> None:
        """Go to another page by the menu, as the same visitor."""
        opener = self.page.get_by_test_id("stExpandSidebarButton")
        if opener.is_visible():
            opener.click()
        self.page.get_by_test_id("stSidebarNavLink").filter(has_text=title).click()
        expect(self.page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        if self.is_narrow:
            # On a narrow screen the menu covers the page until it is closed.
            self.page.get_by_test_id("stSidebar").hover()
            self.page.get_by_role("button", name="Collapse sidebar").click()
            expect(opener).to_be_visible()
        self.wait_until_whole()

    def wait_until_run_ends(self) -> None:
        """Wait until the server has said what the page shows."""
        self.page.wait_for_function(RUN_HAS_ENDED)
        expect(self.page.get_by_test_id("stException")).to_have_text([])

    def wait_until_whole(self) -> None:
        """Wait until the script has run to its end and every component shows what it was told."""
        self.page.wait_for_function(IS_WHOLE)
        expect(self.page.get_by_test_id("stException")).to_have_text([])

    def wait_until_at_rest(self) -> None:
        """Wait until the page is whole, nothing of it is faded, and no run has begun for a while.

        A page may ask for another run once its components have come.
        """
        self.wait_until_whole()
        self.page.wait_for_function(AT_REST)

    def choose_network(self, name: str) -> None:
        """Choose another network in the sidebar, and wait for what comes of it."""
        self.choose("Network", name)

    def choose(self, label: str, name: str) -> None:
        """Choose another option of a list, and wait for what comes of it."""
        option = self.page.get_by_role("option", name=name, exact=True)
        for _ in range(MOST_OPENINGS):
            self.wait_until_at_rest()
            self.page.get_by_role("combobox", name=label).click()
            self.page.evaluate(NOTE_RUNS)
            try:
                option.click(timeout=OPEN_MILLISECONDS)
                self.page.wait_for_function("window.hasRun", timeout=HEARD_MILLISECONDS)
            except TimeoutError:
                continue  # a run that began has closed the list, before the click or under it
            return self.wait_until_at_rest()
        raise AssertionError(f"no run followed a choice of {name} from the list {label}")

    def wait_until_kept(self, strokes: int) -> None:
        """Wait until the tab has kept a drawing of so many strokes, as the server has read it.

        The answer beside the canvas is the browser's own, and there before.
        """
        self.page.wait_for_function(KEPT_AS_READ, arg=strokes)

    def wait_until(self, has_happened: Callable[[], bool]) -> None:
        """Wait for what the test itself is told of, while the page goes on."""
        for _ in range(MOST_FRAMES):
            if has_happened():
                return
            self.wait_a_frame()
        raise AssertionError("it has not happened")

    def wait_a_frame(self) -> None:
        """Let the browser draw once."""
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    @property
    def is_narrow(self) -> bool:
        """Whether the menu covers the page, as on a phone."""
        return self.page.viewport_size["width"] < NARROW

    @property
    def canvas(self) -> Locator:
        """The drawing canvas."""
        return self.page.locator(CANVAS).first

    @property
    def prediction(self) -> Locator:
        """The container with the answer."""
        return self.page.locator(".st-key-prediction")

    def expect_prediction(self, digit: int) -> None:
        """Wait until the answer begins with a digit."""
        expect(self.prediction).to_have_text(re.compile(rf"^\s*{digit}"))

    def stroke(self, points: Sequence[Sequence[float]]) -> None:
        """Draw one stroke with the mouse, in canvas pixels."""
        self.hold(points)
        self.page.mouse.up()

    def hold(self, points: Sequence[Sequence[float]]) -> None:
        """Draw one stroke, and do not lift the pen."""
        self.canvas.scroll_into_view_if_needed()
        box = self.canvas.bounding_box()
        path = _dense(np.asarray(points, float)) + np.array([box["x"], box["y"]])
        self.page.mouse.move(*path[0])
        self.page.mouse.down()
        for x, y in path[1:]:
            self.page.mouse.move(x, y)
            # A browser hands on one place of the mouse per frame: let it have each of them.
            self.wait_a_frame()

    def expect_answer_of_the_server(self) -> None:
        """Wait until the Draw page shows the server's answer to what is on the canvas."""
        expect(self.page.locator(".st-key-drawing:is([data-live], [data-ahead])")).to_have_count(0)
        self.wait_until_whole()

    def draw(self, example: Example, scale: float = 1.0, shift: float = 0.0) -> None:
        """Draw a digit with the mouse, as large and where one likes."""
        for stroke in example.strokes:
            self.stroke((np.asarray(stroke) * scale + shift).tolist())

    def clear(self) -> None:
        """Clear the canvas by its button and wait until the app has said so."""
        self.page.get_by_role("button", name="Clear", exact=True).click()
        expect(self.page.get_by_text("The canvas is empty.")).to_be_visible()

    def expect_no_sideways_scrolling(self) -> None:
        """Nothing is wider than the window."""
        wider = self.page.evaluate(
            "() => { const main = document.querySelector('.stMain');"
            " return main.scrollWidth - main.clientWidth; }"
        )
        assert wider <= 0


def _dense(points: np.ndarray) -> np.ndarray:
    """The same path with points at most nine pixels apart, as a hand leaves them."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    travelled = np.concatenate([[0], np.cumsum(lengths)])
    steps = max(int(np.ceil(travelled[-1] / STEP_PIXELS)), 1)
    at = np.union1d(np.linspace(0, travelled[-1], steps + 1), travelled[[0, -1]])
    corners = travelled[1:-1][lengths[1:] > STEP_PIXELS]
    at = np.union1d(at, corners)
    return np.stack([np.interp(at, travelled, points[:, i]) for i in range(2)], axis=1)
