"""The two lie detectors run on several methods at once, for one digit or for many, and what their
numbers allow to be said.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn.explain.attribution import METHODS, Attribution, convolutions
from cnn.explain.deletion import RANDOM_ORDERS, Curves, curves, random_curves
from cnn.explain.randomised import randomised, rank_correlation
from cnn.explain.work import Work
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.ties import largest

CONTROL = "random"
# Beyond so many standard deviations of random orders' areas, chance is no explanation: 1 in 40.
CHANCE_DEVIATIONS = 2.0
# Maps whose rank correlation passes this are called alike: they share half of the ranks' variance.
ALIKE = 0.7
# Of many digits: random orders of each, and how far a 95% interval reaches.
FEW_ORDERS = 5
Z_95 = 1.96


def methods_for(network: Network) -> dict[str, Attribution]:
    """The methods that a network allows: Grad-CAM needs a convolution."""
    return {
        name: method
        for name, method in METHODS.items()
        if name != "grad_cam" or convolutions(network)
    }


@dataclass(frozen=True)
class Trial:
    """What both tests found for one digit.

    Attributes:
        forgotten: of each step, the layers whose weights are random; first none.
        maps: {method: its (28, 28) map at each step}.
        curves: {method: its deletion and insertion}.
        random: the same in random orders.
    """

    forgotten: tuple[tuple[str, ...], ...]
    maps: Mapping[str, tuple[np.ndarray, ...]]
    curves: Mapping[str, Curves]
    random: tuple[Curves, ...]

    @cached_property
    def correlations(self) -> dict[str, tuple[float | None, ...]]:
        """{method: rank correlation of each step's map with the first}, None as there."""
        return {
            name: tuple(rank_correlation(steps[0], one) for one in steps)
            for name, steps in self.maps.items()
        }

    @cached_property
    def areas(self) -> dict[str, float]:
        """{method: between its two curves}."""
        return {name: one.area for name, one in self.curves.items()}

    @cached_property
    def random_areas(self) -> np.ndarray:
        """(orders,) of random orders."""
        return np.array([one.area for one in self.random])

    @property
    def chance(self) -> float:
        """The area that random orders pass only by luck."""
        return float(self.random_areas.mean()) + self.margin

    @property
    def margin(self) -> float:
        """How far two areas may be apart by chance."""
        return CHANCE_DEVIATIONS * float(self.random_areas.std(ddof=1))

    def beats_chance(self, method: str) -> bool:
        """Whether its order does more to the probability than random orders do."""
        return self.areas[method] > self.chance

    def changes(self, method: str) -> bool | None:
        """Whether its map is another once all weights are random; None where one is flat."""
        return changes(self.correlations[method][-1])

    @property
    def ranking(self) -> list[str]:
        """The methods, largest area first."""
        return sorted(self.areas, key=lambda name: -self.areas[name])

    @property
    def leaders(self) -> tuple[str, ...]:
        """The method with the largest area, and those that chance may have put behind it."""
        return largest(self.areas, self.margin)


def changes(correlation: float | None) -> bool | None:
    """Whether a map is another once the weights are random; None where there is no telling."""
    return None if correlation is None else abs(correlation) <= ALIKE


def trial(
    network: Network, image: np.ndarray, digit: int, methods: Mapping[str, Attribution]
) -> Work[Trial]:
    """Run both tests.

    A map that random weights leave without a number is 0 there.

    Args:
        network: whose sums do not overflow for this image.
        image: (28, 28) in [0, 1].
        digit: whose logit and probability are asked about.
        methods: of `methods_for`, or these with settings of their own.
    """
    steps = list(randomised(network))
    total, finished = (len(steps) + 1) * len(methods) + RANDOM_ORDERS, 0
    maps: dict[str, list[np.ndarray]] = {name: [] for name in methods}
    for step in steps:
        for name, method in methods.items():
            with np.errstate(over="ignore", invalid="ignore"):
                found = method(step.network, image, digit)
            maps[name].append(np.nan_to_num(found, posinf=0, neginf=0))
            finished += 1
            yield finished / total
    followed = {}
    for name in methods:
        followed[name] = curves(network, image, maps[name][0], digit)
        finished += 1
        yield finished / total
    random = []
    for one in random_curves(network, image, digit):
        random.append(one)
        finished += 1
        yield finished / total
    return Trial(
        tuple(step.layer_names for step in steps),
        {name: tuple(found) for name, found in maps.items()},
        followed,
        tuple(random),
    )


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
        correlations: {method: (digits,) rank correlation with all weights random; NaN where a map
            is the same all over}.
    """

    areas: Mapping[str, np.ndarray]
    random_areas: np.ndarray
    correlations: Mapping[str, np.ndarray]

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
        known = self.correlations[method][~np.isnan(self.correlations[method])]
        return _interval(known) if len(known) else None

    def over_random(self, method: str) -> Interval:
        """How far its area lies above that of random orders of the same digit."""
        return _interval(self.areas[method] - self.random_areas)

    def beats_chance(self, method: str) -> bool:
        """Whether its orders do more than random ones, and not by chance."""
        over = self.over_random(method)
        return over.mean > over.half_width

    def changes(self, method: str) -> bool | None:
        """Whether its maps are others once all weights are random."""
        found = self.correlation(method)
        return changes(found.mean if found else None)

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
    spread = float(values.std(ddof=1)) if len(values) > 1 else math.inf
    return Interval(float(values.mean()), Z_95 * spread / math.sqrt(len(values)))


class IncrementalScores:
    """What both tests have found for some test digits so far.

    It may be shared by threads: each takes the next digit, and none takes one twice. Always to be
    continued with networks of the same weights.

    Args:
        images: (n, 28, 28) uint8, ink bright.
    """

    def __init__(self, images: np.ndarray) -> None:
        self._images = images
        self._rows: list[tuple[dict[str, float], float, dict[str, float]]] = []
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
        """Take the next digit; nothing happens where all are done."""
        with self._lock:
            if self.done < self.total:
                image = self._images[self.done].astype(np.float32) / 255
                self._rows.append(_tested(network, image))

    def scores(self) -> Scores:
        """Of the digits so far, at least one."""
        rows = self._rows[:]
        names = rows[0][0]
        return Scores(
            {name: np.array([areas[name] for areas, _, _ in rows]) for name in names},
            np.array([random for _, random, _ in rows]),
            {name: np.array([found[name] for _, _, found in rows]) for name in names},
        )


def _tested(
    network: Network, image: np.ndarray
) -> tuple[dict[str, float], float, dict[str, float]]:
    digit = int(network.predict(image[np.newaxis])[0].argmax())
    methods = methods_for(network)
    *_, last = randomised(network)
    areas, correlations = {}, {}
    for name, method in methods.items():
        true = method(network, image, digit)
        areas[name] = curves(network, image, true, digit).area
        found = rank_correlation(true, method(last.network, image, digit))
        correlations[name] = math.nan if found is None else found
    random = random_curves(network, image, digit, orders=FEW_ORDERS)
    return areas, float(np.mean([one.area for one in random])), correlations


def some_of_each(labels: np.ndarray, each: int) -> np.ndarray:
    """Positions of the first so many of each digit, digit after digit in turn."""
    firsts = [np.flatnonzero(labels == digit)[:each] for digit in range(CLASSES)]
    return np.stack(firsts, axis=1).ravel()
