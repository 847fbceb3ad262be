"""Learning curves show what the progress says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from cnn.figures.palette import PALETTES
from cnn.network.fine_tuning import FineTuningPlan
from cnn.network.recipe import Recipe
from cnn.runs.charts.curves import (
    curve_title,
    latest_in_short,
    learning_chart,
    probability_chart,
    thinned,
)
from cnn.runs.progress import EpochResult, Point, Progress, advance

LIGHT = PALETTES["light"]
RECIPE = Recipe(epochs=2, training_images=1000, batch_size=100)
RUN = Progress(
    "training",
    images_total=2000,
    images_done=1500,
    points=(Point(500, 2.0, 0.3, 500), Point(1500, 1.0, 0.6, 1000)),
    epochs=(EpochResult(1000, 0.9, 0.75, 1.6, 0.4),),
    since_test=Point(1500, 1.0, 0.6, 500),
)


def lines(quantity: str, progress: Progress) -> dict:
    chart = learning_chart(quantity, progress, RECIPE, LIGHT)
    return {line.name: (list(line.x), list(line.y)) for line in chart.lines}


def test_curves_stand_over_epochs():
    assert lines("loss", RUN) == {
        "training images": ([0.5, 1.5], [2.0, 1.0]),
        "MNIST's test digits": ([1.0], [0.9]),
    }
    assert lines("accuracy", RUN)["training images"][1] == [0.3, 0.6]


def test_titles_tell_the_latest_values():
    assert curve_title("loss", RUN, RECIPE) == "Loss: training 1.00 so far in epoch 2, test 0.90"
    assert curve_title("accuracy", RUN, RECIPE) == (
        "Accuracy: training 60.0% so far in epoch 2, test 75.0%"
    )
    just_begun = Progress(since_test=Point(500, 2.0, 0.3, 500))
    assert curve_title("loss", just_begun, RECIPE) == "Loss: training 2.00 so far in epoch 1"
    assert curve_title("loss", Progress(), RECIPE) == "Loss"


def test_a_title_tells_the_mean_of_the_epoch_and_not_the_last_few_images():
    """A run's end as it was: 984 images, then the last batch of 16, all read right."""
    progress = Progress(images_total=1000)
    for images, count, right, loss in ((984, 984, 902, 0.25), (1000, 16, 16, 0.0)):
        point = {"kind": "point", "images": images, "loss": loss, "accuracy": right / count}
        point |= {"count": count, "steps": 1, "seconds": 1.0, "learning_rate": 0.001}
        progress = advance(progress, point)
    test = {"kind": "epoch", "images": 1000, "test_loss": 0.3, "test_accuracy": 0.93}
    progress = advance(progress, test | {"seconds": 2.0})
    # (902 + 16) of 1,000 right; 984 x 0.25 / 1,000 = 0.246.
    assert curve_title("accuracy", progress, RECIPE) == (
        "Accuracy: training 91.8% in epoch 1, test 93.0%"
    )
    assert curve_title("loss", progress, RECIPE) == "Loss: training 0.25 in epoch 1, test 0.30"
    assert latest_in_short("accuracy", progress) == "accuracy 91.8%"


def test_a_run_from_before_there_were_means_of_epochs_tells_its_test_alone():
    old = Progress("finished", points=RUN.points, epochs=(EpochResult(2000, 0.9, 0.75),))
    assert curve_title("loss", old, RECIPE) == "Loss: test 0.90"
    assert latest_in_short("loss", old) == "loss"


def test_thinning_leaves_no_short_stretch_at_the_end():
    points = [Point(10 * i, 1.0, 0.5, 10) for i in range(1, 302)]
    counts = [point.count for point in thinned(points, 300)]
    assert (len(counts), sum(counts)) == (300, 3010)
    assert set(counts) == {10, 20}
    assert {point.count for point in thinned(points, 43)} == {70}


