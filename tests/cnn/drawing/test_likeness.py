"""Likeness: a digit is more like a digit than what a wrong reading makes of its ink."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.drawing.likeness import likeness
from cnn.handwriting.examples import EXAMPLES
from tests.benchmarks.likeness_pairs import unit, wrong_readings

# Straight lines are given by their ends alone: half of them is no stroke.
STROKES = [unit(example.strokes) for example in EXAMPLES if example.digit not in (1, 4, 7)]
WRONG = wrong_readings(STROKES)


@pytest.mark.parametrize("name", WRONG)
def test_a_digit_wins_over_a_wrong_reading(name):
    right = likeness(np.stack([digit_from_strokes(strokes) for strokes in STROKES]))
    assert (right > likeness(WRONG[name])).mean() >= 0.85


def test_it_is_finite_for_an_empty_image_and_there_may_be_no_images():
    assert np.isfinite(likeness(np.zeros((1, 28, 28)))).all()
    assert likeness(np.zeros((0, 28, 28))).shape == (0,)
