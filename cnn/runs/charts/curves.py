"""Curves of one training run: loss, accuracy, and how it came to read a digit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Literal, assert_never

import numpy as np

from cnn.figures.palette import Palette
from cnn.network.layer_shapes import CLASSES
from cnn.network.recipe import Recipe
from cnn.runs.charts.chart import Chart, Format, Line, Mark
from cnn.runs.progress import EpochResult, Point, Progress, merged

Quantity = Literal["loss", "accuracy"]

NAMES: dict[Quantity, str] = {"loss": "Loss", "accuracy": "Accuracy"}
FORMATS: dict[Quantity, Format] = {"loss": "number", "accuracy": "percent"}
# What ten equal probabilities give.
GUESSING: dict[Quantity, float] = {"loss": math.log(CLASSES), "accuracy": 1 / CLASSES}
# Where a scale of losses ends at the latest: a training that diverges would flatten all others.
HIGHEST_LOSS = 3 * GUESSING["loss"]
# Where a scale that keeps to the values begins and ends at the closest.
LEAST_ACCURACY_SHOWN = 0.95
LEAST_LOSS_SHOWN = 0.1
# More than a curve is wide in pixels, halved, would not be seen.
MAX_DRAWN_POINTS = 300
# A digit that is at last at least so likely has its line named.
NAMED_PROBABILITY = 0.1
# The test digits' line is told from the training images' without colours as well.
TEST_DASH = "6 3"
TEST_DIGITS = {"mnist": "MNIST's test digits", "synthetic": "synthetic test digits"}


def learning_chart(
    quantity: Quantity,
    progress: Progress,
    recipe: Recipe,
    palette: Palette,
    moment: int | None = None,
    *,
    most: int = MAX_DRAWN_POINTS,
) -> Chart:
    """One quantity over the epochs of a run, with the level of guessing.

    A fine-tuning begins far above guessing, and what it forgets is a matter of a few hundredths:
    its scale keeps to the values, and there is no such level.

    A line for the training images, at most so many points of it; joined dots for the test digits;
    upright lines where the learning rate was changed and, where `moment` says so, after so many
    training images.
    """
    per_epoch = recipe.training_images
    points = thinned(progress.points, most)
    training = Line(
        "training images",
        palette.accent,
        rounded(point.images / per_epoch for point in points),
        rounded(training_value(quantity, point) for point in points),
    )
    test = Line(
        TEST_DIGITS[progress.test_set],
        palette.frame,
        rounded(result.images / per_epoch for result in progress.epochs),
        rounded(value_on_test_digits(quantity, result) for result in progress.epochs),
        dash=TEST_DASH,
        dots=True,
    )
    rate_marks = tuple(
        Mark(step / recipe.steps_per_epoch, f"rate {rate:g}", palette.muted, "2 3")
        for step, rate in progress.rate_changes
    )
    title = curve_title(quantity, progress, recipe)
    begins_trained = recipe.data == "own"
    values = (*training.y, *test.y)
    return Chart(
        title,
        "epochs",
        "epoch",
        recipe.epochs,
        near_range(quantity, values) if begins_trained else whole_range(quantity, training.y),
        FORMATS[quantity],
        (training, test),
        (*rate_marks, *_moment_mark(moment, recipe, palette)),
        None
        if begins_trained
        else (GUESSING[quantity], f"guessing: {written(quantity, GUESSING[quantity])}"),
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

    The likeliest digit at the moment, or at the end, is in the accent colour, the second likeliest
    in the frame's; the others are muted. Named are these two and each digit of 10 % or more at the
    end.

    Args:
        readings: training images worked through, and the (10,) probabilities then, in order.
        recipe: of the run.
        palette: the theme's colours.
        moment: training images worked through at a moment to be marked; None for none.
    """
    x = rounded(images / recipe.training_images for images, _ in readings)
    latest = _reading_at(readings, moment)
    first, second = np.argsort(-latest, kind="stable")[:2].tolist() if readings else (None, None)
    lines = []
    for digit in range(CLASSES):
        colour = {first: palette.accent, second: palette.frame}.get(digit, palette.muted)
        y = rounded(float(probabilities[digit]) for _, probabilities in readings)
        width = {first: 2.5, second: 1.5}.get(digit, 1.0)
        is_named = digit in (first, second) or (y and y[-1] >= NAMED_PROBABILITY)
        label = str(digit) if is_named else ""
        lines.append(Line(f"digit {digit}", colour, x, y, width=width, label=label))
    lines.sort(key=lambda line: line.width)
    title = "Probability of each digit over time"
    values = ", ".join(f"{digit} {value:.1%}" for digit, value in enumerate(latest))
    return Chart(
        title,
        "epochs",
        "epoch",
        recipe.epochs,
        (0.0, 1.02),
        "percent",
        tuple(lines),
        _moment_mark(moment, recipe, palette),
        empty="drawn here as it learns",
        alt=f"{title}. At the moment shown: {values}" if readings else title,
    )