def test_the_dashed_line_is_what_guessing_gives():
    assert learning_chart("loss", RUN, RECIPE, LIGHT).guide[0] == pytest.approx(-math.log(0.1))


@pytest.mark.parametrize(
    ("shares", "low"),
    [((0.995, 0.9876), 0.95), ((0.9, 0.8501), 0.85), ((0.0, 1.0), 0.0), ((), 0.95)],
)
def test_what_a_fine_tuning_forgets_is_not_flattened(shares: tuple[float, ...], low: float):
    recipe = FineTuningPlan(epochs=2).recipe(30)
    tests = tuple(EpochResult(300 * i, 0.05, share) for i, share in enumerate(shares))
    chart = learning_chart("accuracy", Progress("training", epochs=tests), recipe, LIGHT)
    assert chart.y_range == (pytest.approx(low), pytest.approx(1.0, abs=0.04))
    assert chart.y_range[1] > 1
    assert chart.guide is None
    assert list(chart.lines[1].x) == [0, 1][: len(shares)]
    assert learning_chart("loss", Progress(epochs=tests), recipe, LIGHT).y_range[1] >= 0.1


def test_before_the_first_point_the_axes_are_there_already():
    chart = learning_chart("accuracy", Progress(), Recipe(), LIGHT)
    assert chart.x_end == 5
    assert chart.y_range == (0, 1.02)
    assert "drawn here" in chart.empty


def test_a_soaring_loss_does_not_flatten_the_rest():
    soaring = Progress(images_total=10, points=(Point(10, 1e9, 0.1, 10),))
    assert learning_chart("loss", soaring, RECIPE, LIGHT).y_range[1] < 10
    soaring = replace(soaring, since_test=soaring.points[0])
    assert curve_title("loss", soaring, RECIPE) == "Loss: training 1.00e+09 so far in epoch 1"


def test_a_changed_learning_rate_is_marked_where_it_was_changed():
    changed = Progress("training", images_total=2000, rate_changes=((15, 0.01),))
    (mark,) = learning_chart("loss", changed, RECIPE, LIGHT).marks
    assert (mark.x, mark.label) == (1.5, "rate 0.01")


def test_a_moment_is_marked_at_its_images():
    (mark,) = learning_chart("loss", RUN, RECIPE, LIGHT, moment=500).marks
    assert mark.x == 0.5


def test_thinning_keeps_the_mean_and_the_end():
    random = np.random.default_rng(0)
    points = [
        Point(10 * (i + 1), loss, accuracy, 10)
        for i, (loss, accuracy) in enumerate(random.random((601, 2)).tolist())
    ]
    few = thinned(points, 300)
    assert len(few) <= 300
    assert sum(point.count for point in few) == 6010
    assert few[-1].images == points[-1].images
    for name in ("loss", "accuracy"):
        means = np.average(
            [getattr(point, name) for point in few], weights=[point.count for point in few]
        )
        assert means == pytest.approx(np.mean([getattr(point, name) for point in points]))
    assert thinned(points, 601) == points


def test_the_two_likeliest_digits_at_the_moment_stand_out():
    start, end = np.full(10, 0.05), np.full(10, 0.01)
    start[[2, 7]] = 0.35, 0.25
    end[[7, 2]] = 0.8, 0.12
    readings = [(0, start), (2000, end)]
    for moment, likeliest in ((0, "digit 2"), (None, "digit 7"), (1999, "digit 2")):
        chart = probability_chart(readings, RECIPE, LIGHT, moment)
        front = chart.lines[-1]
        assert (front.name, front.colour) == (likeliest, LIGHT.accent)
        assert {line.label for line in chart.lines} == {"", "2", "7"}
    assert chart.lines[-1].x == (0.0, 2.0)
    assert "2 35.0%" in chart.alt


def test_before_the_first_checkpoint_there_are_ten_empty_lines():
    chart = probability_chart([], RECIPE, LIGHT)
    assert [line.x for line in chart.lines] == [()] * 10
