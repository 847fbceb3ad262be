"""The history of a run as a table that spreadsheets open."""

import csv
import io

import pytest

from cnn.network.recipe import Recipe
from cnn.runs.export.history_csv import COLUMNS, history_csv
from cnn.runs.progress import EpochResult, Point, Progress

RECIPE = Recipe(learning_rate=0.01, epochs=2, training_images=250, batch_size=100)
PROGRESS = Progress(
    points=(Point(200, 1.5, 0.4, 200), Point(250, 1.0, 0.6, 50), Point(450, 0.5, 0.8, 200)),
    epochs=(EpochResult(250, 0.9, 0.7, 1.4, 0.44),),
    rate_changes=((2, 0.003), (4, 0.1)),
)


def rows(progress: Progress, recipe: Recipe) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(history_csv(progress, recipe))))


def test_points_and_tests_stand_in_the_order_of_the_run():
    table = rows(PROGRESS, RECIPE)
    assert [row["kind"] for row in table] == ["train", "train", "test", "train"]
    assert [row["step"] for row in table] == ["2", "3", "3", "5"]
    assert [row["images"] for row in table] == ["200", "250", "250", "450"]
    assert [row["epoch"] for row in table] == ["0.8", "1.0", "1.0", "1.8"]


def test_what_a_row_does_not_measure_is_empty():
    train, _, test, _ = rows(PROGRESS, RECIPE)
    measured = COLUMNS[4:10]
    assert [train[name] for name in measured] == ["1.5", "0.4", "", "", "", ""]
    # (200 x 1.5 + 50 x 1.0) / 250 and (80 + 30) / 250: the mean of the epoch's rows.
    assert [test[name] for name in measured] == ["", "", "0.9", "0.7", "1.4", "0.44"]


def test_the_learning_rate_is_that_of_the_step_before_the_row():
    table = rows(PROGRESS, RECIPE)
    assert [row["learning_rate"] for row in table] == ["0.01", "0.003", "0.003", "0.1"]


def test_a_cosine_falls_to_zero():
    recipe = Recipe(epochs=1, training_images=1000, batch_size=10, schedule="cosine")
    points = tuple(Point(images, 1.0, 0.5, 10) for images in (10, 60, 1000))
    sizes = [float(row["learning_rate"]) for row in rows(Progress(points=points), recipe)]
    assert sizes == pytest.approx([0.0, 0.001, 0.0], abs=1e-6)


def test_a_test_before_the_first_step_has_no_learning_rate():
    (row,) = rows(Progress(epochs=(EpochResult(0, 2.3, 0.1),)), RECIPE)
    assert (row["step"], row["learning_rate"]) == ("0", "")


def test_a_run_without_history_is_a_heading():
    assert history_csv(Progress(), RECIPE) == ",".join(COLUMNS) + "\n"
