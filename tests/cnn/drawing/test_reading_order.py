"""Rows from the top, each from the left; a row may climb."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing.reading_order import reading_order


def boxes(*corners, width=20, height=40):
    return [np.array([x, y, x + width, y + height]) for x, y in corners]


def test_a_row_is_read_from_the_left():
    assert reading_order(boxes((90, 10), (10, 14), (50, 6))) == [1, 2, 0]


def test_rows_are_read_from_the_top():
    assert reading_order(boxes((10, 80), (60, 80), (15, 10), (70, 12))) == [2, 3, 0, 1]


def test_a_row_that_climbs_is_one_row():
    climbing = boxes(*((30 * step, 100 - 12 * step) for step in range(8)))
    assert reading_order(climbing) == list(range(8))


def test_a_low_dash_belongs_to_the_row_beside_it():
    tall, flat = np.array([0, 0, 20, 60]), np.array([30, 25, 60, 35])
    assert reading_order([flat, tall]) == [1, 0]


@given(st.lists(st.tuples(*[st.integers(0, 200)] * 2), max_size=40))
def test_every_box_is_read_once(corners):
    assert sorted(reading_order(boxes(*corners))) == list(range(len(corners)))
