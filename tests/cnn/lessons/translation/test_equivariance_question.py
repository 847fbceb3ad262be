"""After which move do a layer's maps move along: measured, and asked."""

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.lessons.question import grade
from cnn.lessons.translation.equivariance import layer_errors
from cnn.lessons.translation.equivariance_question import (
    NONE_OF_THEM,
    asked_layer,
    moves_along_question,
)
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from tests.designs import random_network

IMAGE = digit_from_strokes(FIRST_EXAMPLE.strokes)


def errors(network: Network, shifts=(1, 2, 3, 4, 8)) -> dict:
    return {shift: layer_errors(network, IMAGE, 0, shift) for shift in shifts}


def test_the_first_question_is_answered_from_the_step_of_a_cell_on_view():
    found = errors(Network.load("textbook"))
    layer = asked_layer(found, 0)
    assert layer == "pool2"
    question = moves_along_question(found, layer)
    # By hand: two poolings of 2 x 2, so one cell is a step of 2 x 2 = 4 pixels.
    assert "The numbers of pool2 are 4 pixels apart" in question.text
    assert grade(question, "4").sentence == "Right: 4 pixels."
    assert "- 2 px: off by " in question.working
    assert "- 8 px: exact" in question.working


def test_every_layer_that_skips_pixels_is_asked_about():
    found = errors(Network.load("textbook"))
    assert [asked_layer(found, number) for number in range(5)] == [
        "pool2",
        "pool1",
        "conv2",
        "conv3",
        "pool2",
    ]
    assert moves_along_question(found, "pool1").answer == "2"


def test_where_none_of_the_moves_fits_none_is_the_answer():
    found = errors(Network.load("textbook"), (1, 3))
    assert moves_along_question(found, "pool2").answer == NONE_OF_THEM


def test_a_network_whose_cells_are_a_pixel_apart_is_not_asked_about():
    assert asked_layer(errors(random_network(Architecture((Conv2D(2),)))), 0) is None
