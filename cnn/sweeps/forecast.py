"""What a sweep will take, told before it starts; and whether the host allows each of its runs."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

from cnn.errors import TrainingError
from cnn.runs.estimate import announced, check_affordable, estimated_memory_mb
from cnn.runs.limits import Limits
from cnn.sweeps.plan import SweepPoint
from cnn.sweeps.results import Result


@dataclass(frozen=True)
class Forecast:
    """About what a sweep takes.

    Attributes:
        runs: how many.
        seconds: from the start to the end of the last, where nobody else trains.
        memory_mb: of all trainers that are there at the same time, in 1e6 bytes.
        at_once: so many train at the same time.
        is_measured: whether this machine's own runs say how long, or the shipped figures do.
    """

    runs: int
    seconds: float
    memory_mb: float
    at_once: int
    is_measured: bool


def forecast(points: Sequence[SweepPoint], at_once: int = 1) -> Forecast:
    """What the runs take where so many train at once, each starting when one before it ends."""
    each = [announced(point.architecture, point.recipe) for point in points]
    memory = sorted(
        (estimated_memory_mb(point.architecture, point.recipe) for point in points), reverse=True
    )
    at_once = min(at_once, len(points))
    ends = [0.0] * at_once
    for run in each:
        heapq.heapreplace(ends, ends[0] + run.seconds)
    return Forecast(
        len(points),
        max(ends),
        sum(memory[:at_once]),
        at_once,
        all(run.is_measured for run in each),
    )


def seconds_left(results: Sequence[Result], at_once: int = 1) -> float:
    """About how long it is until the last of a sweep's runs has ended, where nobody else waits."""
    left = [_left_of(result) for result in results if not result.is_over]
    ends = [0.0] * max(at_once, 1)
    for seconds in left:
        heapq.heapreplace(ends, ends[0] + seconds)
    return max(ends)


def _left_of(result: Result) -> float:
    """What the run itself says; before it can, what was announced of it."""
    if result.progress.seconds_left is not None:
        return result.progress.seconds_left
    return announced(result.point.architecture, result.point.recipe).seconds


def check_sweep_affordable(points: Sequence[SweepPoint], limits: Limits) -> None:
    """Refuse a sweep one of whose runs this host would refuse.

    Raises:
        TrainingError: the sentence names the run.
    """
    for point in points:
        try:
            check_affordable(point.architecture, point.recipe, limits.minutes, limits.memory_mb)
        except TrainingError as error:
            raise TrainingError(f"Run {point.number}, {point.name}: {error}") from error
