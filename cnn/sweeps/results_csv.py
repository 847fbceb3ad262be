"""A sweep's results as a CSV file: one row per run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from cnn.network.design_code import design_code
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result

FIRST_COLUMNS = ("run", "state")
LAST_COLUMNS = (
    "test_accuracy",
    "test_loss",
    "parameters",
    "seconds",
    "images",
    "test_digits",
    "design",
    "optimizer",
    "learning_rate",
    "batch_size",
    "epochs",
    "training_images",
    "augment",
    "schedule",
    "label_smoothing",
    "data",
    "seed",
)


def results_csv(axes: Sequence[Axis], results: Sequence[Result]) -> str:
    """The runs of a sweep, for a spreadsheet: a heading, then a row for each, in their order.

    Of each run first what varies, under the setting's key with `varied_` before it, then what came
    of it, empty where there is no test yet, and the whole design and recipe, in words of the
    address of the Train page. `images` are the training images worked through.
    """
    text = io.StringIO()
    varied = tuple(f"varied_{axis.key}" for axis in axes)
    writer = csv.DictWriter(text, (*FIRST_COLUMNS, *varied, *LAST_COLUMNS), lineterminator="\n")
    writer.writeheader()
    for result in results:
        values = {f"varied_{key}": value for key, value in result.point.values.items()}
        writer.writerow({**values, **_row(result)})
    return text.getvalue()


def _row(result: Result) -> dict[str, object]:
    progress, recipe = result.progress, result.point.recipe
    last = progress.epochs[-1] if progress.epochs else None
    return {
        "run": result.point.number,
        "state": progress.state,
        "test_accuracy": "" if last is None else last.test_accuracy,
        "test_loss": "" if last is None else last.test_loss,
        "parameters": result.parameters,
        "seconds": round(result.seconds, 3),
        "images": progress.images_done,
        "test_digits": progress.test_set,
        "design": design_code(result.point.architecture.hidden),
        "optimizer": recipe.optimizer,
        "learning_rate": recipe.learning_rate,
        "batch_size": recipe.batch_size,
        "epochs": recipe.epochs,
        "training_images": recipe.training_images,
        "augment": recipe.augment,
        "schedule": recipe.schedule,
        "label_smoothing": recipe.label_smoothing,
        "data": recipe.data,
        "seed": recipe.seed,
    }
