"""Pen-up to the server's answer while a run trains on the host, against idle.

The answer and the maps that stand there at once come from the browser, and are told as well.

One run of the textbook network trains throughout; it is paused for every other drawing, so that
both are measured by turns on the same machine, in the same browser, in one go.

    python -m tests.benchmarks.pen_up_while_training [STROKES]
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from playwright.sync_api import sync_playwright

from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from tests.benchmarks.pen_up_latency import STROKES_PER_DRAWING, PenUp, open_page, pen_up, say
from tests.serving import BROWSER_ARGUMENTS, ROOT, browser_path, serving

STROKES = 24


def wait_for(job: Job, holds: Callable[[Progress], bool]) -> None:
    """Wait until something holds of a run, which must not end."""
    while not holds(progress := jobs.poll(job)):
        if not progress.is_running:
            raise SystemExit(progress.message)
        time.sleep(0.1)


def main() -> None:
    """Draw by turns with the run paused and going on; print the medians and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else STROKES
    lifts: dict[str, list[PenUp]] = {"paused": [], "training": []}
    job = jobs.start(textbook(), Recipe(epochs=50))
    wait_for(job, lambda progress: progress.images_per_second)
    with sync_playwright() as playwright, serving(ROOT / "app.py") as app:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        page = browser.new_page()
        for drawing in range(2 * count // STROKES_PER_DRAWING):
            is_training = drawing % 2 == 1
            state = "training" if is_training else "paused"
            jobs.resume(job) if is_training else jobs.pause(job)
            wait_for(job, lambda progress, state=state: progress.state == state)
            open_page(page, app.url)
            lifts[state] += [pen_up(page, number) for number in range(STROKES_PER_DRAWING)]
        browser.close()
    speed = jobs.poll(job).images_per_second
    jobs.discard(job)
    say("nothing trains", lifts["paused"])
    say("a run trains", lifts["training"])
    idle, training = (
        statistics.median(lift.server for lift in lifts[state]) for state in ("paused", "training")
    )
    print(
        f"ratio of the server's runs {training / idle:.2f} (wanted: 1.5 or less); "
        f"the run: {speed:,.0f} images/s"
    )


if __name__ == "__main__":
    main()
