"""Seconds until 99 % of MNIST's test digits are read right: the fast recipe and the textbook's.

The same architecture, the same trainer, the same seeds, each run in a process of its own, in
turns so that a busy machine slows both. Both are tested after each epoch; the time is that of
training and testing up to the first test at 0.99 or above, from before the first gradient step.
A run that never gets there counts with its whole time, and is marked.

    python -m tests.benchmarks.time_to_99 [--seeds 0 1 2]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, replace

from cnn.network.recipe import FAST_RECIPE, Recipe

GOAL = 0.99


@dataclass(frozen=True)
class Run:
    """One training.

    Attributes:
        seconds: at the end of each epoch, its test included.
        accuracies: on MNIST's test digits, after each epoch.
    """

    seconds: tuple[float, ...]
    accuracies: tuple[float, ...]

    @property
    def reached(self) -> bool:
        """Whether any test was at the goal."""
        return max(self.accuracies) >= GOAL

    @property
    def time(self) -> float:
        """Seconds up to the goal, or of the whole run."""
        tests = zip(self.seconds, self.accuracies, strict=True)
        return next((second for second, accuracy in tests if accuracy >= GOAL), self.seconds[-1])

    def __str__(self) -> str:
        tests = " ".join(f"{accuracy:.4f}" for accuracy in self.accuracies)
        missed = "" if self.reached else ", 0.99 NEVER REACHED: the whole run counts"
        return f"{self.time:6.1f} s (after each epoch: {tests}{missed})"


def run(recipe: Recipe) -> Run:
    """Train in a process of its own.

    Args:
        recipe: of the textbook architecture.

    Returns:
        What came of it.
    """
    command = [sys.executable, "-m", "tests.benchmarks.time_to_99", "--one"]
    order = json.dumps(recipe.to_json())
    output = subprocess.run([*command, order], stdout=subprocess.PIPE, text=True, check=True).stdout
    seconds, accuracies = json.loads(output.splitlines()[-1])
    return Run(tuple(seconds), tuple(accuracies))


def train_here(recipe: Recipe) -> None:
    """Train in this process and print what `run` reads.

    Args:
        recipe: of the textbook architecture.
    """
    from cnn.datasets import load_mnist
    from cnn.network.architecture import textbook
    from cnn.training.fit import fit

    seconds, accuracies = [], []

    def note(kind: str, **fields: float | str) -> None:
        if kind == "epoch":
            seconds.append(fields["seconds"])
            accuracies.append(fields["test_accuracy"])

    fit(textbook(), recipe, load_mnist(), note)
    print(json.dumps([seconds, accuracies]))


def main() -> None:
    """Both recipes, seed by seed, and the ratio of their times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        train_here(Recipe.from_json(json.loads(options.one)))
        return
    totals = [0.0, 0.0]
    for seed in options.seeds:
        fast, textbooks = run(replace(FAST_RECIPE, seed=seed)), run(Recipe(seed=seed))
        totals = [totals[0] + fast.time, totals[1] + textbooks.time]
        print(f"seed {seed}: fast     {fast}")
        print(f"seed {seed}: textbook {textbooks}")
        print(f"seed {seed}: ratio {fast.time / textbooks.time:.3f}", flush=True)
    print(
        f"all seeds: fast {totals[0]:.1f} s, textbook {totals[1]:.1f} s, "
        f"ratio {totals[0] / totals[1]:.3f}"
    )


if __name__ == "__main__":
    main()
