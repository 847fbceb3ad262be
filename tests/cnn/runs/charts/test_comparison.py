"""Curves of several runs are told apart and share a scale that shows where they differ."""

import pytest

from cnn.figures.palette import PALETTES
from cnn.runs.charts.comparison import TITLES, ComparedRun, comparison_chart, run_styles
from cnn.runs.progress import EpochResult, Point, Progress

LIGHT = PALETTES["light"]
RUN = Progress(
    "training",
    images_total=2000,
    images_done=1500,
    points=(Point(500, 2.0, 0.3, 500), Point(1500, 1.0, 0.6, 1000)),
    epochs=(EpochResult(1000, 0.9, 0.75),),
)


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


def test_a_run_that_diverges_does_not_flatten_the_others():
    soaring = Progress(images_total=10, points=(Point(10, 1e9, 0.1, 10),))
    runs = [ComparedRun("a", RUN), ComparedRun("b", soaring)]
    assert comparison_chart("loss", "training", runs, LIGHT).y_range[1] < 10


@pytest.mark.parametrize(("quantity", "digits"), TITLES)
def test_each_quantity_on_either_digits_has_its_title_and_values(quantity, digits):
    chart = comparison_chart(quantity, digits, [ComparedRun("a", RUN)], LIGHT)
    values = {
        ("loss", "training"): (2.0, 1.0),
        ("loss", "test"): (0.9,),
        ("accuracy", "training"): (0.3, 0.6),
        ("accuracy", "test"): (0.75,),
    }
    (line,) = chart.lines
    assert line.y == values[quantity, digits]
    last = {"loss": f"{line.y[-1]:.2f}", "accuracy": f"{line.y[-1]:.1%}"}[quantity]
    assert chart.alt == f"{TITLES[quantity, digits]}. Last values: a {last}."


def test_a_run_without_values_says_so_in_words():
    runs = [ComparedRun("a", RUN), ComparedRun("b", Progress())]
    alt = comparison_chart("loss", "training", runs, LIGHT).alt
    assert alt == "Loss, training images. Last values: a 1.00; b none yet."
