"""Printed lines are taken away; the strokes that cross them stay whole."""

import cv2
import numpy as np
import pytest

from cnn.drawing.rulings import without_rulings
from tests.cnn.drawing.inked import ink, oval

DIGIT = ink([oval(200, 200, 60, 95), [(150, 190), (260, 215)]], size=(400, 400), width=12)


def ruled(*, squared, slope=0.0, width=3, level=0.8):
    paths = []
    for place in range(-100, 500, 40):
        paths.append([(-5, place), (405, place + slope * 410)])
        if squared:
            paths.append([(place, -5), (place - slope * 410, 405)])
    return level * ink(paths, size=(400, 400), width=width)


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("slope", [0.0, 0.03, -0.07])
@pytest.mark.parametrize("width", [2, 5])
def test_lines_go_and_the_strokes_stay(squared, slope, width):
    page = np.maximum(DIGIT, ruled(squared=squared, slope=slope, width=width))
    cleaned, count = without_rulings(page)
    assert count >= 9
    digit = DIGIT > 0.5
    far = cv2.dilate(digit.astype(np.uint8), np.ones((15, 15), np.uint8)) == 0
    assert (cleaned[far] > 0.45).mean() < 0.015
    assert (cleaned[digit] > 0.45).mean() > 0.97


def test_a_page_without_lines_stays_as_it_is():
    cleaned, count = without_rulings(DIGIT)
    assert count == 0
    np.testing.assert_array_equal(cleaned, DIGIT)


def test_the_strokes_of_a_digit_are_no_printed_lines():
    seven = ink([[(60, 60), (300, 60), (150, 340)]], size=(400, 400), width=8)
    assert without_rulings(seven)[1] == 0
