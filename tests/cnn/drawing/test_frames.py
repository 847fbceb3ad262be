"""What is around, beside and under a digit is told from the digit by its place and shape."""

import numpy as np
import pytest

from cnn.drawing.frames import enclosing, is_box, is_bracket, is_edge_bar, is_underline
from tests.cnn.drawing.inked import components, oval, rectangle

ONE = [(150, 90), (145, 210)]
NOUGHT = oval(150, 150, 40, 62)


def tallest_is_frame(paths, **drawing):
    found = components(paths, **drawing)
    outer = int(np.argmax(found.widths))
    return outer in enclosing(found, list(range(len(found))))


@pytest.mark.parametrize(
    "frame",
    [
        rectangle(90, 60, 210, 240),
        oval(150, 150, 100, 100),
        oval(150, 150, 100, 100, 20, 350),
        [(80, 260), (80, 40), (240, 40)],
    ],
    ids=["box", "circle", "open circle", "corner"],
)
def test_what_stands_around_a_digit_is_a_frame(frame):
    assert tallest_is_frame([frame, ONE])


def test_a_nought_with_a_dot_in_it_is_no_frame():
    assert not tallest_is_frame([NOUGHT, [(150, 150), (152, 156)]])


def test_a_slash_through_a_nought_leaves_it_a_nought():
    assert not tallest_is_frame([NOUGHT, [(128, 186), (172, 114)]], width=4)


def test_two_digits_side_by_side_frame_nothing():
    found = components([oval(80, 150, 30, 50), oval(200, 150, 30, 50)])
    assert enclosing(found, [0, 1]) == set()


def judged(mark, digit, question):
    found = components([digit, mark])
    by_mark = [np.abs(points - np.array(mark[0])).sum(axis=1).min() for points in found.points]
    part = int(np.argmin(by_mark))
    return question(found, part, (1 - part,))


@pytest.mark.parametrize(
    "bracket",
    [
        oval(170, 150, 60, 80, -60, 60),
        oval(130, 150, 60, 80, 120, 240),
        [(205, 70), (225, 70), (225, 230), (205, 230)],
    ],
    ids=["closing", "opening", "square"],
)
def test_a_bracket_beside_a_nought_is_one(bracket):
    assert judged(bracket, NOUGHT, is_bracket)


@pytest.mark.parametrize(
    "digit",
    [[(240, 90), (236, 212)], [(230, 60), (226, 240)], oval(250, 150, 30, 62)],
    ids=["one", "tall one", "nought"],
)
def test_a_digit_beside_a_nought_is_no_bracket(digit):
    assert not judged(digit, NOUGHT, is_bracket)


@pytest.mark.parametrize("lean", [-12, 0, 12])
def test_a_level_line_below_is_an_underline(lean):
    assert judged([(90, 240 - lean), (210, 240 + lean)], NOUGHT, is_underline)


@pytest.mark.parametrize(
    "line", [[(120, 70), (190, 70)], [(230, 240), (240, 120)]], ids=["above", "upright"]
)
def test_another_line_is_no_underline(line):
    assert not judged(line, NOUGHT, is_underline)


def test_a_box_is_told_from_a_nought():
    for path, expected in ((rectangle(90, 60, 210, 240), True), (NOUGHT, False)):
        found = components([path])
        assert is_box(found.points[0], found.boxes[0]) == expected


def test_a_line_that_the_edge_cuts_off_is_told_from_a_digit_that_does_not_touch_it():
    found = components([[(40, 0), (40, 299)], ONE])
    line = int(np.argmax(found.heights))
    assert is_edge_bar(found, line)
    assert not is_edge_bar(found, 1 - line)
