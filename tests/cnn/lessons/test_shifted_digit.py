"""A digit moved by whole pixels, by hand, and the room around its ink."""

import numpy as np
import pytest

from cnn.lessons.shifted_digit import Room, room, shifted


@pytest.mark.parametrize(
    ("down", "right", "expected"),
    [
        (0, 0, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        (1, 0, [[0, 0, 0], [1, 2, 3], [4, 5, 6]]),
        (-1, 0, [[4, 5, 6], [7, 8, 9], [0, 0, 0]]),
        (0, 2, [[0, 0, 1], [0, 0, 4], [0, 0, 7]]),
        (-1, -1, [[5, 6, 0], [8, 9, 0], [0, 0, 0]]),
        (3, 0, [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
    ],
)
def test_a_shift_by_hand(down, right, expected):
    image = np.arange(1, 10, dtype=np.float32).reshape(3, 3)
    assert shifted(image, down, right).tolist() == expected


def test_the_room_on_each_side_is_that_digits_own():
    image = np.zeros((28, 28), np.float32)
    image[3:24, 10:17] = 1
    space = room(image)
    assert space == Room(up=3, down=4, left=10, right=11, height=21, width=7)
    assert space.holds(-3, 8)
    assert space.holds(4, -8)
    assert not space.holds(-4, 0)
    assert not space.holds(5, 0)
    assert not space.holds(0, 12)


def test_what_has_no_ink_has_no_room():
    assert room(np.zeros((28, 28))) is None
