"""Trained networks beside each other: what each costs and how well it reads."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from cnn.lessons.trained_results import LabRun, Speed
from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe

# What the tables' seconds are, in words.
PROCESSOR_SECONDS = (
    "Processor seconds are those of all cores together, measured by turns on one machine: two "
    "cores to themselves take about half as long by the clock."
)


@dataclass(frozen=True)
class Contender:
    """One of the networks that are compared.

    Attributes:
        network: what the pages call it, as in `LabRun`.
        runs: by the same recipe, one for each seed.
        speed: measured by turns with the others'.
    """

    network: str
    runs: tuple[LabRun, ...]
    speed: Speed

    @property
    def architecture(self) -> Architecture:
        """The layers."""
        return self.runs[0].architecture

    @property
    def recipe(self) -> Recipe:
        """How it was trained, by the first run's seed."""
        return self.runs[0].recipe

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Test accuracy of each run, 0 to 1."""
        return tuple(run.test_accuracy for run in self.runs)

    @property
    def mean(self) -> float:
        """Mean test accuracy, 0 to 1."""
        return statistics.fmean(self.accuracies)

    @property
    def processor_seconds(self) -> float:
        """The processor time of one run, of all cores together, as it was measured by turns."""
        return self.speed.processor_seconds(self.recipe)


def seeds_overlap(one: Contender, other: Contender) -> bool:
    """Whether the seeds alone can turn round which of two networks reads better.

    So it is where the worst run of the one that is better on average is no better than the best
    run of the other.
    """
    better, worse = sorted((one, other), key=lambda contender: contender.mean, reverse=True)
    return min(better.accuracies) <= max(worse.accuracies)
