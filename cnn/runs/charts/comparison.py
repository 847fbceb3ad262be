"""Curves of several training runs in one chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from cnn.figures.palette import Palette
from cnn.runs.charts.chart import Chart, Line
from cnn.runs.charts.curves import (
    FORMATS,
    HIGHEST_LOSS,
    Quantity,
    rounded,
    thinned,
    training_value,
    value_on_test_digits,
    whole_range,
    written,
)
from cnn.runs.progress import Progress

# Of the training images while learning, or of the test digits after each epoch.
Digits = Literal["training", "test"]

# The beginning of a run, which a comparison leaves out of its scale: there all runs fall alike.
FIRST_SHARE = 0.15
TITLES: dict[tuple[Quantity, Digits], str] = {
    ("loss", "training"): "Loss, training images",
    ("loss", "test"): "Loss, test digits",
    ("accuracy", "training"): "Accuracy, training images",
    ("accuracy", "test"): "Accuracy, test digits",
}
_DASHES = ("", "7 3", "2 3", "10 3 2 3", "4 2", "1 2")


@dataclass(frozen=True)
class ComparedRun:
    """A run among others, by the name that its visitor gave it."""

    name: str
    progress: Progress


def comparison_chart(
    quantity: Quantity, digits: Digits, runs: Sequence[ComparedRun], palette: Palette
) -> Chart:
    """One quantity of several runs over the training images worked through.

    The scale leaves out the steep beginning; of the runs at most as many as `palette.runs` has
    colours are drawn.
    """
    lines = tuple(
        _compared_line(quantity, digits, run, *style)
        for run, style in zip(runs, run_styles(palette), strict=False)
    )
    title = TITLES[quantity, digits]
    return Chart(
        title,
        "images",
        "training images worked through",
        max([1, *(run.progress.images_total for run in runs)]),
        _close_range(quantity, lines),
        FORMATS[quantity],
        lines,
        empty="no values yet",
        alt=_in_words(quantity, title, lines),
    )


def _in_words(quantity: Quantity, title: str, lines: Sequence[Line]) -> str:
    values = "; ".join(
        f"{line.name} {written(quantity, line.y[-1])}" if line.y else f"{line.name} none yet"
        for line in lines
    )
    return f"{title}. Last values: {values}." if values else title


def run_styles(palette: Palette) -> list[tuple[str, str]]:
    """(hex colour, dash) of each run that can be compared: told apart without colours as well."""
    return list(zip(palette.runs, _DASHES, strict=True))


def _compared_line(
    quantity: Quantity, digits: Digits, run: ComparedRun, colour: str, dash: str
) -> Line:
    match digits:
        case "training":
            points = thinned(run.progress.points)
            images = [point.images for point in points]
            y = rounded(training_value(quantity, point) for point in points)
        case "test":
            results = run.progress.epochs
            images = [result.images for result in results]
            y = rounded(value_on_test_digits(quantity, result) for result in results)
        case _:
            assert_never(digits)
    x = tuple(float(count) for count in images)
    return Line(run.name, colour, x, y, dash, dots=digits == "test", in_legend=True)


def _close_range(quantity: Quantity, lines: Sequence[Line]) -> tuple[float, float]:
    """From what the runs have in common past their beginning to the best there can be."""
    late = [value for line in lines for value in line.y[int(FIRST_SHARE * len(line.y)) :]]
    if not late:
        return whole_range(quantity, ())
    match quantity:
        case "accuracy":
            low = max(0.0, math.floor(20 * min(late)) / 20 - 0.01)
            return low, 1 + min(0.005, 0.03 * (1 - low))
        case "loss":
            return 0.0, 1.1 * min(max(*late, 0.05), HIGHEST_LOSS)
        case _:
            assert_never(quantity)
