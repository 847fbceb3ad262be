"""Whether probabilities can be believed: is what is called 90 % sure right 90 % of the time?

Source: C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger, "On Calibration of Modern Neural Networks",
ICML 2017, arXiv:1706.04599: reliability diagrams, and equation 3, the expected calibration error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from cnn.evaluation.evaluation import Share

BINS = 10


@dataclass(frozen=True)
class ReliabilityBin:
    """The digits whose answer had a probability in `(low, high]`.

    Attributes:
        low: lower end, not included.
        high: upper end, included.
        right: how many of its digits were read right.
        confidence: mean probability of their answers; NaN of none.
    """

    low: float
    high: float
    right: Share
    confidence: float

    @property
    def gap(self) -> float:
        """Share right minus mean confidence: below zero where the network is too sure of itself."""
        return self.right.value - self.confidence


def reliability_bins(
    confidences: np.ndarray, is_right: np.ndarray, bins: int = BINS
) -> list[ReliabilityBin]:
    """Group digits by how sure the network was, in bins of equal width.

    Args:
        confidences: (n,) probabilities of the answers, in (0, 1].
        is_right: (n,) bool.
        bins: how many, at least 1.

    Returns:
        The bins from least to most sure, empty ones included.
    """
    ends = np.arange(bins + 1) / bins
    # Confidences come as float32, where 0.9 is a little more than 9 / 10: compare like with like.
    inner = ends[1:-1].astype(confidences.dtype)
    number = np.searchsorted(inner, confidences, side="left")
    counts = np.bincount(number, minlength=bins)
    right = np.bincount(number, weights=is_right, minlength=bins)
    sums = np.bincount(number, weights=confidences, minlength=bins)
    return [
        ReliabilityBin(
            float(ends[i]),
            float(ends[i + 1]),
            Share(int(right[i]), int(counts[i])),
            float(sums[i] / counts[i]) if counts[i] else math.nan,
        )
        for i in range(bins)
    ]


def expected_calibration_error(bins: list[ReliabilityBin]) -> float:
    """Mean distance between share right and confidence, each bin weighted by its digits.

    Args:
        bins: of at least one digit.

    Returns:
        0 (calibrated, as far as these bins can tell) to 1.
    """
    total = sum(group.right.of for group in bins)
    return sum(group.right.of * abs(group.gap) for group in bins if group.right.of) / total
