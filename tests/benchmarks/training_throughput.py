"""Training images per second: ours, started on the page and watched live, and plain `model.fit`.

Both train the textbook network on MNIST with batch 64, in a process of their own with the same
niceness, and both are timed alike: from the first report after the first call into TensorFlow,
which traces the step, to the end of the epoch, by the clock on the wall. Ours is started by the
button of the Train page, which stays open in Chromium on the same machine and shows the run live:
the page's drawing, the server's polls, reports, checkpoints and the looking for a visitor's wishes
are all in ours; starting, tracing and testing are in neither. A second run of ours is left alone
once it trains, as where the visitor's browser is on another machine: without the page's drawing.
All take turns, so that a busy machine slows them alike; the ratios are of the medians. The browser
is there, idle, for the others as well.

    python -m tests.benchmarks.training_throughput [--images 40000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright

from cnn.runs.job import REPOSITORY
from cnn.runs.progress import ProgressReader
from cnn.training.worker import NICENESS
from tests.serving import BROWSER_ARGUMENTS, ROOT, Server, browser_path, serving

POLL_SECONDS = 0.05
PATIENCE_MS = 180_000

PLAIN_FIT = """
import os, sys, time
if hasattr(os, "nice"): os.nice({niceness})
import keras
from cnn.network.architecture import textbook
from cnn.datasets import load_mnist
from cnn.network.recipe import Recipe
from cnn.training.build import build_keras, compile_model

class Clock(keras.callbacks.Callback):
    first = None
    def on_train_batch_end(self, batch, logs=None):
        self.last = (batch + 1, time.perf_counter())
        self.first = self.first or self.last

images, labels = load_mnist()[0]
x = images[:{images}, ..., None].astype("float32") / 255
y = keras.utils.to_categorical(labels[:{images}], 10)
recipe = Recipe(epochs=1, training_images={images})
model = build_keras(textbook(), 0)
compile_model(model, recipe)
clock = Clock()
model.fit(x, y, batch_size=recipe.batch_size, epochs=1, verbose=0, callbacks=[clock])
first, last = clock.first, clock.last
trained = min(last[0] * recipe.batch_size, {images}) - first[0] * recipe.batch_size
print(trained / (last[1] - first[1]))
"""


def ours(page: Page, server: Server, images: int, is_watched: bool) -> float:
    """Images per second of a run that is started on the Train page.

    Args:
        page: a window, on top of the browser's.
        server: the app.
        images: training images of the run's one epoch.
        is_watched: whether the page stays open while it trains.

    Returns:
        From what the run's file of progress said when.
    """
    page.goto(
        f"{server.url}/train?design=c32-m2-c64-m2-c64-d64&data=mnist&images={images}&epochs=1"
    )
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("images/s").wait_for(timeout=PATIENCE_MS)
    if not is_watched:
        page.goto("about:blank")
    (trainer,) = psutil.Process(server.process.pid).children()
    reader = ProgressReader(Path(trainer.cmdline()[-1]), images)
    seen: list[tuple[int, float]] = []
    while (progress := reader.read()).is_running and trainer.is_running():
        if progress.images_done > (seen[-1][0] if seen else 0):
            seen.append((progress.images_done, time.perf_counter()))
        time.sleep(POLL_SECONDS)
    if progress.state != "finished":
        raise SystemExit(progress.message or "the trainer has gone")
    page.goto("about:blank")
    (first_images, first_time), (last_images, last_time) = seen[0], seen[-1]
    return (last_images - first_images) / (last_time - first_time)


def plain_fit(images: int) -> float:
    """Images per second of `model.fit` on arrays.

    Args:
        images: training images of its one epoch.

    Returns:
        Timed by a callback that does nothing else.
    """
    script = PLAIN_FIT.format(images=images, niceness=NICENESS)
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2", "KERAS_BACKEND": "tensorflow"}
    ended = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        env=environment,
    )
    return float(ended.stdout.split()[-1])


def main() -> None:
    """Print both, round by round, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    results: dict[str, list[float]] = {"watched": [], "left alone": [], "model.fit": []}
    with serving(ROOT / "app.py") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for number in range(1, options.rounds + 1):
            results["watched"].append(ours(page, server, options.images, True))
            results["left alone"].append(ours(page, server, options.images, False))
            results["model.fit"].append(plain_fit(options.images))
            latest = ", ".join(f"{name} {speeds[-1]:,.0f}" for name, speeds in results.items())
            print(f"round {number}: {latest} images/s", flush=True)
        browser.close()
    medians = {name: statistics.median(speeds) for name, speeds in results.items()}
    rival = medians["model.fit"]
    print(
        f"median: ours with the page open here {medians['watched']:,.0f}, left alone "
        f"{medians['left alone']:,.0f}, model.fit {rival:,.0f} images/s; ratios "
        f"{medians['watched'] / rival:.2f} (wanted: 0.97 or more) and "
        f"{medians['left alone'] / rival:.2f}"
    )


if __name__ == "__main__":
    main()
