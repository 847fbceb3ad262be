"""A digit written as another school writes it is still that digit."""

import numpy as np

from cnn.drawing import digit_from_strokes
from cnn.network import Network
from cnn.training.writing_habits import OTHERWISE, write_otherwise

ANGLES = np.linspace(0, 2 * np.pi, 30)
ZERO = [np.stack([0.3 * np.cos(ANGLES), 0.5 * np.sin(ANGLES)], axis=1)]
EIGHT = [np.stack([0.25 * np.sin(2 * ANGLES), 0.5 * np.cos(ANGLES)], axis=1)]


def slashed_zeros(count):
    random = np.random.default_rng(0)
    zeros = [write_otherwise(ZERO, 0, random) for _ in range(count)]
    return [zero for zero in zeros if len(zero) == 2]


def test_about_a_third_of_the_zeros_get_a_slash():
    assert abs(len(slashed_zeros(400)) / 400 - OTHERWISE) < 0.08


def test_a_slash_goes_through_the_middle_and_mostly_beyond_the_oval_on_both_sides():
    slashes = [zero[1] for zero in slashed_zeros(400)]
    from_middle = [np.hypot(*(slash / [0.3, 0.5]).T) for slash in slashes]
    ends = np.array([distances[[0, -1]] for distances in from_middle])
    assert max(distances[1] for distances in from_middle) < 1
    assert ends.min() > 0.3
    assert ends.max() < 3
    assert (ends.min(axis=1) > 1).mean() > 0.6


def test_most_slashes_rise_to_the_right():
    rising = [
        slash[-1, 1] < slash[0, 1] and slash[-1, 0] > slash[0, 0]
        for slash in (zero[1] for zero in slashed_zeros(400))
    ]
    assert 0.75 < np.mean(rising) < 1


def test_digits_without_another_way_stay_as_they_are():
    random = np.random.default_rng(0)
    for _ in range(20):
        assert write_otherwise(EIGHT, 8, random) is EIGHT


def test_the_network_that_ships_reads_slashed_zeros():
    images = np.stack(
        [digit_from_strokes([280 * stroke for stroke in zero]) for zero in slashed_zeros(400)]
    )
    read = Network.load("pen").predict(images).argmax(axis=1)
    assert (read == 0).mean() >= 0.97
