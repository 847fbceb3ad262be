"""The settings that a sweep can vary, and how each changes a design or a recipe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from cnn.network.kinds.conv2d import MAX_FILTERS, MAX_KERNEL_SIZE
from cnn.network.kinds.dense import MAX_UNITS
from cnn.network.kinds.dropout import MAX_DROPOUT_PERCENT
from cnn.network.layer_shapes import MAX_HIDDEN
from cnn.network.recipe import DEFAULT_LEARNING_RATES, Recipe, setting_of
from cnn.network.setting import Choice, Decimal, OnOff, Values, Whole
from cnn.sweeps.design_changes import (
    Hidden,
    with_depth,
    with_dropout,
    with_filters,
    with_kernel_size,
    with_units,
)

Value = int | float | str | bool


@dataclass(frozen=True)
class Start:
    """What is trained in a run, and how, while it is being put together.

    Attributes:
        hidden: the hidden layers; they need not fit together yet.
        recipe: the recipe.
    """

    hidden: Hidden
    recipe: Recipe


@dataclass(frozen=True)
class SweepSetting:
    """One setting that a sweep can vary.

    Attributes:
        key: names it in a plan.
        label: what people read.
        values: what it takes.
        offered: values to begin with.
        change: makes a run's start have a value.
        written: a value in a few letters, digits, dots and spaces, as in a run's name.
        help: in its control's tooltip.
        is_log: whether equal factors, not equal steps, are equally far: on axes and in drawing.
        is_seed: whether its values only repeat a run by another chance.
    """

    key: str
    label: str
    values: Values
    offered: tuple[Value, ...]
    change: Callable[[Start, Value], Start]
    written: Callable[[Value], str]
    help: str | None
    is_log: bool = False
    is_seed: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers, which have an order and lie at distances."""
        return isinstance(self.values, Whole | Decimal)

    def name_of(self, value: Value) -> str:
        """A value as people read it on an axis and in a table."""
        match self.values:
            case Choice() as choice:
                return choice.names[str(value)]
            case OnOff():
                return "on" if value else "off"
            case Whole():
                return f"{value:,}"
            case Decimal():
                return f"{value:g}"


def _of_design(change: Callable[[Hidden, int], Hidden]) -> Callable[[Start, Value], Start]:
    def changed(start: Start, value: Value) -> Start:
        return replace(start, hidden=change(start.hidden, int(value)))

    return changed


def _of_recipe(field: str) -> Callable[[Start, Value], Start]:
    def changed(start: Start, value: Value) -> Start:
        changed_field: dict[str, Any] = {field: value}
        return replace(start, recipe=replace(start.recipe, **changed_field))

    return changed


def _optimizer(start: Start, value: Value) -> Start:
    """An optimizer brings its usual learning rate, as where it is chosen for one run."""
    optimizer = next(name for name in DEFAULT_LEARNING_RATES if name == value)
    rate = DEFAULT_LEARNING_RATES[optimizer]
    return replace(start, recipe=replace(start.recipe, optimizer=optimizer, learning_rate=rate))


# In the order in which they are applied: a depth repeats layers before their filters are counted,
# and an optimizer brings a learning rate that another setting may replace.
SETTINGS = (
    SweepSetting(
        "depth",
        "Depth",
        Whole(1, MAX_HIDDEN),
        (1, 2, 3),
        _of_design(with_depth),
        "depth {}".format,
        "How many convolutions: the first ones of the design, each with what follows it; for more "
        "than it has, the last one is repeated.",
    ),
    SweepSetting(
        "filters",
        "Filters",
        Whole(1, MAX_FILTERS),
        (4, 8, 16, 32),
        _of_design(with_filters),
        "{} filters".format,
        "Of the first convolution; those of the others keep their proportion to it.",
        is_log=True,
    ),
    SweepSetting(
        "kernel_size",
        "Kernel size",
        Whole(1, MAX_KERNEL_SIZE),
        (2, 3, 4),
        _of_design(with_kernel_size),
        "kernel {}".format,
        "Rows of every convolution's kernels; columns are the same.",
    ),
    SweepSetting(
        "units",
        "Units",
        Whole(1, MAX_UNITS),
        (16, 64),
        _of_design(with_units),
        "{} units".format,
        "Of the first dense layer; those of further ones keep their proportion to it.",
        is_log=True,
    ),
    SweepSetting(
        "dropout",
        "Dropout",
        Whole(0, MAX_DROPOUT_PERCENT),
        (0, 25, 50),
        _of_design(with_dropout),
        "dropout {}".format,
        "In percent, of every dropout of the design; where it has none, of one before the outputs.",
    ),
    SweepSetting(
        "optimizer",
        setting_of("optimizer").label,
        setting_of("optimizer").values,
        ("rmsprop", "adam", "sgd"),
        _optimizer,
        str,
        "Each brings its usual learning rate, unless that is varied, too.",
    ),
    SweepSetting(
        "learning_rate",
        setting_of("learning_rate").label,
        setting_of("learning_rate").values,
        (0.0003, 0.001, 0.003, 0.01),
        _of_recipe("learning_rate"),
        "rate {:g}".format,
        setting_of("learning_rate").help,
        is_log=True,
    ),
    SweepSetting(
        "batch_size",
        setting_of("batch_size").label,
        setting_of("batch_size").values,
        (16, 64, 256),
        _of_recipe("batch_size"),
        "batch {}".format,
        setting_of("batch_size").help,
        is_log=True,
    ),
    SweepSetting(
        "training_images",
        setting_of("training_images").label,
        setting_of("training_images").values,
        (500, 2000, 10_000),
        _of_recipe("training_images"),
        "{} images".format,
        setting_of("training_images").help,
        is_log=True,
    ),
    SweepSetting(
        "augment",
        setting_of("augment").label,
        setting_of("augment").values,
        (False, True),
        _of_recipe("augment"),
        lambda value: "augmented" if value else "not augmented",
        setting_of("augment").help,
    ),
    SweepSetting(
        "seed",
        setting_of("seed").label,
        setting_of("seed").values,
        (0, 1, 2),
        _of_recipe("seed"),
        "seed {}".format,
        "Each of the other choices is trained once with each seed, to see how much is chance.",
        is_seed=True,
    ),
)
SETTING: Mapping[str, SweepSetting] = MappingProxyType(
    {setting.key: setting for setting in SETTINGS}
)

# Sweeps to begin with, by stable keys: settings, each with the values that it offers.
PRESETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "size": ("filters", "units"),
        "shape": ("depth", "kernel_size"),
        "learning": ("optimizer", "learning_rate"),
        "data": ("training_images", "augment", "seed"),
    }
)
