"""Two networks on the same digits: where they differ, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from cnn.evaluation.evaluation import Evaluation

Difference = Literal["first", "second", "neither"]

# What chance explains in more than so many cases is no difference.
SMALLEST_P = 0.05


def differing_digits(first: Evaluation, second: Evaluation) -> Mapping[Difference, np.ndarray]:
    """The digits that not both networks read right.

    Returns:
        Positions in what both evaluations are of: `first` those that only the first reads right,
        the second's largest loss first; `second` the reverse; `neither` those that both read
        wrong, the largest sum of losses first.
    """
    both_wrong = np.flatnonzero(~first.is_right & ~second.is_right)
    sums = first.losses[both_wrong] + second.losses[both_wrong]
    return {
        "first": second.by_loss(first.is_right & ~second.is_right),
        "second": first.by_loss(second.is_right & ~first.is_right),
        "neither": both_wrong[np.argsort(-sums, kind="stable")],
    }


def mcnemar_p(only_first: int, only_second: int) -> float:
    """How often chance alone would divide the digits at least so unevenly: McNemar's exact test.

    If both networks were equally good, each digit that only one of them reads right would be as
    likely the first's as the second's.

    Args:
        only_first: digits that only the first network reads right.
        only_second: digits that only the second one reads right.

    Returns:
        The two-sided p-value, 0 to 1.

    Source: Q. McNemar, "Note on the sampling error of the difference between correlated
    proportions or percentages", Psychometrika 12 (1947), 153-157; recommended for two classifiers
    on one test set by T. G. Dietterich, Neural Computation 10 (1998), 1895-1923.
    """
    tosses, fewer = only_first + only_second, min(only_first, only_second)
    ways = tail = 1  # to have no heads at all
    for heads in range(1, fewer + 1):
        ways = ways * (tosses - heads + 1) // heads
        tail += ways
    return min(1.0, 2 * tail / 2**tosses)


def is_more_than_chance(only_first: int, only_second: int) -> bool:
    """Whether chance alone seldom divides the digits so unevenly, as in `mcnemar_p`."""
    return mcnemar_p(only_first, only_second) < SMALLEST_P


def chance_margin(differing: int) -> int:
    """By how many digits chance alone may well put one of two equally good networks ahead.

    Args:
        differing: digits that only one of the networks reads right.

    Returns:
        The largest difference, in digits, to which McNemar's exact test gives a p-value of at least
        `SMALLEST_P`.
    """
    ways = tail = 1
    fewer = 0
    while 2 * tail / 2**differing < SMALLEST_P:
        fewer += 1
        ways = ways * (differing - fewer + 1) // fewer
        tail += ways
    return differing - 2 * fewer
