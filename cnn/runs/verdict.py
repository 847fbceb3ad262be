"""Which of several runs reads the test digits best, or whether chance may be all between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cnn.runs.costs import TEST_DIGITS
from cnn.runs.progress import Progress, TestSet
from cnn.ties import largest

# Two runs are told apart where their accuracies differ by more standard errors than this: in
# nineteen of twenty comparisons, chance alone does not go so far.
STANDARD_ERRORS = 1.96


@dataclass(frozen=True)
class Verdict:
    """What a comparison comes to.

    Attributes:
        best: the keys of the runs that read best; more than one is a tie.
        accuracy: the highest share of test digits read right at the end, 0 to 1.
        margin: the difference of two such shares that may be chance.
        test_set: which test digits all of them were read from.
    """

    best: tuple[str, ...]
    accuracy: float
    margin: float
    test_set: TestSet


def verdict(runs: Mapping[str, Progress]) -> Verdict | None:
    """Which runs are best at their ends, on the same test digits; None where there is no comparing.

    Compared are the runs that have ended with a test; where they were tested on different digits,
    those of the first one's.
    """
    ended = {key: run for key, run in runs.items() if run.epochs and not run.is_running}
    if not ended:
        return None
    test_set = next(iter(ended.values())).test_set
    values = {
        key: run.epochs[-1].test_accuracy for key, run in ended.items() if run.test_set == test_set
    }
    if len(values) < 2:
        return None
    highest = max(values.values())
    margin = chance_margin(highest, TEST_DIGITS[test_set])
    return Verdict(largest(values, margin), highest, margin, test_set)


def chance_margin(share: float, count: int) -> float:
    """How far two shares of so many digits may lie apart by chance, both near the given one.

    Each has a standard error of sqrt(p (1 - p) / n), their difference one of sqrt(2) times that.
    """
    return STANDARD_ERRORS * math.sqrt(2 * share * (1 - share) / count)
