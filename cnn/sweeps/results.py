"""What has come of a sweep's runs so far: each run's result, and the spread over seeds."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cnn.runs.job import Job
from cnn.runs.progress import Progress
from cnn.sweeps.plan import SweepPoint

Cost = Literal["parameters", "seconds"]


@dataclass(frozen=True)
class Result:
    """One run of a sweep at this moment.

    Attributes:
        point: which run it is.
        token: of its job.
        progress: how it goes.
        accuracy: share of the test digits that it reads right, 0 to 1, at its latest test; None
            before the first.
        seconds: of training and testing, 0 or more.
        where: it trains, in words such as "on the cluster, node 2"; None on this machine.
        never_began: whether it was stopped while it waited, so that nothing was wrong with it.
    """

    point: SweepPoint
    token: str
    progress: Progress
    accuracy: float | None
    seconds: float
    where: str | None = None
    never_began: bool = False

    @property
    def parameters(self) -> int:
        """Numbers that its network learns."""
        return self.point.architecture.parameters

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come."""
        return not self.progress.is_running

    @property
    def is_counted(self) -> bool:
        """Whether it has ended well and with a test, so that it can be compared."""
        return self.progress.state == "finished" and self.accuracy is not None

    @property
    def was_stopped(self) -> bool:
        """Whether it ended well but before its recipe was through."""
        done = self.progress.images_done >= self.progress.images_total
        return self.progress.state == "finished" and not done

    def cost(self, kind: Cost) -> float:
        """What it takes of one kind."""
        return self.parameters if kind == "parameters" else self.seconds


@dataclass(frozen=True)
class Spread:
    """Runs that differ in their seeds alone.

    Attributes:
        results: of those that went through their whole recipe, at least two.
        mean: of their accuracies, 0 to 1.
        deviation: their sample standard deviation.
        lowest: the lowest accuracy.
        highest: the highest.
    """

    results: tuple[Result, ...]
    mean: float
    deviation: float
    lowest: float
    highest: float


def result_of(point: SweepPoint, job: Job) -> Result:
    """How a run stands, as of the latest poll of it."""
    progress = job.progress
    accuracy = progress.epochs[-1].test_accuracy if progress.epochs else None
    return Result(
        point, job.token, progress, accuracy, progress.seconds, job.where, job.never_began
    )


def comparable(results: Sequence[Result]) -> list[Result]:
    """Those that have ended with a test of the same digits as the first of them."""
    counted = [result for result in results if result.is_counted]
    return [
        result for result in counted if result.progress.test_set == counted[0].progress.test_set
    ]


def spreads(results: Sequence[Result]) -> list[Spread]:
    """Of each choice that was trained with two seeds or more, in the order of the sweep."""
    groups: dict[object, list[Result]] = {}
    for result in comparable(results):
        if not result.was_stopped:  # one that learned less differs by more than chance
            groups.setdefault(result.point.but_for_seed, []).append(result)
    return [_spread(group) for group in groups.values() if len(group) > 1]


def _spread(group: Sequence[Result]) -> Spread:
    accuracies = [result.accuracy for result in group if result.accuracy is not None]
    return Spread(
        tuple(group),
        statistics.fmean(accuracies),
        statistics.stdev(accuracies),
        min(accuracies),
        max(accuracies),
    )
