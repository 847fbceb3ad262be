"""A run's curves as a CSV file, one row per point and per test."""

from __future__ import annotations

import csv
import io
import math

from cnn.recipe import Recipe
from cnn.training.progress import Progress

COLUMNS = (
    "images",
    "epoch",
    "step",
    "training_loss",
    "training_accuracy",
    "test_loss",
    "test_accuracy",
    "learning_rate",
)


def history_csv(progress: Progress, recipe: Recipe) -> str:
    """The history of a run, for a spreadsheet.

    Args:
        progress: of the run.
        recipe: of the run.

    Returns:
        A heading, then rows in order of `images`, the training images worked through by then. A
        point of the training curve has the means since the point before; a test has its own row,
        and the fields of the other kind are empty. `learning_rate` is the recipe's, or what it
        was last changed to by hand; a cosine schedule's is its peak.
    """
    rows = [(point.images, (point.loss, point.accuracy, "", "")) for point in progress.points] + [
        (result.images, ("", "", result.test_loss, result.test_accuracy))
        for result in progress.epochs
    ]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for images, values in sorted(rows, key=lambda row: row[0]):
        step = _step(images, recipe)
        epoch = round(images / recipe.training_images, 6)
        writer.writerow((images, epoch, step, *values, _rate(step, progress, recipe)))
    return text.getvalue()


def _step(images: int, recipe: Recipe) -> int:
    epochs, rest = divmod(images, recipe.training_images)
    return epochs * recipe.steps_per_epoch + math.ceil(rest / recipe.batch_size)


def _rate(step: int, progress: Progress, recipe: Recipe) -> float:
    """The rate of a gradient step: a change after n steps is in force from step n + 1 on."""
    rates = [rate for done, rate in progress.rate_changes if done < step]
    return rates[-1] if rates else recipe.learning_rate
