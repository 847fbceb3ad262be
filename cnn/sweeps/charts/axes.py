"""How the values of a setting stand on an axis of a chart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result
from cnn.sweeps.settings import Value

MOST_TICKS = 6


def values_on(axis: Axis, results: Iterable[Result]) -> list[Value]:
    """The values of a setting that runs have, smallest first; choices in the order given."""
    found = {result.point.values[axis.key] for result in results}
    if axis.setting.is_number:
        return sorted(found, key=float)
    return [value for value in axis.values if value in found]


def position(axis: Axis, value: Value) -> float:
    """Where a value stands: numbers by themselves or their logarithm, choices one by one."""
    if not axis.setting.is_number:
        return float(axis.values.index(value))
    return math.log10(float(value)) if axis.setting.is_log else float(value)


def ticks(axis: Axis, values: Iterable[Value]) -> Mapping[str, Any]:
    """Plotly's ticks at values, at most six of a number's."""
    chosen = _thinned(list(values)) if axis.setting.is_number else list(values)
    return {
        "tickmode": "array",
        "tickvals": [position(axis, value) for value in chosen],
        "ticktext": [axis.setting.name_of(value) for value in chosen],
    }


def _thinned(values: list[Value]) -> list[Value]:
    if len(values) <= MOST_TICKS:
        return values
    step = (len(values) - 1) / (MOST_TICKS - 1)
    return [values[round(number * step)] for number in range(MOST_TICKS)]


def described(result: Result, axes: Iterable[Axis]) -> str:
    """A run in the words of a tooltip, with Plotly's line breaks."""
    values = [
        f"{axis.setting.label} {axis.setting.name_of(result.point.values[axis.key])}"
        for axis in axes
    ]
    accuracy = "no test yet" if result.accuracy is None else f"{result.accuracy:.2%} right"
    lines = [
        f"run {result.point.number}",
        *values,
        accuracy,
        f"{result.parameters:,} parameters",
        f"{result.seconds:.0f} s",
    ]
    return "<br>".join(lines)
