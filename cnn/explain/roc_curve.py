"""How well a score finds strangers: its ROC curve, the area under it, and how sure that is.

Source: E. DeLong, D. DeLong, D. Clarke-Pearson, "Comparing the Areas under Two or More Correlated
Receiver Operating Characteristic Curves: A Nonparametric Approach", Biometrics 44 (1988).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

# Standard errors to either side of a 95% interval.
Z_95 = 1.96
SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


@dataclass(frozen=True)
class RocCurve:
    """How many strangers are found for how many digits wrongly called strange, at every bound.

    Attributes:
        wrongly: (k,) shares of digits past the bound, from 0 to 1.
        found: (k,) shares of strangers past it.
    """

    wrongly: np.ndarray
    found: np.ndarray

    @property
    def area(self) -> float:
        """Under the curve: the share of pairs in which the stranger has the greater score."""
        return float(((self.found[1:] + self.found[:-1]) / 2 * np.diff(self.wrongly)).sum())


def roc_curve(usual: np.ndarray, strange: np.ndarray) -> RocCurve:
    """The curve of some scores; equal scores are past the same bounds."""
    bounds = np.unique(np.concatenate([usual, strange]))
    usual, strange = np.sort(usual), np.sort(strange)

    def past(scores: np.ndarray) -> np.ndarray:
        shares = 1 - np.searchsorted(scores, bounds, "left") / len(scores)
        return np.concatenate([[0.0], shares[::-1]])

    return RocCurve(past(usual), past(strange))


def area_may_differ_by(
    first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]
) -> float:
    """By how much chance may put two scores' areas apart: half of the difference's 95% interval.

    Args:
        first: (n,) scores of digits and (m,) of strangers, both at least 2.
        second: another score of the same digits and strangers.
    """
    differences = [a - b for a, b in zip(_placements(*first), _placements(*second), strict=True)]
    return float(Z_95 * np.sqrt(sum(one.var(ddof=1) / len(one) for one in differences)))


def _placements(usual: np.ndarray, strange: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m,) for each stranger the share of digits below it, (n,) for each digit that of strangers
    above it; equals count by half. The mean of either is the area.
    """
    return _share_below(usual, strange), 1 - _share_below(strange, usual)


def _share_below(scores: np.ndarray, values: np.ndarray) -> np.ndarray:
    ordered = np.sort(scores)
    below, not_above = (np.searchsorted(ordered, values, side) for side in SIDES)
    return (below + not_above) / (2 * len(ordered))
