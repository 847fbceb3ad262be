"""The textbook network with its poolings taken out: against Keras and against sums by hand."""

from itertools import product

import numpy as np
import pytest

from cnn.lessons.downsampling.designs import (
    KINDS,
    TEXTBOOK,
    UNPOOLED,
    WINDOWS,
    Downsampling,
    cells_under,
    design_question,
    fields,
    question_about,
    unread_text,
)
from cnn.lessons.question import grade
from cnn.network.architecture import Architecture, unread_pixels
from cnn.network.design_code import design_code
from cnn.network.presets import DESIGNS
from tests.designs import random_network

EVERY = [Downsampling(*given) for given in product((False, True), (False, True), WINDOWS, KINDS)]
THAT_FIT = [design for design in EVERY if not design.problem]


def test_the_two_designs_are_the_presets():
    assert TEXTBOOK.hidden == DESIGNS["textbook"]
    assert UNPOOLED.hidden == DESIGNS["without_pooling"]


def test_the_unpooled_network_by_hand():
    shapes = [layer.output_shape for layer in UNPOOLED.layers]
    assert shapes == [(26, 26, 32), (24, 24, 64), (22, 22, 64), (30_976,), (64,), (10,)]
    dense = UNPOOLED.layers[-2]
    assert dense.parameters == 22 * 22 * 64 * 64 + 64 == 1_982_528
    assert UNPOOLED.last_maps.receptive_field.size == 7
    assert TEXTBOOK.last_maps.receptive_field.size == 18


@pytest.mark.parametrize("design", THAT_FIT, ids=lambda design: design_code(design.hidden))
def test_shapes_and_parameters_are_those_of_keras(design):
    pytest.importorskip("keras")
    from cnn.training.build import build_keras

    model = build_keras(Architecture(design.hidden), 0)
    for layer in design.layers:
        theirs = model.get_layer(layer.name)
        assert theirs.output.shape[1:] == layer.output_shape
        assert theirs.count_params() == layer.parameters
    assert question_about(design, "parameters").answer == model.get_layer("dense").count_params()
    assert question_about(design, "shape").answer == model.get_layer("conv3").output.shape[1:]


@pytest.mark.parametrize("design", THAT_FIT, ids=lambda design: design_code(design.hidden))
def test_a_cell_sees_its_field_and_nothing_else(design):
    network = random_network(Architecture(design.hidden))
    last, image = design.last_maps, np.random.default_rng(2).random((28, 28), dtype=np.float32)
    cell = last.output_shape[0] // 2
    first, end = fields(last)[cell]
    assert end - first == question_about(design, "field").answer
    before = network.forward(image[None])[last.name][0, cell, cell]
    outside = np.random.default_rng(3).random((28, 28), dtype=np.float32)
    outside[first:end, first:end] = image[first:end, first:end]
    after = network.forward(outside[None])[last.name][0, cell, cell]
    np.testing.assert_allclose(after, before, atol=1e-5)


def test_all_but_two_3_x_3_poolings_fit():
    assert [d for d in EVERY if d.problem] == [Downsampling(True, True, 3, kind) for kind in KINDS]
    assert "conv3 does not fit" in Downsampling(True, True, 3).problem
    assert Downsampling(True, True, 3).last_maps.name == "pool2"


def test_the_cell_under_a_pixel_is_the_one_whose_middle_is_nearest():
    # Fields of the textbook's three cells: 0 to 17, 4 to 21, 8 to 25; middles 8.5, 12.5, 16.5.
    assert cells_under(TEXTBOOK.last_maps) == (0,) * 11 + (1,) * 4 + (2,) * 13
    # Without pooling, cell 0 sees 0 to 6, and its middle is pixel 3.
    assert cells_under(UNPOOLED.last_maps) == (0, 0, 0, *range(22), 21, 21, 21)


def test_what_no_cell_sees_is_said():
    assert unread_text(TEXTBOOK) == "Rows and columns 26 and 27 of the digit are seen by no cell."
    assert unread_text(UNPOOLED) == ""


@pytest.mark.parametrize("design", THAT_FIT, ids=lambda design: design_code(design.hidden))
def test_what_no_cell_of_the_last_maps_sees_is_what_reaches_no_output(design):
    rows = unread_pixels(Architecture(design.hidden))
    assert unread_text(design).count(" and 27 ") == (rows == (26, 27))
    assert bool(unread_text(design)) == bool(rows)


@pytest.mark.parametrize("design", THAT_FIT, ids=lambda design: design_code(design.hidden))
@pytest.mark.parametrize("asked", ["field", "parameters", "shape", "multiplications"])
def test_every_question_can_be_answered(design, asked):
    question = question_about(design, asked)
    assert question.text.startswith(design.title)
    assert grade(question, question.answer_text).verdict == "right"


def test_the_first_question_is_answered_by_two_numbers_on_view():
    first = design_question(0)
    assert first.design == UNPOOLED
    # 30,976 / 576 = 53.8: both stand in the question and in the row of flatten.
    assert "576 numbers" in first.question.text
    assert "30,976 without" in first.question.text
    assert grade(first.question, "times").verdict == "right"
    assert list(first.question.labels.values()) == [
        "about as many",
        "about 5 times as many",
        "about 54 times as many",
    ]
    assert "1,982,528 parameters without pooling, 36,928 with it" in first.question.working


def test_each_later_question_is_about_a_design_of_its_own():
    asked = [design_question(number) for number in range(5)]
    assert [one.asked for one in asked] == [
        "times",
        "field",
        "parameters",
        "shape",
        "multiplications",
    ]
    assert len({one.design for one in asked}) == 5
    # By hand: 3, 4, 4 + 2 x 2 = 8, 8 + 2 x 2 = 12.
    assert asked[1].question.answer == 12
    # 26, 24, 12, 10: 10 x 10 x 64 numbers to 64 units.
    assert asked[2].question.answer == 10 * 10 * 64 * 64 + 64
    # 26, 8, 6, 4.
    assert asked[3].question.answer == (4, 4, 64)
    # 26, 24, 8, 6: 6 x 6 x 64 cells of 3 x 3 x 64 multiplications.
    assert asked[4].question.answer == 6 * 6 * 64 * 3 * 3 * 64
    assert all(
        grade(one.question, one.question.answer_text).verdict == "right" for one in asked[1:]
    )


def test_what_is_asked_of_a_design_is_hidden_in_every_design_with_the_same_numbers():
    asked = design_question(1)
    assert asked.hides(Downsampling(True, False)) == "field"
    assert asked.hides(Downsampling(True, False, kind="average")) == "field"
    assert asked.hides(Downsampling(True, False, window=3)) is None
    assert asked.hides(TEXTBOOK) is None


def test_the_multiplications_are_those_of_the_layer():
    question = question_about(TEXTBOOK, "multiplications")
    # 3 x 3 x 64 cells, 3 x 3 x 64 each.
    assert question.answer == 576 * 576
    assert "3 x 3 for each of 64 input maps" in question.text


def test_the_parameters_may_be_off_by_a_hundredth_at_most():
    question = question_about(UNPOOLED, "parameters")
    assert grade(question, "1,980,000").verdict == "right"
    assert grade(question, "2000000").verdict == "wrong"
    assert "22 x 22 x 64 = 30,976 numbers" in question.working
    assert "30,976 x 64 + 64 = **1,982,528**" in question.working


def test_the_working_of_a_field_by_hand():
    working = question_about(TEXTBOOK, "field").working
    assert "conv2: 4 + (3 - 1) x 2 = **8**" in working
    assert "conv3: 10 + (3 - 1) x 4 = **18**" in working
