"""Parts grouped into digits: by place where that is clear, by a judge where it is not."""

import numpy as np
import pytest

from cnn.drawing.segmentation import segment
from tests.cnn.drawing.inked import components, oval, rectangle


def pieces_win(groups):
    """A judge to whom fewer parts are more like a digit."""
    return np.array([-float(len(group)) for group in groups])


def sums_win(groups):
    """A judge to whom more parts are more like a digit."""
    return np.array([float(len(group)) for group in groups])


def digits(paths, judge=pieces_win, **drawing):
    found = components(paths, **drawing)
    result = segment(found, judge)
    return [found.box_of(group).tolist() for group in result.digits], result.left_out


ONE = [(60, 90), (55, 210)]
NOUGHT = oval(150, 150, 35, 60)
SEVEN = [(215, 92), (265, 92), (235, 210)]


def test_digits_of_a_line_are_found_from_the_left():
    found, left_out = digits([SEVEN, ONE, NOUGHT])
    assert [box[0] for box in found] == sorted(box[0] for box in found)
    assert len(found) == 3
    assert not left_out


@pytest.mark.parametrize("judge", [pieces_win, sums_win])
def test_the_hat_of_a_five_is_a_part_of_it(judge):
    body = oval(150, 180, 40, 45, -120, 130)
    found, _ = digits([body, [(135, 100), (180, 98)]], judge)
    assert len(found) == 1
    assert found[0][1] < 105


def test_two_strokes_close_together_are_what_the_judge_says():
    open_four = [[(110, 90), (100, 160), (140, 155)], [(165, 100), (160, 210)]]
    assert len(digits(open_four, sums_win)[0]) == 1
    assert len(digits(open_four, pieces_win)[0]) == 2


def test_digits_far_apart_are_no_pieces_whatever_the_judge_says():
    assert len(digits([ONE, SEVEN], sums_win)[0]) == 2


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (rectangle(90, 60, 210, 240), "frame"),
        (oval(160, 150, 60, 80, -60, 60), "bracket"),
        ([(100, 240), (200, 238)], "underline"),
    ],
)
def test_what_is_no_digit_is_left_out_and_named(mark, name):
    found, left_out = digits([NOUGHT, mark], sums_win)
    assert len(found) == 1
    assert found[0] == pytest.approx([112, 87, 189, 214], abs=4)
    assert left_out <= {name}


def test_a_full_stop_beside_a_digit_is_left_out():
    found, _ = digits([NOUGHT, [(215, 208), (218, 208)]], sums_win, width=8)
    assert len(found) == 1
    assert found[0][2] < 195


def test_a_dashed_nought_is_one_digit():
    dashes = [oval(150, 150, 50, 90, start, start + 20) for start in range(0, 360, 36)]
    found, _ = digits(dashes)
    assert len(found) == 1
    assert found[0] == pytest.approx([97, 57, 203, 243], abs=6)


def test_a_row_of_ones_is_not_dashed():
    ones = [[(x, 90), (x - 5, 210)] for x in range(40, 280, 60)]
    assert len(digits(ones)[0]) == len(ones)


def test_specks_are_no_digits():
    assert digits([[(50, 50), (52, 52)]], width=2) == ([], frozenset())


def test_a_pattern_of_many_pieces_holds_no_digits():
    pattern = [[(x, y), (x + 12, y + 12)] for x in range(10, 290, 30) for y in range(10, 290, 30)]
    assert digits(pattern, width=3)[0] == []