def curve_title(quantity: Quantity, progress: Progress, recipe: Recipe) -> str:
    """A curve's name and its latest values: "Accuracy: training 97.1% in epoch 2, test 98.2%".

    The training value is the mean over the epoch, or over what there has been of it so far; the
    latest point alone would be the mean of a few images.
    """
    name, epochs = NAMES[quantity], progress.epochs
    training = _training_in_words(quantity, progress, recipe)
    test = f"test {written(quantity, value_on_test_digits(quantity, epochs[-1]))}" if epochs else ""
    values = ", ".join(filter(None, (training, test)))
    return f"{name}: {values}" if values else name


def _training_in_words(quantity: Quantity, progress: Progress, recipe: Recipe) -> str:
    if progress.since_test is not None:
        value = written(quantity, training_value(quantity, progress.since_test))
        epoch = epoch_number(progress.since_test.images, recipe)
        return f"training {value} so far in epoch {epoch}"
    mean = epoch_mean(quantity, progress.epochs[-1]) if progress.epochs else None
    if mean is None:
        return ""
    epoch = epoch_number(progress.epochs[-1].images, recipe)
    return f"training {written(quantity, mean)} in epoch {epoch}"


def latest_in_short(quantity: Quantity, progress: Progress) -> str:
    """A quantity's latest mean over training images, in two words: "accuracy 97.1%"."""
    mean: float | None = None
    if progress.since_test is not None:
        mean = training_value(quantity, progress.since_test)
    elif progress.epochs:
        mean = epoch_mean(quantity, progress.epochs[-1])
    name = NAMES[quantity].lower()
    return name if mean is None else f"{name} {written(quantity, mean)}"


def epoch_number(images: int, recipe: Recipe) -> int:
    """In which epoch, from 1, the last of so many training images was."""
    return max(math.ceil(images / recipe.training_images), 1)


def epoch_mean(quantity: Quantity, result: EpochResult) -> float | None:
    """The quantity's mean over the training images of an epoch; None where it is not known."""
    match quantity:
        case "loss":
            return result.loss
        case "accuracy":
            return result.accuracy
        case _:
            assert_never(quantity)


def training_value(quantity: Quantity, point: Point) -> float:
    """The quantity on the training images of a point."""
    match quantity:
        case "loss":
            return point.loss
        case "accuracy":
            return point.accuracy
        case _:
            assert_never(quantity)


def value_on_test_digits(quantity: Quantity, result: EpochResult) -> float:
    """The quantity on the test digits after an epoch."""
    match quantity:
        case "loss":
            return result.test_loss
        case "accuracy":
            return result.test_accuracy
        case _:
            assert_never(quantity)


def thinned(points: Sequence[Point], most: int = MAX_DRAWN_POINTS) -> list[Point]:
    """At most so many points for the same curve; each ends the stretch that it is the mean of.

    The stretches have as many points each, or one more: a short one at the end would stray.
    """
    count = min(len(points), most)
    ends = [len(points) * number // count for number in range(count + 1)] if count else []
    return [reduce(merged, points[start:end]) for start, end in itertools.pairwise(ends)]


def whole_range(quantity: Quantity, values: Sequence[float]) -> tuple[float, float]:
    """From zero to what guessing gives or the values reach, within bounds."""
    match quantity:
        case "accuracy":
            return 0.0, 1.02
        case "loss":
            return 0.0, 1.08 * min(max([GUESSING["loss"], *values]), HIGHEST_LOSS)
        case _:
            assert_never(quantity)


def near_range(quantity: Quantity, values: Sequence[float]) -> tuple[float, float]:
    """A scale just large enough for the values, up to the best there can be."""
    match quantity:
        case "accuracy":
            low = max(min(math.floor(100 * min([1.0, *values])) / 100, LEAST_ACCURACY_SHOWN), 0.0)
            # So little above 100 % that no mark of the axis stands there.
            return low, 1 + 0.03 * (1 - low)
        case "loss":
            return 0.0, 1.08 * min(max([LEAST_LOSS_SHOWN, *values]), HIGHEST_LOSS)
        case _:
            assert_never(quantity)


def rounded(values: Iterable[float]) -> tuple[float, ...]:
    """Values as finely as a chart can show them, short to send."""
    return tuple(round(value, 5) for value in values)


def written(quantity: Quantity, value: float) -> str:
    """A loss or an accuracy as it is shown: 0.25, 97.1%."""
    match quantity:
        case "accuracy":
            return f"{value:.1%}"
        case "loss":
            # A training that diverges passes through losses of any length.
            return f"{value:.2f}" if value < 1000 else f"{value:.2e}"
        case _:
            assert_never(quantity)


def _moment_mark(moment: int | None, recipe: Recipe, palette: Palette) -> tuple[Mark, ...]:
    return () if moment is None else (Mark(moment / recipe.training_images, "", palette.text),)


def _reading_at(readings: Sequence[tuple[int, np.ndarray]], moment: int | None) -> np.ndarray:
    if not readings:
        return np.zeros(CLASSES)
    until = [values for images, values in readings if moment is None or images <= moment]
    return until[-1] if until else readings[0][1]
