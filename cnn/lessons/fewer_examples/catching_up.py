"""With how many digits the dense network reads as well as the convolutional one with fewer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from cnn.lessons.fewer_examples.size_results import SizeResult
from cnn.ties import largest

# How a dense result stands to the convolutional one that it is compared with.
Standing = Literal["worse", "about the same", "better"]


@dataclass(frozen=True)
class CatchingUp:
    """The dense network's way to what the convolutional one reached.

    Attributes:
        reached: the convolutional network's result.
        tried: the dense network's with as many digits and more, by size.
        enough: the smallest number of digits tried with which the dense network is no worse than
            the spread between seeds can make it; None where no number tried is enough.
        on_the_line: digits at which the straight line between two neighbouring points of the chart,
            whose digits stand on a logarithmic axis, comes to the convolutional network's mean;
            None where the means never come to it.
    """

    reached: SizeResult
    tried: tuple[SizeResult, ...]
    enough: int | None
    on_the_line: float | None

    @property
    def times(self) -> float | None:
        """How many times as many digits are enough, of the numbers tried."""
        return None if self.enough is None else self.enough / self.reached.images

    @property
    def times_on_the_line(self) -> float | None:
        """How many times as many digits the line says."""
        return None if self.on_the_line is None else self.on_the_line / self.reached.images


def margin(one: SizeResult, other: SizeResult) -> float:
    """The difference up to which two results are about the same: the larger spread of their seeds.

    A share of the test digits, 0 to 1.
    """
    return max(one.spread, other.spread)


def standing(dense: SizeResult, reached: SizeResult) -> Standing:
    """Whether the dense network's result is worse than the other, better, or too close to call."""
    means = {"dense": dense.mean, "reached": reached.mean}
    best = largest(means, margin(dense, reached))
    if len(best) == 2:
        return "about the same"
    return "better" if best == ("dense",) else "worse"


def catching_up(reached: SizeResult, dense: Sequence[SizeResult]) -> CatchingUp:
    """How many digits the dense network needs to do about as well.

    Args:
        reached: of the convolutional network.
        dense: of the dense network, at least one, in any order.
    """
    by_images = sorted(dense, key=lambda one: one.images)
    tried = tuple(one for one in by_images if one.images >= reached.images)
    enough = next((one.images for one in tried if standing(one, reached) != "worse"), None)
    return CatchingUp(reached, tried, enough, _on_the_line(reached.mean, by_images))


def _on_the_line(accuracy: float, dense: Sequence[SizeResult]) -> float | None:
    if dense[0].mean >= accuracy:
        return float(dense[0].images)
    for before, after in pairwise(dense):
        if before.mean < accuracy <= after.mean:
            share = (accuracy - before.mean) / (after.mean - before.mean)
            return before.images * math.exp(share * math.log(after.images / before.images))
    return None
