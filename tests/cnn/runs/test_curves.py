"""Learning curves show what the progress says."""

import json
import math

import numpy as np
import pytest

from cnn.figures.palette import PALETTES
from cnn.network.recipe import Recipe
from cnn.runs.curves import (
    ComparedRun,
    comparison_chart,
    curve_title,
    learning_chart,
    probability_chart,
    run_styles,
    thinned,
)
from cnn.runs.progress import EpochResult, Point, Progress

LIGHT = PALETTES["light"]
RECIPE = Recipe(epochs=2, training_images=1000, batch_size=100)
RUN = Progress(
    "training",
    images_total=2000,
    images_done=1500,
    points=(Point(500, 2.0, 0.3, 500), Point(1500, 1.0, 0.6, 1000)),
    epochs=(EpochResult(1000, 0.9, 0.75),),
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
    assert curve_title("loss", RUN) == "Loss: training 1.00, test 0.90"
    assert curve_title("accuracy", RUN) == "Accuracy: training 60.0%, test 75.0%"
    assert curve_title("loss", Progress()) == "Loss"


def test_the_dashed_line_is_what_guessing_gives():
    assert learning_chart("loss", RUN, RECIPE, LIGHT).guide[0] == pytest.approx(-math.log(0.1))


def test_before_the_first_point_the_axes_are_there_already():
    chart = learning_chart("accuracy", Progress(), Recipe(), LIGHT)
    assert chart.x_end == 5
    assert chart.y_range == (0, 1.02)
    assert "drawn here" in chart.empty


def test_a_soaring_loss_does_not_flatten_the_rest():
    soaring = Progress(images_total=10, points=(Point(10, 1e9, 0.1, 10),))
    assert learning_chart("loss", soaring, RECIPE, LIGHT).y_range[1] < 10
    runs = [ComparedRun("a", RUN), ComparedRun("b", soaring)]
    assert comparison_chart("loss", "training", runs, LIGHT).y_range[1] < 10
    assert curve_title("loss", soaring) == "Loss: training 1.00e+09"


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


def test_compared_runs_stand_over_images_and_differ_in_colour_and_dash():
    longer = Progress("finished", images_total=5000, epochs=(EpochResult(5000, 0.1, 0.98),))
    chart = comparison_chart(
        "accuracy", "test", [ComparedRun("a", RUN), ComparedRun("b", longer)], LIGHT
    )
    first, second = chart.lines
    assert (first.x, first.y) == ((1000.0,), (0.75,))
    assert (second.x, second.y) == ((5000.0,), (0.98,))
    assert chart.x_end == 5000
    assert first.colour != second.colour
    assert first.dash != second.dash


def test_a_comparison_leaves_the_steep_beginning_out_of_its_scale():
    accuracies = [0.1, 0.5, *[0.95] * 18]
    points = tuple(Point(100 * i, 1 - a, a, 100) for i, a in enumerate(accuracies, 1))
    run = ComparedRun("a", Progress(images_total=2000, points=points))
    low, high = comparison_chart("accuracy", "training", [run], LIGHT).y_range
    assert 0.9 <= low <= 0.95 <= high


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_every_run_that_can_be_compared_has_a_style_of_its_own(palette):
    styles = run_styles(palette)
    assert len({colour for colour, _ in styles}) == len({dash for _, dash in styles}) == 6


def test_a_chart_becomes_plain_data():
    chart = learning_chart("loss", RUN, RECIPE, LIGHT, moment=500)
    data = json.loads(json.dumps(chart.to_json()))
    assert data["lines"][0]["y"] == [2.0, 1.0]
    assert data["marks"][0]["x"] == 0.5
