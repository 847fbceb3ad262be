"""How long runs take here, against what was announced before: by shipped and by learned speeds.

Several designs train one after the other with the trainer that the page starts, on synthetic
digits. Before each run both times are announced: by the figures that ship, and by what the runs
before it have taught. The ratio is the announced time to the measured one, from the start of the
trainer to its end.

    python -m tests.benchmarks.announced_time [--images 4000] [--rounds 2]
"""

from __future__ import annotations

import argparse
import time

from cnn.network.architecture import Architecture
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.estimate import announced, estimated_seconds

NAMES = ("dense_only", "textbook", "strided")


def measure(name: str, recipe: Recipe) -> None:
    """Announce, train, and print both beside the time that it took."""
    architecture = Architecture(DESIGNS[name])
    shipped = estimated_seconds(architecture, recipe)
    learned = announced(architecture, recipe)
    began = time.monotonic()
    job = jobs.start(architecture, recipe, name)
    while jobs.poll(job).is_running:
        time.sleep(0.2)
    taken = time.monotonic() - began
    if job.progress.state == "failed":
        raise SystemExit(job.progress.message)
    own = f"{learned.seconds:6.1f} s ({learned.seconds / taken:.2f})"
    print(
        f"{name:12} took {taken:6.1f} s, {job.progress.seconds:6.1f} s of it training and testing; "
        f"announced by shipped figures {shipped:6.1f} s ({shipped / taken:.2f}), "
        f"by own runs {own if learned.is_measured else 'none yet'}",
        flush=True,
    )


def main() -> None:
    """Each design once, then again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    recipe = Recipe(epochs=1, training_images=arguments.images, data="synthetic")
    for _ in range(arguments.rounds):
        for name in NAMES:
            measure(name, recipe)


if __name__ == "__main__":
    main()
