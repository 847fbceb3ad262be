"""Learning curves show what the progress says."""

import math

import pytest

from cnn.curves import curve_title, learning_curve
from cnn.palette import PALETTES
from cnn.training.progress import EpochResult, Point, Progress

RUN = Progress(
    "training",
    images_total=2000,
    images_done=1500,
    points=(Point(500, 2.0, 0.3, 500), Point(1500, 1.0, 0.6, 1000)),
    epochs=(EpochResult(1000, 0.9, 0.75),),
)


def traces(quantity: str, progress: Progress) -> dict:
    figure = learning_curve(quantity, progress, 2, PALETTES["light"])
    return {trace.name: (list(trace.x), list(trace.y)) for trace in figure.data}


def test_curves_stand_over_epochs():
    assert traces("loss", RUN) == {
        "training images": ([0.5, 1.5], [2.0, 1.0]),
        "test digits": ([1.0], [0.9]),
    }
    assert traces("accuracy", RUN)["training images"][1] == [0.3, 0.6]


def test_titles_tell_the_latest_values():
    assert curve_title("loss", RUN) == "Loss: training 1.00, test 0.90"
    assert curve_title("accuracy", RUN) == "Accuracy: training 60.0%, test 75.0%"
    assert curve_title("loss", Progress()) == "Loss"


def test_the_dashed_line_is_what_guessing_gives():
    line = learning_curve("loss", RUN, 2, PALETTES["light"]).layout.shapes[0]
    assert line.y0 == pytest.approx(-math.log(0.1))


def test_before_the_first_point_the_axes_are_there_already():
    figure = learning_curve("accuracy", Progress(), 5, PALETTES["dark"])
    assert figure.layout.xaxis.range == (0, 5)
    assert any("drawn here" in note.text for note in figure.layout.annotations)


def test_a_soaring_loss_does_not_flatten_the_rest():
    soaring = Progress(images_total=10, points=(Point(10, 1e9, 0.1, 10),))
    figure = learning_curve("loss", soaring, 1, PALETTES["light"])
    assert figure.layout.yaxis.range[1] < 10
