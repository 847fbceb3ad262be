"""A blur by 1, 2, 1 both ways, with what lies around."""

import numpy as np
import pytest

from cnn.experiment.blur import blurred


@pytest.mark.parametrize("border", ["constant", "edge"])
def test_a_dot_is_spread_by_1_2_1_both_ways(border):
    dot = np.zeros((28, 28, 2), np.float32)
    dot[5, 5] = 16
    found = blurred(dot, border)
    np.testing.assert_array_equal(found[4:7, 4:7, 1], [[1, 2, 1], [2, 4, 2], [1, 2, 1]])
    assert found.sum() == 32


def test_around_an_image_lies_paper_and_a_kernel_goes_on_as_it_ends():
    corner = np.zeros((3, 3), np.float32)
    corner[0, 0] = 16
    np.testing.assert_array_equal(blurred(corner, "constant"), [[4, 2, 0], [2, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(blurred(corner, "edge"), [[9, 3, 0], [3, 1, 0], [0, 0, 0]])


def test_a_single_number_has_itself_for_its_neighbours():
    one = np.ones((1, 1, 2), np.float32)
    np.testing.assert_array_equal(blurred(one, "edge"), one)
