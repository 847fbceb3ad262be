"""Curves of training runs as plain numbers: what stands where, for the page to draw.

Not Plotly: these are sent anew every second while a run goes on, and building two Plotly figures
takes five times the processor time of all the rest (tests/benchmarks/poll_cost.py).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from cnn.figures.palette import Palette
from cnn.network.layer_shapes import CLASSES
from cnn.network.recipe import Recipe
from cnn.runs.progress import Point, Progress

Quantity = Literal["loss", "accuracy"]
Digits = Literal["training", "test"]
Format = Literal["number", "percent"]

# What ten equal probabilities give.
GUESSING: dict[Quantity, float] = {"loss": math.log(CLASSES), "accuracy": 1 / CLASSES}
# Where a scale of losses ends at the latest: a training that diverges would flatten all others.
HIGHEST_LOSS = 3 * GUESSING["loss"]
# More than a curve is wide in pixels, halved, would not be seen.
MAX_DRAWN_POINTS = 300
# The beginning of a run, which a comparison leaves out of its scale: there all runs fall alike.
FIRST_SHARE = 0.15
# A digit that is at last at least so likely has its line named.
NAMED_PROBABILITY = 0.1
TEST_DIGITS = {"mnist": "MNIST's test digits", "synthetic": "synthetic test digits"}


@dataclass(frozen=True)
class Line:
    """One line of a chart.

    Attributes:
        name: for the pointer and the legend.
        colour: a hex colour.
        x: from left to right.
        y: as many.
        dash: lengths of strokes and gaps in pixels, as SVG writes them; "" is solid.
        width: in pixels.
        dots: whether each point is marked.
        label: stands at the line's right end; "" for none.
        in_legend: whether the legend names it.
    """

    name: str
    colour: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    dash: str = ""
    width: float = 2.0
    dots: bool = False
    label: str = ""
    in_legend: bool = False


@dataclass(frozen=True)
class Mark:
    """An upright line at a place of the x axis.

    Attributes:
        x: where.
        label: a few words beside it.
        colour: a hex colour.
        dash: as of a Line.
    """

    x: float
    label: str
    colour: str
    dash: str = ""


@dataclass(frozen=True)
class Chart:
    """Lines over one x axis.

    Attributes:
        title: name and latest values.
        x_title: what the x axis counts.
        x_end: where it ends; it begins at 0.
        y_range: lowest and highest value of the y axis; what lies outside is cut off.
        y_format: how its numbers are written.
        lines: from back to front.
        marks: upright lines.
        guide: height and words of a dashed level line; None for none.
        empty: what is written in a chart without a point.
        alt: the chart in words.
    """

    title: str
    x_title: str
    x_end: float
    y_range: tuple[float, float]
    y_format: Format
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...] = ()
    guide: tuple[float, str] | None = None
    empty: str = ""
    alt: str = ""

    def to_json(self) -> dict[str, Any]:
        """The chart as plain data, ready for `json.dumps`."""
        # Not `asdict`, which copies every number.
        lines, marks = ([vars(part) for part in parts] for parts in (self.lines, self.marks))
        return {**vars(self), "lines": lines, "marks": marks}


@dataclass(frozen=True)
class ComparedRun:
    """A run among others.

    Attributes:
        name: what its visitor calls it.
        progress: how it went, or goes.
    """

    name: str
    progress: Progress


def learning_chart(
    quantity: Quantity,
    progress: Progress,
    recipe: Recipe,
    palette: Palette,
    moment: int | None = None,
) -> Chart:
    """One quantity over the epochs of a run, with the level of guessing.

    Args:
        quantity: loss or accuracy.
        progress: of the run; one without points gives the empty axes.
        recipe: of the run.
        palette: the theme's colours.
        moment: training images worked through at a moment to be marked; None for none.

    Returns:
        The chart: a line for the training images, joined dots for the test digits, and upright
        lines where the learning rate was changed.
    """
    per_epoch = recipe.training_images
    points = thinned(progress.points)
    training = Line(
        "training images",
        palette.accent,
        _rounded(point.images / per_epoch for point in points),
        _rounded(getattr(point, quantity) for point in points),
    )
    test = Line(
        TEST_DIGITS[progress.test_set],
        palette.frame,
        _rounded(result.images / per_epoch for result in progress.epochs),
        _rounded(getattr(result, f"test_{quantity}") for result in progress.epochs),
        dots=True,
    )
    marks = [
        Mark(step / recipe.steps_per_epoch, f"rate {rate:g}", palette.muted, "2 3")
        for step, rate in progress.rate_changes
    ]
    if moment is not None:
        marks.append(Mark(moment / per_epoch, "", palette.text))
    title = curve_title(quantity, progress)
    return Chart(
        title,
        "epoch",
        recipe.epochs,
        _whole_range(quantity, training.y),
        _FORMAT[quantity],
        (training, test),
        tuple(marks),
        (GUESSING[quantity], f"guessing: {_written(quantity, GUESSING[quantity])}"),
        "drawn here as it learns",
        f"Learning curve. {title}",
    )


def probability_chart(
    readings: Sequence[tuple[int, np.ndarray]],
    recipe: Recipe,
    palette: Palette,
    moment: int | None = None,
) -> Chart:
    """How a run's network came to read a digit: ten probabilities over the epochs.

    Args:
        readings: training images worked through, and the (10,) probabilities then, in order.
        recipe: of the run.
        palette: the theme's colours.
        moment: training images worked through at a moment to be marked; None for none.

    Returns:
        The chart. The likeliest digit at the moment, or at the end, is in the accent colour, the
        second likeliest in the frame's; the others are muted. Named are these two and each digit
        of 10 % or more at the end.
    """
    x = _rounded(images / recipe.training_images for images, _ in readings)
    latest = _reading_at(readings, moment)
    first, second = np.argsort(-latest, kind="stable")[:2].tolist() if readings else (None, None)
    lines = []
    for digit in range(CLASSES):
        colour = {first: palette.accent, second: palette.frame}.get(digit, palette.muted)
        y = _rounded(float(probabilities[digit]) for _, probabilities in readings)
        width = {first: 2.5, second: 1.5}.get(digit, 1.0)
        is_named = digit in (first, second) or (y and y[-1] >= NAMED_PROBABILITY)
        label = str(digit) if is_named else ""
        lines.append(Line(f"digit {digit}", colour, x, y, width=width, label=label))
    lines.sort(key=lambda line: line.width)
    title = "Probability of each digit over time"
    marks = (Mark(moment / recipe.training_images, "", palette.text),) if moment is not None else ()
    alt = f"{title}. At the moment shown: " + ", ".join(
        f"{digit} {value:.1%}" for digit, value in enumerate(latest)
    )
    return Chart(
        title,
        "epoch",
        recipe.epochs,
        (0.0, 1.02),
        "percent",
        tuple(lines),
        marks,
        empty="drawn here as it learns",
        alt=alt if readings else title,
    )


def comparison_chart(
    quantity: Quantity, digits: Digits, runs: Sequence[ComparedRun], palette: Palette
) -> Chart:
    """One quantity of several runs over the training images worked through.

    Args:
        quantity: loss or accuracy.
        digits: of the training images while learning, or of the test digits after each epoch.
        runs: at most as many as `palette.runs` has colours.
        palette: the theme's colours.

    Returns:
        The chart; its scale leaves out the steep beginning.
    """
    lines = tuple(
        _compared_line(quantity, digits, run, *style)
        for run, style in zip(runs, run_styles(palette), strict=False)
    )
    of = "training images" if digits == "training" else "test digits"
    title = f"{quantity.capitalize()}, {of}"
    return Chart(
        title,
        "training images worked through",
        max([1, *(run.progress.images_total for run in runs)]),
        _close_range(quantity, lines),
        _FORMAT[quantity],
        lines,
        empty="no values yet",
        alt=f"{title}, of the runs " + ", ".join(run.name for run in runs),
    )


def run_styles(palette: Palette) -> list[tuple[str, str]]:
    """Colour and dash of each run in a comparison: told apart without colours as well.

    Args:
        palette: the theme's colours.

    Returns:
        (hex colour, dash) pairs, one per run that can be compared at once.
    """
    return list(zip(palette.runs, _DASHES, strict=True))


def curve_title(quantity: Quantity, progress: Progress) -> str:
    """A curve's name and its latest values: "Accuracy: training 97.1 %, test 98.2 %".

    Args:
        quantity: loss or accuracy.
        progress: of the run.

    Returns:
        Plain words and numbers.
    """
    values = []
    if progress.points:
        values.append(f"training {_written(quantity, getattr(progress.points[-1], quantity))}")
    if progress.epochs:
        latest = getattr(progress.epochs[-1], f"test_{quantity}")
        values.append(f"test {_written(quantity, latest)}")
    name = quantity.capitalize()
    return f"{name}: {', '.join(values)}" if values else name


def thinned(points: Sequence[Point], most: int = MAX_DRAWN_POINTS) -> list[Point]:
    """Fewer points for the same curve: means of neighbours.

    Args:
        points: of a training curve.
        most: how many are drawn at the most, 1 or more.

    Returns:
        At most so many; each stands at the end of the stretch that it is the mean of.
    """
    size = math.ceil(len(points) / most)
    if size <= 1:
        return list(points)
    return [_mean(points[start : start + size]) for start in range(0, len(points), size)]


_FORMAT: dict[Quantity, Format] = {"loss": "number", "accuracy": "percent"}
_DASHES = ("", "7 3", "2 3", "10 3 2 3", "4 2", "1 2")


def _mean(points: Sequence[Point]) -> Point:
    count = sum(point.count for point in points)
    loss = sum(point.count * point.loss for point in points) / count
    accuracy = sum(point.count * point.accuracy for point in points) / count
    return Point(points[-1].images, loss, accuracy, count)


def _compared_line(
    quantity: Quantity, digits: Digits, run: ComparedRun, colour: str, dash: str
) -> Line:
    if digits == "training":
        points = thinned(run.progress.points)
        y = _rounded(getattr(point, quantity) for point in points)
    else:
        points = run.progress.epochs
        y = _rounded(getattr(point, f"test_{quantity}") for point in points)
    x = tuple(float(point.images) for point in points)
    return Line(run.name, colour, x, y, dash, dots=digits == "test", in_legend=True)


def _reading_at(readings: Sequence[tuple[int, np.ndarray]], moment: int | None) -> np.ndarray:
    if not readings:
        return np.zeros(CLASSES)
    until = [values for images, values in readings if moment is None or images <= moment]
    return until[-1] if until else readings[0][1]


def _whole_range(quantity: Quantity, values: Sequence[float]) -> tuple[float, float]:
    if quantity == "accuracy":
        return 0.0, 1.02
    highest = max([GUESSING["loss"], *values])
    return 0.0, 1.08 * min(highest, HIGHEST_LOSS)


def _close_range(quantity: Quantity, lines: Sequence[Line]) -> tuple[float, float]:
    """From what the runs have in common past their beginning to the best there can be."""
    late = [value for line in lines for value in line.y[int(FIRST_SHARE * len(line.y)) :]]
    if not late:
        return _whole_range(quantity, ())
    if quantity == "accuracy":
        return max(0.0, math.floor(20 * min(late)) / 20 - 0.01), 1.005
    return 0.0, 1.1 * min(max(*late, 0.05), HIGHEST_LOSS)


def _rounded(values: Any) -> tuple[float, ...]:
    return tuple(round(value, 5) for value in values)


def _written(quantity: Quantity, value: float) -> str:
    if quantity == "accuracy":
        return f"{value:.1%}"
    # A training that diverges passes through losses of any length.
    return f"{value:.2f}" if value < 1000 else f"{value:.2e}"
