"""The words of the Sweep tab for keys of the house, and numbers as it writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from cnn.runs.progress import State
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result

Mode = Literal["grid", "random"]
MODES: Mapping[Mode, str] = MappingProxyType(
    {"grid": "Every combination", "random": "Some, drawn at random"}
)
PRESET_NAMES: Mapping[str, str] = MappingProxyType(
    {"size": "Size", "shape": "Shape", "learning": "Learning", "data": "Data"}
)
PRESET_PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "size": "filters and units",
        "shape": "depth and kernel size",
        "learning": "optimizer and learning rate",
        "data": "images and augmentation, three seeds each",
    }
)
STATES: Mapping[State, str] = MappingProxyType(
    {
        "waiting": "waiting",
        "starting": "starting",
        "loading": "starting",
        "building": "starting",
        "training": "training",
        "paused": "paused",
        "saving": "saving",
        "finished": "",
        "failed": "failed",
    }
)


def state_of(result: Result) -> str:
    """How a run stands, in a word or two; nothing of one that is through."""
    if result.never_began:
        return "not begun"
    if result.was_stopped:
        return "stopped early"
    word = STATES[result.progress.state]
    if result.progress.state == "training":
        word = f"training, {result.progress.fraction:.0%}"
    if result.where and not result.is_over:
        word = f"{word}, {result.where}"
    return word


def values_in_words(result: Result, axes: Sequence[Axis]) -> str:
    """What a run has of each setting: "Filters 8, Learning rate 0.001"."""
    return ", ".join(
        f"{axis.setting.label} {axis.setting.name_of(result.point.values[axis.key])}"
        for axis in axes
    )


def sweep_title(axes: Sequence[Axis], runs: int) -> str:
    """What to call a sweep in a list: its settings and how many runs."""
    named = ", ".join(axis.setting.label for axis in axes)
    return f"{named}: {'1 run' if runs == 1 else f'{runs} runs'}"
