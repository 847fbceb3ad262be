"""The two lie detectors over many digits, with intervals."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cnn.explain.deletion import curves, random_curves
from cnn.explain.randomised import all_random, rank_correlation
from cnn.explain.trials import ALIKE, changes, finite_map, methods_for
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.ties import largest

# Random orders of each digit.
FEW_ORDERS = 5
Z_95 = 1.959963984540054


@dataclass(frozen=True)
class Interval:
    """A mean over digits and how far off it may be by chance: 95%."""

    mean: float
    half_width: float


@dataclass(frozen=True)
class Scores:
    """What both tests found for many digits.

    Attributes:
        areas: {method: (digits,) areas}.
        random_areas: (digits,), each the mean of a few random orders.
        correlations: {method: (digits,) rank correlation with all weights random, drawn anew for
            each digit; NaN where a map is the same all over}.
        unsigned: the same of the maps without their signs.
    """

    areas: Mapping[str, np.ndarray]
    random_areas: np.ndarray
    correlations: Mapping[str, np.ndarray]
    unsigned: Mapping[str, np.ndarray]

    @property
    def count(self) -> int:
        """How many digits."""
        return len(self.random_areas)

    def area(self, method: str) -> Interval:
        """The mean area."""
        return _interval(self.areas[method])

    @property
    def random_area(self) -> Interval:
        """The mean area of random orders."""
        return _interval(self.random_areas)

    def correlation(self, method: str) -> Interval | None:
        """The mean rank correlation; None where no digit has one."""
        return _interval_of_known(self.correlations[method])

    def unsigned_correlation(self, method: str) -> Interval | None:
        """The same without signs."""
        return _interval_of_known(self.unsigned[method])

    def over_random(self, method: str) -> Interval:
        """How far its area lies above that of random orders of the same digit."""
        return _interval(self.areas[method] - self.random_areas)

    def beats_chance(self, method: str) -> bool:
        """Whether its orders do more than random ones, and not by chance."""
        over = self.over_random(method)
        return over.mean > over.half_width

    def changes(self, method: str) -> bool | None:
        """Whether its maps are others once all weights are random."""
        found = _interval_of_known(np.abs(self.correlations[method]))
        return changes(found.mean if found else None)

    def keeps_its_picture(self, method: str) -> bool:
        """Whether its maps change, but are strong in the same places with any weights."""
        found = self.unsigned_correlation(method)
        return self.changes(method) is True and found is not None and found.mean > ALIKE

    @property
    def ranking(self) -> list[str]:
        """The methods, largest mean area first."""
        return sorted(self.areas, key=lambda name: -self.areas[name].mean())

    @property
    def leaders(self) -> tuple[str, ...]:
        """The best method, and those whose difference from it on the same digits may be chance."""
        best = self.ranking[0]
        excesses = {
            name: max(one.mean - one.half_width, 0.0)
            for name, one in (
                (name, _interval(self.areas[best] - self.areas[name])) for name in self.areas
            )
        }
        return largest({name: -value for name, value in excesses.items()}, 0)


def _interval(values: np.ndarray) -> Interval:
    if len(values) < 2:
        return Interval(float(values.mean()), math.inf)
    error = float(values.std(ddof=1)) / math.sqrt(len(values))
    return Interval(float(values.mean()), student_t(len(values) - 1) * error)


def _interval_of_known(values: np.ndarray) -> Interval | None:
    known = values[~np.isnan(values)]
    return _interval(known) if len(known) else None


def student_t(freedom: int) -> float:
    """How many standard errors a 95% interval reaches to either side: Student's t.

    Args:
        freedom: degrees of it, 1 or more. From 4 on right to 0.3%; of fewer it gives too little.

    Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5.
    """
    first = (Z_95**3 + Z_95) / 4
    second = (5 * Z_95**5 + 16 * Z_95**3 + 3 * Z_95) / 96
    third = (3 * Z_95**7 + 19 * Z_95**5 + 17 * Z_95**3 - 15 * Z_95) / 384
    return Z_95 + first / freedom + second / freedom**2 + third / freedom**3


class IncrementalScores:
    """What both tests have found for some test digits so far.

    It may be shared by threads: each takes the next step, and none takes one twice. Always to be
    continued with networks of the same weights.

    Args:
        images: (n, 28, 28) uint8, ink bright.
    """

    def __init__(self, images: np.ndarray) -> None:
        self._images = images
        self._rows: list[_Row] = []
        self._begun = _Row()
        self._lock = threading.Lock()

    @property
    def total(self) -> int:
        """How many digits there are."""
        return len(self._images)

    @property
    def done(self) -> int:
        """How many digits have been through both tests."""
        return len(self._rows)

    def continue_with(self, network: Network) -> None:
        """Test the next method on a digit; nothing happens where all digits are done.

        With a large network a whole digit takes many seconds.
        """
        with self._lock:
            if self.done == self.total:
                return
            image, row = self._images[self.done].astype(np.float32) / 255, self._begun
            left = [name for name in methods_for(network) if name not in row.areas]
            if left:
                row.test(left[0], network, image, self.done)
                return
            row.test_random_orders(network, image, self.done)
            self._rows.append(row)
            self._begun = _Row()

    def scores(self) -> Scores:
        """Of the digits so far, at least one."""
        rows = self._rows[:]
        names = rows[0].areas
        return Scores(
            {name: np.array([row.areas[name] for row in rows]) for name in names},
            np.array([row.random_area for row in rows]),
            {name: np.array([row.correlations[name] for row in rows]) for name in names},
            {name: np.array([row.unsigned[name] for row in rows]) for name in names},
        )


@dataclass
class _Row:
    """What both tests found for one digit, method by method; NaN where a map has no ranks."""

    areas: dict[str, float] = field(default_factory=dict)
    random_area: float = math.nan
    correlations: dict[str, float] = field(default_factory=dict)
    unsigned: dict[str, float] = field(default_factory=dict)

    def test(self, name: str, network: Network, image: np.ndarray, seed: int) -> None:
        """Put a method to both tests."""
        digit, method = _answer(network, image), methods_for(network)[name]
        true, forgotten = (
            finite_map(method, one, image, digit) for one in (network, all_random(network, seed))
        )
        self.correlations[name] = _or_nan(rank_correlation(true, forgotten))
        self.unsigned[name] = _or_nan(rank_correlation(np.abs(true), np.abs(forgotten)))
        self.areas[name] = curves(network, image, true, digit).area

    def test_random_orders(self, network: Network, image: np.ndarray, seed: int) -> None:
        """What some random orders of the pixels reach."""
        digit = _answer(network, image)
        found = random_curves(network, image, digit, orders=FEW_ORDERS, seed=seed)
        self.random_area = float(np.mean([one.area for one in found]))


def _answer(network: Network, image: np.ndarray) -> int:
    return int(network.predict(image[np.newaxis])[0].argmax())


def _or_nan(correlation: float | None) -> float:
    return math.nan if correlation is None else correlation


def some_of_each(labels: np.ndarray, each: int) -> np.ndarray:
    """Positions of the first so many of each digit, digit after digit in turn."""
    firsts = [np.flatnonzero(labels == digit)[:each] for digit in range(CLASSES)]
    return np.stack(firsts, axis=1).ravel()
