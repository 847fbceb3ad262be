"""Trained networks beside each other: what each costs and how well it reads."""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass

from cnn.lessons.trained_results import LabRun, Speed
from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.ties import largest

# MNIST's, on which every accuracy here was measured.
TEST_DIGITS = 10_000

# What the tables' seconds are, in words.
PROCESSOR_SECONDS = (
    "Processor seconds add up the work of all cores of one machine, where the networks were "
    "trained in turns. Two cores with nothing else to do need about half as long by the clock."
)
# What `accuracy_margin` is, in words.
CHANCE = (
    "What chance explains is two standard errors of the difference, as so many test digits give "
    "them or as the runs do, whichever is larger."
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


def accuracy_margin(one: Contender, other: Contender) -> float:
    """The difference of two mean accuracies up to which chance alone may have made it.

    Two standard errors of the difference, as the test digits give them or as the seeds do,
    whichever is the larger. The networks are taken to err on digits of their own; where they err on
    the same ones, chance makes less.
    """
    of_digits = sum(each.mean * (1 - each.mean) / TEST_DIGITS for each in (one, other))
    of_seeds = sum(
        statistics.variance(each.accuracies) / len(each.accuracies)
        for each in (one, other)
        if len(each.accuracies) > 1
    )
    return 2 * math.sqrt(max(of_digits, of_seeds))


def better_readers(one: Contender, other: Contender) -> tuple[str, ...]:
    """Whose mean accuracy is the better one; both where chance may have made the difference."""
    means = {each.network: each.mean for each in (one, other)}
    return largest(means, accuracy_margin(one, other))
