"""Two networks on the same digits: where they differ, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from cnn.evaluation.evaluation import Evaluation

Difference = Literal["first", "second", "neither"]


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
