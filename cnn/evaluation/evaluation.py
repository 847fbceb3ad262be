"""How well a network reads digits whose answers are known: accuracy, loss, confusions, errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np

from cnn.network.layer_shapes import CLASSES

# The normal distribution's 97.5 % point: 95 % of it lie within so many standard deviations.
Z_95 = 1.959963984540054
# A probability below the smallest normal float32 number is taken for that number: loss 87.3. Down
# to there this is what Keras computes from the sums before the softmax.
SMALLEST_PROBABILITY = float(np.finfo(np.float32).tiny)

ErrorOrder = Literal["loss", "confidence"]


class Interval(NamedTuple):
    """The two ends of an interval, `low <= high`."""

    low: float
    high: float


@dataclass(frozen=True)
class Evaluation:
    """What a network made of labelled digits.

    Attributes:
        probabilities: (n, 10) float32, each row sums to 1; n is at least 1.
        labels: (n,) true digits, 0 to 9.
    """

    probabilities: np.ndarray
    labels: np.ndarray

    @cached_property
    def answers(self) -> np.ndarray:
        """(n,) the likeliest digit of each; the smaller one where two are equally likely."""
        return self.probabilities.argmax(axis=1)

    @cached_property
    def is_right(self) -> np.ndarray:
        """(n,) bool: answer and true digit are the same."""
        return self.answers == self.labels

    @cached_property
    def confidences(self) -> np.ndarray:
        """(n,) float32 probability of the answer."""
        return self.probabilities.max(axis=1)

    @cached_property
    def losses(self) -> np.ndarray:
        """(n,) float64 cross-entropies: minus the logarithm of the true digit's probability."""
        true = self.probabilities[np.arange(len(self.labels)), self.labels]
        return -np.log(np.maximum(true.astype(np.float64), SMALLEST_PROBABILITY))

    @property
    def total(self) -> int:
        """How many digits were read."""
        return len(self.labels)

    @property
    def right(self) -> int:
        """How many of them were read right."""
        return int(self.is_right.sum())

    @property
    def undefined(self) -> int:
        """Digits without probabilities (NaN): the network's sums exceed what float32 can hold."""
        return int(np.isnan(self.probabilities).any(axis=1).sum())

    @property
    def accuracy(self) -> float:
        """Share that was read right, 0 to 1."""
        return self.right / self.total

    @property
    def loss(self) -> float:
        """Mean cross-entropy, in nats."""
        return float(self.losses.mean())

    @cached_property
    def confusion(self) -> np.ndarray:
        """(10, 10) int64 counts: row the true digit, column the answer."""
        cells = self.labels.astype(np.int64) * CLASSES + self.answers
        return np.bincount(cells, minlength=CLASSES**2).reshape(CLASSES, CLASSES)

    def cell(self, true: int, answer: int) -> np.ndarray:
        """(count,) positions of the digits behind one cell, the largest loss first."""
        return self.by_loss((self.labels == true) & (self.answers == answer))

    def by_loss(self, chosen: np.ndarray) -> np.ndarray:
        """Some of the digits, the largest loss first.

        Args:
            chosen: (n,) bool.

        Returns:
            (count,) positions; equal losses stay in the digits' order.
        """
        positions = np.flatnonzero(chosen)
        return positions[np.argsort(-self.losses[positions], kind="stable")]

    def worst_errors(self, order: ErrorOrder = "loss") -> np.ndarray:
        """(errors,) positions of the digits read wrong, the worst first.

        Either by loss, or by the probability given to the wrong answer.
        """
        if order == "loss":
            return self.by_loss(~self.is_right)
        errors = np.flatnonzero(~self.is_right)
        return errors[np.argsort(-self.confidences[errors], kind="stable")]


@dataclass(frozen=True)
class Share:
    """So many of so many.

    Attributes:
        count: how many.
        of: of how many.
    """

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; NaN of none."""
        return self.count / self.of if self.of else math.nan


class Confusion(NamedTuple):
    """So many digits of one kind that were read as another."""

    true: int
    answer: int
    times: int


def frequent_confusions(confusion: np.ndarray, most: int = 3) -> list[Confusion]:
    """The most frequent errors, the most frequent first; of `Evaluation.confusion`.

    Returns:
        At most so many; none of some that are equally frequent, if not all of them have room.
    """
    found = [
        Confusion(true, answer, int(count))
        for (true, answer), count in np.ndenumerate(confusion)
        if true != answer and count
    ]
    found.sort(key=lambda one: -one.times)
    if len(found) <= most:
        return found
    return [one for one in found[:most] if one.times > found[most].times]


def recall(confusion: np.ndarray) -> list[Share]:
    """Per digit: how many of those that are it were read as it; of `Evaluation.confusion`."""
    return list(map(Share, confusion.diagonal().tolist(), confusion.sum(axis=1).tolist()))


def precision(confusion: np.ndarray) -> list[Share]:
    """Per digit: how many of those that were read as it are it; of `Evaluation.confusion`."""
    return list(map(Share, confusion.diagonal().tolist(), confusion.sum(axis=0).tolist()))


def wilson_interval(share: Share, z: float = Z_95) -> Interval:
    """Where the true share lies, seen from a sample: the score interval.

    Unlike the share plus and minus two standard errors, it stays in [0, 1] and has a width even
    where all or none are right.

    Args:
        share: of a sample.
        z: standard deviations on each side; the default gives 95 %.

    Returns:
        Both ends, 0 to 1; (0, 1) for an empty sample.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if not share.of:
        return Interval(0.0, 1.0)
    weight = z * z / share.of
    centre = (share.value + weight / 2) / (1 + weight)
    spread = share.value * (1 - share.value) * weight + weight * weight / 4
    half = math.sqrt(spread) / (1 + weight)
    return Interval(max(centre - half, 0.0), min(centre + half, 1.0))
