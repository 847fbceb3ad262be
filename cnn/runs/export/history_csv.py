"""A run's history as a CSV file: one row per point of the training curve and per test."""

from __future__ import annotations

import csv
import io
import math
from typing import assert_never

from cnn.network.recipe import Recipe
from cnn.runs.progress import EpochResult, Point, Progress
from cnn.runs.schedule import step_size

COLUMNS = (
    "kind",
    "step",
    "images",
    "epoch",
    "loss",
    "accuracy",
    "test_loss",
    "test_accuracy",
    "epoch_loss",
    "epoch_accuracy",
    "learning_rate",
)


def history_csv(progress: Progress, recipe: Recipe) -> str:
    """The history of a run, for a spreadsheet: a heading, then rows in the order of the run.

    `step` and `images` are the gradient steps taken and the training images worked through by then,
    `epoch` the same in passes over the training images. Rows of kind `train` have the mean loss
    and accuracy of the images since the `train` row before; rows of kind `test` have those of the
    test digits and, as `epoch_loss` and `epoch_accuracy`, the means over all training images of the
    epoch that ends there, each image as it was read before its own gradient step.
    `learning_rate` is the step size of the latest gradient step; it is empty before the first.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    # A test comes after the point that ends where it is made: sorting keeps their order.
    moments: list[Point | EpochResult] = [*progress.points, *progress.epochs]
    for moment in sorted(moments, key=lambda item: item.images):
        step = _step(moment.images, recipe)
        writer.writerow(
            {
                **_measured(moment),
                "step": step,
                "images": moment.images,
                "epoch": round(moment.images / recipe.training_images, 4),
                "learning_rate": step_size(recipe, step - 1, progress.rate_changes) if step else "",
            }
        )
    return text.getvalue()


def _measured(moment: Point | EpochResult) -> dict[str, str | float]:
    match moment:
        case Point():
            return {"kind": "train", "loss": moment.loss, "accuracy": moment.accuracy}
        case EpochResult():
            return {
                "kind": "test",
                "test_loss": moment.test_loss,
                "test_accuracy": moment.test_accuracy,
                "epoch_loss": "" if moment.loss is None else moment.loss,
                "epoch_accuracy": "" if moment.accuracy is None else moment.accuracy,
            }
        case _:
            assert_never(moment)


def _step(images: int, recipe: Recipe) -> int:
    """Gradient steps by which so many images are worked through."""
    epochs, rest = divmod(images, recipe.training_images)
    return epochs * recipe.steps_per_epoch + math.ceil(rest / recipe.batch_size)
