"""Questions about pooled maps: the answers are the live numbers, the workings show them."""

import numpy as np
import pytest

from cnn.lessons.max_pooling.pooling import DIRECTIONS, METHODS, Pooled, pool, pooled
from cnn.lessons.max_pooling.pooling_questions import (
    Hidden,
    cell_question,
    cell_to_ask,
    least_question,
    pooling_question,
)
from cnn.lessons.question import grade

IMAGE = np.random.default_rng(8).random((28, 28), dtype=np.float32)


def by_hand() -> Pooled:
    """One map of 2 x 4 cells; moved to the right its second window's numbers change."""
    maps = np.zeros((5, 2, 4, 1), np.float32)
    maps[:, :, :, 0] = [[1, 2, 0, 4], [3, 6, 0, 0]]
    maps[3, :, 2:, 0] = [[4, 0], [4, 0]]
    return Pooled("conv1", maps, {method: pool(maps, method) for method in METHODS})


def test_which_changes_least_by_hand():
    question = least_question(by_hand(), "right")
    # Max 6, 4 stays; average 3, 1 becomes 3, 2; every second cell 1, 0 becomes 1, 4.
    assert question.answer == "max"
    assert list(question.labels) == [*METHODS, "alike"]
    assert "Max: 0.000000 / 5.000000 = **0.000**" in question.working
    assert "Average: 0.500000 / 2.000000 = **0.250**" in question.working
    assert "Every second cell: 2.000000 / 0.500000 = **4.000**" in question.working
    assert "to the right" in question.text
    assert grade(question, "max").verdict == "right"
    assert grade(question, "average").verdict == "wrong"


def test_which_changes_least_where_nothing_changes():
    question = least_question(by_hand(), "up")
    assert question.answer == "alike"
    assert "pixel up" in question.text


def test_where_all_is_zero_the_working_says_so():
    maps = np.zeros((5, 4, 4, 1), np.float32)
    digit = Pooled("conv1", maps, {method: pool(maps, method) for method in METHODS})
    question = least_question(digit, "left")
    assert question.answer == "alike"
    assert question.working.count("all cells are 0") == 3
    assert cell_question(digit, 0, "max", cell_to_ask(maps[0, ..., 0], 0)).answer == 0


def test_a_pooled_cell_by_hand():
    answers = {name: cell_question(by_hand(), 0, name, (0, 0)) for name in METHODS}
    assert [question.answer for question in answers.values()] == [6, 3, 1]
    assert "largest of 1.000, 2.000, 3.000, 6.000 is **6.000**" in answers["max"].working
    assert "(1.000 + 2.000 + 3.000 + 6.000) / 4 = **3.000**" in answers["average"].working
    assert "upper left of 1.000, 2.000, 3.000, 6.000 is **1.000**" in answers["stride"].working
    assert "rows 0 and 1, columns 0 and 1" in answers["max"].text
    assert "as it stands" in answers["max"].text


def test_the_asked_window_is_the_one_whose_numbers_differ():
    maps = np.zeros((6, 6), np.float32)
    maps[2:4, 4:6] = [[0.1, 0.5], [0.9, 0.3]]
    maps[0:2, 0:2] = 0.7
    assert {cell_to_ask(maps, number) for number in range(5)} == {(1, 2)}


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
@pytest.mark.parametrize("method", METHODS)
def test_the_answer_is_the_cell_of_the_network(textbook_network, layer, method):
    digit = pooled(textbook_network, layer, IMAGE)
    for number in range(4):
        place = cell_to_ask(digit.maps[0, ..., 5], number)
        question = cell_question(digit, 5, method, place)
        assert question.answer == digit.results[method][0, *place, 5]
        assert grade(question, question.answer_text).verdict == "right"


def test_another_digit_layer_channel_or_direction_is_another_question(textbook_network):
    digit = pooled(textbook_network, "conv1", IMAGE)
    prints = {
        least_question(digit, "up").fingerprint,
        least_question(digit, "down").fingerprint,
        least_question(pooled(textbook_network, "conv2", IMAGE), "up").fingerprint,
        least_question(pooled(textbook_network, "conv1", IMAGE / 2), "up").fingerprint,
        cell_question(digit, 0, "max", (0, 0)).fingerprint,
        cell_question(digit, 1, "max", (0, 0)).fingerprint,
    }
    assert len(prints) == 6


def test_the_first_question_is_the_maximum_of_the_four_cells_on_view(textbook_network):
    digit = pooled(textbook_network, "conv1", IMAGE)
    first = pooling_question(digit, 5, 0)
    method, row, column = first.hidden.cell
    assert method == "max"
    # The figure shows the digit as it stands, and these four cells of it.
    assert first.first_move == "not moved"
    four = digit.maps[0, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2, 5].ravel()
    assert grade(first.question, f"{max(four):.3f}").verdict == "right"
    others = sorted(four)[:3]
    assert all(grade(first.question, f"{cell:.3f}").verdict == "wrong" for cell in others)


def test_harder_questions_follow_and_a_move_that_is_asked_about_is_pressed(textbook_network):
    digit = pooled(textbook_network, "conv1", IMAGE)
    asked = [pooling_question(digit, 5, number) for number in range(16)]
    moves = [one.hidden.direction for one in asked[2::4]]
    assert sorted(moves) == sorted(DIRECTIONS)
    for one in asked:
        assert one.first_move == (one.hidden.direction or "not moved")
    for start, method in ((0, "max"), (1, "average"), (3, "stride")):
        for one in asked[start::4]:
            found, *place = one.hidden.cell
            assert found == method
            assert one.hidden == Hidden(cell=(method, *place))
            assert one.question.answer == digit.results[method][0, *place, 5]


def test_what_is_too_close_to_call_has_no_clear_winner():
    maps = np.zeros((5, 2, 2, 1), np.float32)
    maps[..., 0] = 1
    digit = Pooled("conv1", maps, {method: pool(maps, method) for method in METHODS})
    question = least_question(digit, "left")
    assert question.answer == "alike"
    assert question.answer_text == "No clear winner"
    assert "within 0.02 of each other" in question.text
