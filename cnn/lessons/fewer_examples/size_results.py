"""Runs on as many training digits, put together over their seeds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from cnn.lessons.trained_results import LabRun


@dataclass(frozen=True)
class SizeResult:
    """What a network makes of so many training digits, over several seeds.

    Attributes:
        network: textbook or dense.
        images: training digits.
        runs: one for each seed.
    """

    network: str
    images: int
    runs: tuple[LabRun, ...]

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Test accuracy of each seed's run."""
        return tuple(run.test_accuracy for run in self.runs)

    @property
    def mean(self) -> float:
        """Mean test accuracy."""
        return statistics.fmean(self.accuracies)

    @property
    def lowest(self) -> float:
        """The worst seed's test accuracy."""
        return min(self.accuracies)

    @property
    def highest(self) -> float:
        """The best seed's test accuracy."""
        return max(self.accuracies)

    @property
    def spread(self) -> float:
        """From the worst to the best seed's test accuracy: what chance alone brings about."""
        return self.highest - self.lowest


def by_size(runs: Sequence[LabRun]) -> tuple[SizeResult, ...]:
    """Runs that differ in nothing but their seed, put together.

    One result for each network and number of training digits, in the order of the runs.
    """
    groups: dict[tuple[str, int], list[LabRun]] = {}
    for run in runs:
        groups.setdefault((run.network, run.recipe.training_images), []).append(run)
    return tuple(SizeResult(*key, tuple(group)) for key, group in groups.items())
