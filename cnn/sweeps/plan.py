"""A sweep before it starts: which settings take which values, and the runs that come of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn.errors import ArchitectureError, TrainingError
from cnn.network.architecture import Architecture
from cnn.network.recipe import MIN_TRAINING_IMAGES, Recipe
from cnn.network.setting import Decimal, Whole
from cnn.runs.run_name import clean_name
from cnn.sweeps.design_changes import Hidden
from cnn.sweeps.settings import SETTING, SETTINGS, Start, SweepSetting, Value

MAX_AXES = 3
MAX_VALUES = 12
MAX_RUNS = 36
# So many times as often as points are wanted is drawn, before what is found must do.
MOST_DRAWS = 50
RATE_DIGITS = 2


@dataclass(frozen=True)
class Axis:
    """A setting of a sweep with the values that it takes.

    Attributes:
        key: of the setting.
        values: 1 to 12 of them, no two the same.

    Raises:
        TrainingError: there are none, too many, or one that the setting does not take.
    """

    key: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        label = self.setting.label
        if not self.values:
            raise TrainingError(f"{label} has no value yet. Give it at least one.")
        if len(self.values) > MAX_VALUES:
            raise TrainingError(f"{label} has {len(self.values)} values; at most {MAX_VALUES} fit.")
        for value in self.values:
            if not self.setting.values.offers(value):
                raise TrainingError(self.setting.values.refusal(label, is_offer=True))
        if len(set(self.values)) < len(self.values):
            raise TrainingError(f"{label} has a value twice.")

    @property
    def setting(self) -> SweepSetting:
        """What varies along it."""
        return SETTING[self.key]


@dataclass(frozen=True)
class SweepPoint:
    """One run of a sweep.

    Attributes:
        number: its place in the sweep, from 1.
        values: what it has of each setting that varies, by the setting's key.
        architecture: what is trained.
        recipe: how.
    """

    number: int
    values: Mapping[str, Value]
    architecture: Architecture
    recipe: Recipe

    @property
    def name(self) -> str:
        """Its values, as its run and its network are called."""
        return clean_name(
            " ".join(SETTING[key].written(value) for key, value in self.values.items())
        )

    @property
    def but_for_seed(self) -> tuple[tuple[str, Value], ...]:
        """The values without the seed: the same for runs that differ by chance alone."""
        return tuple((key, value) for key, value in self.values.items() if not SETTING[key].is_seed)


@dataclass(frozen=True)
class SweepPlan:
    """Which runs a sweep is made of: all combinations of values, or some that are drawn.

    Attributes:
        hidden: the design's hidden layers, which the settings change.
        recipe: the recipe that they change.
        axes: 1 to 3 settings with their values.
        draws: None for the grid of all combinations; else so many that are drawn at random, each
            number from the smallest to the largest of its values, each other one of its values.
            A seed is not drawn: each draw is trained with each of them.
        chance: which draws; another number gives others.

    Raises:
        TrainingError: no setting or too many, one twice, or more than 36 runs.
    """

    hidden: Hidden
    recipe: Recipe
    axes: tuple[Axis, ...]
    draws: int | None = None
    chance: int = 0

    def __post_init__(self) -> None:
        keys = [axis.key for axis in self.axes]
        if not keys:
            raise TrainingError("Choose at least one setting that the runs differ in.")
        if len(keys) > MAX_AXES:
            raise TrainingError(f"Choose at most {MAX_AXES} settings; {len(keys)} are chosen.")
        if len(set(keys)) < len(keys):
            raise TrainingError("A setting is chosen twice.")
        if self.draws is not None and self.draws < 1:
            raise TrainingError("Draw at least one combination.")
        if self.most_runs > MAX_RUNS:
            raise TrainingError(
                f"These would be {self.most_runs} runs; a sweep has at most {MAX_RUNS}. Take fewer "
                "values, or draw some of their combinations at random."
            )

    @property
    def most_runs(self) -> int:
        """How many runs it would be; a few less where not so many different ones can be drawn."""
        if self.draws is None:
            return math.prod(len(axis.values) for axis in self.axes)
        return self.draws * math.prod(len(axis.values) for axis in self.axes if _is_seed(axis))

    @property
    def points(self) -> tuple[SweepPoint, ...]:
        """Its runs, those of the first seed first; combinations that do not work are left out.

        Raises:
            TrainingError, ArchitectureError: none of them works, or the design has nothing that a
                setting could change.
        """
        points, problems = self._made
        if not points:
            raise ArchitectureError(problems[0])
        return points

    @property
    def left_out(self) -> tuple[str, ...]:
        """Of each combination that is left out, why its design does not work, in a sentence."""
        return self._made[1]

    @cached_property
    def _made(self) -> tuple[tuple[SweepPoint, ...], tuple[str, ...]]:
        points: list[SweepPoint] = []
        problems: dict[str, None] = {}
        for values in self._combinations():
            try:
                points.append(self._point(len(points) + 1, values))
            except ArchitectureError as error:
                problems[str(error)] = None
        return tuple(points), tuple(problems)

    def _combinations(self) -> Iterator[dict[str, Value]]:
        others = [axis for axis in self.axes if not _is_seed(axis)]
        seeds = [axis for axis in self.axes if _is_seed(axis)]
        if self.draws is None:
            rows = list(itertools.product(*(axis.values for axis in others)))
        else:
            rows = self._drawn(others, self.draws)
        for seed in itertools.product(*(axis.values for axis in seeds)):
            for row in rows:
                named = dict(
                    zip([axis.key for axis in (*others, *seeds)], (*row, *seed), strict=True)
                )
                yield {axis.key: named[axis.key] for axis in self.axes}

    def _drawn(self, axes: list[Axis], count: int) -> list[tuple[Value, ...]]:
        random = np.random.default_rng(self.chance)
        found: dict[tuple[Value, ...], None] = {}
        for _ in range(MOST_DRAWS * count):
            if len(found) == count:
                break
            found[tuple(_draw(axis, random) for axis in axes)] = None
        return list(found)

    def _point(self, number: int, values: Mapping[str, Value]) -> SweepPoint:
        start = Start(self.hidden, self.recipe)
        for setting in SETTINGS:  # in the order in which they build on one another
            if setting.key in values:
                start = setting.change(start, values[setting.key])
        try:
            architecture = Architecture(start.hidden)
        except ArchitectureError as error:
            where = _in_words(values)
            raise ArchitectureError(
                f"With {where} the design does not work. {error}" if where else str(error)
            ) from error
        return SweepPoint(number, values, architecture, start.recipe)


def _in_words(values: Mapping[str, Value]) -> str:
    """The values that change a design, in words."""
    return ", ".join(
        f"{setting.label.lower()} {setting.name_of(values[setting.key])}"
        for setting in SETTINGS
        if setting.key in values and not setting.is_seed
    )


def _is_seed(axis: Axis) -> bool:
    return axis.setting.is_seed


def _draw(axis: Axis, random: np.random.Generator) -> Value:
    """One value: of numbers any from the smallest to the largest, else one of those given."""
    match axis.setting.values:
        case Whole():
            return _drawn_whole(axis, random)
        case Decimal():
            low, high = _range(axis)
            drawn = float(f"{_between(low, high, random, axis.setting.is_log):.{RATE_DIGITS}g}")
            return min(max(drawn, low), high)
        case _:
            return axis.values[int(random.integers(len(axis.values)))]


def _drawn_whole(axis: Axis, random: np.random.Generator) -> int:
    low, high = (int(end) for end in _range(axis))
    if not axis.setting.is_log:
        return int(random.integers(low, high + 1))
    drawn = round(_between(low, high, random, is_log=True))
    if low >= MIN_TRAINING_IMAGES:  # of large numbers the last places say nothing
        drawn = int(float(f"{drawn:.{RATE_DIGITS}g}"))
    return min(max(drawn, low), high)


def _range(axis: Axis) -> tuple[float, float]:
    numbers = [float(value) for value in axis.values]
    return min(numbers), max(numbers)


def _between(low: float, high: float, random: np.random.Generator, is_log: bool) -> float:
    if is_log:
        return math.exp(random.uniform(math.log(low), math.log(high)))
    return float(random.uniform(low, high))
