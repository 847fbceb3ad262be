"""The CSV file tells what the curves show."""

import csv
import io

from cnn.recipe import Recipe
from cnn.training.history_csv import history_csv
from cnn.training.progress import EpochResult, Point, Progress

RECIPE = Recipe(epochs=2, training_images=250, batch_size=100)


def read(progress: Progress) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(history_csv(progress, RECIPE))))


def test_rows_stand_in_order_and_tests_have_their_own():
    progress = Progress(
        points=(Point(100, 2.0, 0.3, 100), Point(250, 1.0, 0.6, 150), Point(350, 0.5, 0.8, 100)),
        epochs=(EpochResult(250, 0.9, 0.75),),
        rate_changes=((3, 0.01),),
    )
    rows = read(progress)
    assert [row["images"] for row in rows] == ["100", "250", "250", "350"]
    assert [row["step"] for row in rows] == ["1", "3", "3", "4"]
    assert [row["epoch"] for row in rows] == ["0.4", "1.0", "1.0", "1.4"]
    assert [row["training_loss"] for row in rows] == ["2.0", "1.0", "", "0.5"]
    assert [row["test_accuracy"] for row in rows] == ["", "", "0.75", ""]
    assert [row["learning_rate"] for row in rows] == ["0.001"] * 3 + ["0.01"]


def test_a_run_without_points_is_a_heading():
    assert read(Progress()) == []
    assert history_csv(Progress(), RECIPE).startswith("images,epoch,step,training_loss")
