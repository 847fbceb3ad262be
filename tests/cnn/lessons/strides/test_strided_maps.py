"""What a stride leaves out: every second cell remains, and Keras agrees."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.lessons.question import grade
from cnn.lessons.strides.strided_maps import (
    STRIDES,
    TOLERANCE,
    cell_question,
    cell_to_ask,
    halved,
    shape_question,
    stride_question,
    strided_map,
    work_question,
)
from cnn.lessons.trained_results import lab_network

DIGIT = digit_from_strokes(FIRST_EXAMPLE.strokes)
BLANK = np.zeros((28, 28), np.float32)


def a_map(number=0, stride=2, image=DIGIT):
    kernels, biases = lab_network("strided").weights["conv1"].values()
    return strided_map(image, kernels[:, :, 0, number], float(biases[number]), stride)


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("number", range(32))
def test_the_strided_map_is_every_so_manieth_cell_of_the_map_of_stride_1(number, stride):
    maps = a_map(number, stride)
    assert maps.strided.tolist() == maps.every[::stride, ::stride].tolist()
    assert maps.every[~maps.goes].tolist() == maps.strided.ravel().tolist()


def test_the_strided_map_of_stride_2_is_the_networks_own():
    output = lab_network("strided").forward(DIGIT[None])["conv1"][0]
    for number in range(32):
        np.testing.assert_allclose(a_map(number).strided, output[..., number], atol=1e-6)


def test_stride_2_on_five_by_five_by_hand():
    image = np.arange(25, dtype=np.float32).reshape(5, 5)
    centre = np.zeros((3, 3), np.float32)
    centre[1, 1] = 1
    maps = strided_map(image, centre, 0.5, 2)
    assert maps.every.tolist() == [[6.5, 7.5, 8.5], [11.5, 12.5, 13.5], [16.5, 17.5, 18.5]]
    assert maps.strided.tolist() == [[6.5, 8.5], [16.5, 18.5]]
    assert maps.goes.sum() == 5


@pytest.mark.parametrize("stride", STRIDES)
def test_both_maps_are_what_keras_gives(stride):
    keras = pytest.importorskip("keras")
    kernels, biases = lab_network("strided").weights["conv1"].values()
    for step, ours in ((1, "every"), (stride, "strided")):
        theirs = keras.ops.conv(
            DIGIT[None, ..., None], kernels, step, "valid", data_format="channels_last"
        )
        theirs = np.maximum(np.asarray(theirs)[0] + biases, 0)
        for number in range(32):
            found = getattr(a_map(number, stride), ours)
            np.testing.assert_allclose(found, theirs[..., number], atol=1e-5)


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("number", range(8))
def test_the_cell_asked_for_is_told_by_its_own_cell_only(number, stride):
    maps = a_map(number, stride)
    row, column = cell_to_ask(maps, number)
    question = cell_question(maps, (row, column))
    value = maps.every[row * stride, column * stride]
    assert question.answer == value
    assert grade(question, f"{value:.4f}").verdict == "right"
    assert f"row {row * stride}, column {column * stride}" in question.working
    if maps.strided.max() > 0.2:
        near = maps.every[row * stride - 1 : row * stride + 2, column * stride]
        assert (abs(near - value) <= 2 * TOLERANCE).sum() == 1


@pytest.mark.parametrize("number", [0, 5, 10, 15, 19, 25])
def test_no_cell_is_asked_for_twice_while_there_are_others(number):
    maps = a_map(number)
    assert len({cell_to_ask(maps, question) for question in range(6)}) == 6


@pytest.mark.parametrize("stride", STRIDES)
def test_a_blank_digit_has_a_cell_to_ask_for_too(stride):
    maps = a_map(0, stride, BLANK)
    question = cell_question(maps, cell_to_ask(maps, 0))
    assert grade(question, question.answer_text).verdict == "right"


def test_the_shape_asked_for_is_the_strided_maps():
    question = shape_question(a_map())
    assert grade(question, "13x13").verdict == "right"
    assert "floor((28 - 3) / 2) + 1 = floor(12.5) + 1 = 12 + 1 = 13" in question.working
    assert "Of the 676 cells 169 remain, 13 x 13" in question.working
    assert "row and column 27" in question.working


def test_the_first_question_is_answered_by_every_other_row_and_column_on_view():
    maps = a_map()
    first = stride_question(maps, 0)
    # By hand: the rows 0, 2, 4, ... 24 of 26 remain, and as many columns.
    rows = range(0, 26, 2)
    assert "The map of stride 1 is 26 x 26" in first.question.text
    assert grade(first.question, f"{len(rows)} x {len(rows)}").verdict == "right"
    assert first.asks_size
    assert first.place is None


def test_after_the_shape_come_a_cell_the_work_and_other_cells():
    maps = a_map()
    asked = [stride_question(maps, number) for number in range(6)]
    assert [one.asks_size for one in asked] == [True] + [False] * 5
    assert [one.place is not None for one in asked] == [False, True, False, True, True, True]
    # Nobody is asked twice for what has been answered.
    assert len({one.question.text for one in asked}) == 6
    # 13 x 13 cells of 3 x 3 multiplications each.
    assert asked[2].question.answer == 13 * 13 * 9 == 1_521
    assert "26 x 26 x 9 = 6,084" in asked[2].question.text


@pytest.mark.parametrize("stride", STRIDES)
def test_the_work_is_as_many_multiplications_as_cells_times_nine(stride):
    maps = a_map(stride=stride)
    question = work_question(maps)
    assert question.answer == maps.strided.size * 9
    assert maps.multiplications == (676 * 9, maps.strided.size * 9)
    assert grade(question, f"{maps.strided.size * 9:,}").verdict == "right"


def test_a_map_halved_in_two_ways_by_hand():
    every = np.array([[0, 3, 1, 0], [2, 0, 0, 0], [0, 0, 4, 5], [0, 0, 6, 7]], np.float32)
    both = halved(every)
    assert both.strided.tolist() == [[0, 1], [0, 4]]
    assert both.pooled.tolist() == [[3, 1], [0, 7]]
    # Only in the upper left is something found that the stride passes over.
    assert both.missed == 1


def test_both_ways_of_halving_give_maps_of_one_size():
    both = halved(a_map().every)
    assert both.strided.shape == both.pooled.shape == (13, 13)
    assert (both.pooled >= both.strided).all()


def test_another_filter_stride_or_digit_asks_anew():
    maps = [a_map(0), a_map(1), a_map(0, 3), a_map(0, image=BLANK)]
    assert len({one.fingerprint for one in maps}) == 4
