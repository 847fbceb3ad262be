"""The two lie detectors run on several methods at once, and what that lets one say of a digit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn.explain.attribution import METHODS, Attribution
from cnn.explain.deletion import RANDOM_ORDERS, Curves, curves, random_curves
from cnn.explain.randomised import all_random, randomised, rank_correlation
from cnn.explain.work import Work
from cnn.network import Network
from cnn.ties import largest

CONTROL = "random"
# Beyond so many standard deviations of random orders' areas, chance is no explanation: 1 in 40.
CHANCE_DEVIATIONS = 2.0
# While no area reaches this, the probability hardly moves, whatever ink goes or comes.
MOVING = 0.05
# Maps whose rank correlation passes this are called alike: they share half of the ranks' variance.
ALIKE = 0.7
# How often all weights are drawn anew for one digit: one draw may be like the network by chance.
DRAWS = 5


def methods_for(network: Network) -> dict[str, Attribution]:
    """The methods that a network allows: Grad-CAM needs a convolution."""
    return {
        name: method
        for name, method in METHODS.items()
        if name != "grad_cam" or network.architecture.conv_layers
    }


@dataclass(frozen=True)
class Spread:
    """Rank correlations over draws.

    Attributes:
        mean: of them.
        deviation: their standard deviation.
        size: the mean of how far they are from 0, either way.
    """

    mean: float
    deviation: float
    size: float


@dataclass(frozen=True)
class Trial:
    """What both tests found for one digit.

    Attributes:
        forgotten: of each step, the layers whose weights are random; first none.
        maps: {method: its (28, 28) map at each step}.
        redrawn: {method: its (28, 28) map in each draw of all weights; the first is that of the
            last step}.
        curves: {method: its deletion and insertion}.
        random: the same in random orders.
    """

    forgotten: tuple[tuple[str, ...], ...]
    maps: Mapping[str, tuple[np.ndarray, ...]]
    redrawn: Mapping[str, tuple[np.ndarray, ...]]
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
    def kept(self) -> dict[str, Spread | None]:
        """{method: rank correlation with the maps of all weights random}, over the draws.

        None where most draws have none.
        """
        return {name: self._kept(name, np.asarray) for name in self.maps}

    @cached_property
    def kept_unsigned(self) -> dict[str, Spread | None]:
        """The same of the maps without their signs: of where they are strong, either way."""
        return {name: self._kept(name, np.abs) for name in self.maps}

    def _kept(self, method: str, seen: Callable[[np.ndarray], np.ndarray]) -> Spread | None:
        true = seen(self.maps[method][0])
        found = [rank_correlation(true, seen(one)) for one in self.redrawn[method]]
        known = np.array([one for one in found if one is not None])
        if len(known) <= len(found) / 2:
            return None
        deviation = float(known.std(ddof=1)) if len(known) > 1 else 0.0
        return Spread(float(known.mean()), deviation, float(np.abs(known).mean()))

    def is_flat(self, method: str) -> bool:
        """Whether the network's own map is the same all over."""
        return rank_correlation(self.maps[method][0], self.maps[method][0]) is None

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
        deviation = float(self.random_areas.std(ddof=1))
        return float(self.random_areas.mean()) + CHANCE_DEVIATIONS * deviation

    @property
    def margin(self) -> float:
        """How far two areas may be apart by chance: their difference varies as both do together."""
        return CHANCE_DEVIATIONS * math.sqrt(2) * float(self.random_areas.std(ddof=1))

    @property
    def moves(self) -> bool:
        """Whether the ink does anything to the probability, so that orders can be compared."""
        areas = [*self.areas.values(), *self.random_areas]
        return max(map(abs, areas)) >= MOVING

    def beats_chance(self, method: str) -> bool:
        """Whether its order does more to the probability than random orders do."""
        return self.areas[method] > self.chance

    def changes(self, method: str) -> bool | None:
        """Whether its map is another once all weights are random; None where nobody can tell."""
        kept = self.kept[method]
        return changes(kept.size if kept else None)

    def keeps_its_picture(self, method: str) -> bool:
        """Whether its map changes, but is strong in the same places with any weights."""
        kept = self.kept_unsigned[method]
        return self.changes(method) is True and kept is not None and kept.mean > ALIKE

    @property
    def ranking(self) -> list[str]:
        """The methods, largest area first."""
        return sorted(self.areas, key=lambda name: -self.areas[name])

    @property
    def leaders(self) -> tuple[str, ...]:
        """The method with the largest area, and those that chance may have put behind it."""
        return largest(self.areas, self.margin)


def changes(size: float | None) -> bool | None:
    """Whether a map is another once the weights are random; None where nobody can tell.

    Args:
        size: of its rank correlation, 0 to 1: the opposite order is the same picture.
    """
    return None if size is None else size <= ALIKE


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
    total, finished = (len(steps) + DRAWS) * len(methods) + RANDOM_ORDERS, 0
    maps: dict[str, list[np.ndarray]] = {name: [] for name in methods}
    for step in steps:
        for name, method in methods.items():
            maps[name].append(finite_map(method, step.network, image, digit))
            finished += 1
            yield finished / total
    redrawn = {name: found[-1:] for name, found in maps.items()}
    for seed in range(1, DRAWS):
        drawn = all_random(network, seed)
        for name, method in methods.items():
            redrawn[name].append(finite_map(method, drawn, image, digit))
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
        {name: tuple(found) for name, found in redrawn.items()},
        followed,
        tuple(random),
    )


def finite_map(method: Attribution, network: Network, image: np.ndarray, digit: int) -> np.ndarray:
    """A method's map, 0 where random weights leave it without a number."""
    with np.errstate(over="ignore", invalid="ignore"):
        found = method(network, image, digit)
    return np.nan_to_num(found, posinf=0, neginf=0)
