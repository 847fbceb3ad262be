"""The server's memory after ten visitors have used all of Explain and of Experiment.

Each chooses a digit of its own, every second one the other network, and opens all parts of both
pages by their buttons; every third one goes through other layers as well. The first two press all
that takes long and wait for it. All of them are still there when the memory is read.

Run: python -m tests.benchmarks.explain_experiment_memory [VISITORS]
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
from playwright.sync_api import Browser, Page, expect, sync_playwright

from cnn.handwriting.examples import EXAMPLES
from pages.parts.experiment.choice import TITLES
from pages.parts.explain.parts import PARTS
from tests.browser.screen import FINISHED, Screen
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

VISITORS = 10
MOST_MEGABYTES = 300
# Of these visitors, all that takes long is asked for.
PATIENT = 2
# Nothing here measures time; the machine may be busy.
PATIENCE_MILLISECONDS = 180_000
SAMPLE_SECONDS = 0.02
HEAVY = re.compile(r"/(tensorflow|keras|jax|torch)[/_.-]")
LAYERS = "[class*=st-key-][class*=_layer] [data-testid=stButtonGroup]"
BEGINS = re.compile(r"\(about .*\)$")


@dataclass
class Memory:
    """The resident memory of a process, watched.

    Attributes:
        process: the server.
        peak: the most so far, in megabytes.
    """

    process: psutil.Process
    peak: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)

    @property
    def now(self) -> float:
        """In megabytes."""
        megabytes = self.process.memory_info().rss / 1e6
        self.peak = max(self.peak, megabytes)
        return megabytes

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note the peak until the block ends."""
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            _ = self.now

    @property
    def heavy_libraries(self) -> list[str]:
        """Files of what the web process never loads that it has in memory."""
        return [one.path for one in self.process.memory_maps() if HEAVY.search(one.path)]


def visit(browser: Browser, url: str, number: int) -> Page:
    """All parts of both pages, by one visitor, who stays."""
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    screen = Screen(page, url)
    screen.open()
    example = EXAMPLES[number % len(EXAMPLES)]
    screen.clear()
    screen.draw(example)
    screen.expect_answer_of_the_server()
    screen.wait_until_at_rest()
    if number % 2:
        screen.choose_network("textbook")
    for title, parts in (
        ("Explain", [part.title for part in PARTS.values()]),
        ("Experiment", list(TITLES.values())),
    ):
        screen.go(title)
        for part in parts:
            page.get_by_test_id("stButtonGroup").first.get_by_text(part, exact=True).click()
            wait(page)
            if number % 3 == 2:
                see_other_layers(page)
            if number < PATIENT:
                begin_all(page)
    return page


def wait(page: Page) -> None:
    """Until the run that a click begins has ended."""
    page.wait_for_timeout(300)
    page.wait_for_selector(FINISHED)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def see_other_layers(page: Page) -> None:
    """Each layer that the part's picker offers."""
    layers = page.locator(LAYERS).get_by_role("radio")
    for number in range(layers.count()):
        layers.nth(number).click()
        wait(page)


def begin_all(page: Page) -> None:
    """Press what begins long work, one after the other, until none is left."""
    begins = page.get_by_test_id("stMain").get_by_role("button", name=BEGINS)
    while begins.count():
        begins.first.click()
        wait(page)


def main() -> None:
    """Print the memory at the start, after each visitor and at the most."""
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else VISITORS
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with serving(ROOT / "app.py") as server, sync_playwright() as playwright:
        memory = Memory(psutil.Process(server.process.pid))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        with memory.watched():
            print(f"at the start:        {memory.now:4.0f} MB", flush=True)
            for number in range(visitors):
                visit(browser, server.url, number)
                print(f"after visitor {number + 1:2}:    {memory.now:4.0f} MB", flush=True)
        print(f"at the most:         {memory.peak:4.0f} MB")
        after, heavy = memory.now, memory.heavy_libraries
        print(f"after {visitors} visitors: {after:.0f} MB, to be under {MOST_MEGABYTES}")
        print("keras or tensorflow loaded:", "\n".join(heavy) if heavy else "no")
        browser.close()
    sys.exit(after >= MOST_MEGABYTES or bool(heavy))


if __name__ == "__main__":
    main()
