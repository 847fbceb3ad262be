"""A digit moved within its image: a window finds the same there, a dense unit does not."""

import numpy as np
import pytest

from cnn.lessons.local_patterns.kernels import SIZES
from cnn.lessons.local_patterns.moved_digit import (
    MOST_MOVED,
    Reach,
    reach_of,
    unit_sums,
    with_room,
)
from cnn.lessons.local_patterns.sliding_window import slide
from cnn.lessons.shifted_digit import shifted
from cnn.lessons.trained_results import lab_network

RANDOM = np.random.default_rng(7)


@pytest.fixture
def digit() -> np.ndarray:
    """Ink in rows 3 to 20 and columns 6 to 26."""
    image = np.zeros((28, 28), np.float32)
    image[3:21, 6:27] = RANDOM.uniform(0.1, 1, (18, 21))
    return image


def test_a_digit_reaches_as_far_as_its_ink_stays_in_the_image(digit):
    assert reach_of(digit) == Reach(up=3, down=4, left=4, right=1)
    assert reach_of(np.ones((28, 28))) == Reach(0, 0, 0, 0)
    assert reach_of(np.zeros((28, 28))) == Reach(4, 4, 4, 4)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("down", "right"), [(0, 0), (4, -4), (-3, 1)])
def test_a_moved_window_reads_the_numbers_it_read_before(digit, size, down, right):
    kernel, cells = RANDOM.normal(size=(size, size)), 28 - size + 1
    there = slide(shifted(digit, down, right), kernel, 0.3)
    everywhere = slide(with_room(digit), kernel, 0.3)
    rows = slice(MOST_MOVED - down, MOST_MOVED - down + cells)
    columns = slice(MOST_MOVED - right, MOST_MOVED - right + cells)
    np.testing.assert_allclose(everywhere.before_relu[rows, columns], there.before_relu, atol=1e-12)
    at_first = slide(digit, kernel, 0.3)
    assert there.sums[10 + down, 12 + right] == pytest.approx(at_first.sums[10, 12], abs=1e-12)


def test_a_units_sums_are_those_of_the_network_for_the_moved_digit(digit):
    network = lab_network("dense")
    arrays = network.weights["dense1"]
    units = unit_sums(arrays["kernel"], arrays["bias"], digit)
    assert units.sums.shape == (3 + 4 + 1, 4 + 1 + 1, len(arrays["bias"]))
    for down, right in ((0, 0), (-3, -4), (4, 1), (2, -1)):
        sums = network.forward_with_sums(shifted(digit, down, right)[None]).sums["dense1"][0]
        np.testing.assert_allclose(units.sums[3 + down, 4 + right], sums, atol=1e-5)


def test_the_most_telling_unit_stands_highest_above_what_it_gives_elsewhere():
    image = np.zeros((4, 4))
    image[1:3, 1:3] = 1
    blind = np.full((4, 4), 0.5)
    exact = image - 0.2
    weights = np.stack([blind.ravel(), exact.ravel()], axis=1)
    units = unit_sums(weights, np.array([3.0, 0.0]), image)
    assert units.sums[1, 1].tolist() == pytest.approx([5.0, 3.2])
    assert np.ptp(units.sums[..., 0]) == 0
    assert units.most_telling == 1
    assert unit_sums(weights, np.array([3.0, 0.0]), np.ones((4, 4))).most_telling == 0
