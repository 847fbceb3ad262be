"""Taps far from a digit are left out; the dots that belong to it stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing import digit_from_strokes
from cnn.drawing.strokes import read_strokes
from cnn.handwriting.examples import EXAMPLES

SMALL = [[stroke * 0.25 + 20 for stroke in example.strokes] for example in EXAMPLES]


def tap(x, y, smear=1.0):
    return np.array([[x, y], [x + smear, y]])


@given(
    st.sampled_from(SMALL),
    st.lists(
        st.builds(tap, st.floats(130, 270), st.floats(0, 270), st.floats(0, 3)),
        min_size=1,
        max_size=2,
    ),
)
def test_a_tap_elsewhere_changes_nothing(digit, taps):
    reading = read_strokes([*taps, *digit])
    assert reading.left_out == tuple(range(len(taps)))
    np.testing.assert_array_equal(digit_from_strokes([*taps, *digit]), digit_from_strokes(digit))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_nothing_of_an_example_is_left_out(example):
    assert read_strokes(example.strokes).left_out == ()


def test_a_dot_within_or_close_to_the_digit_stays():
    zero = next(example for example in EXAMPLES if example.digit == 0).strokes
    points = np.concatenate(zero)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    assert read_strokes([*zero, middle[None]]).left_out == ()
    assert read_strokes([*zero, points[:1] + np.array([3.0, -3.0])]).left_out == ()


def test_a_dotted_digit_stays_whole():
    zero = next(example for example in EXAMPLES if example.digit == 0).strokes[0]
    reading = read_strokes([point[None] for point in zero[::2]])
    assert reading.left_out == ()
    assert len(reading.digits) == 1
