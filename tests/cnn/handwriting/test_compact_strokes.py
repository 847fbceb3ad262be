"""Strokes as text: what the browser sends is read as it was written, or refused."""

import base64

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.errors import DrawingError
from cnn.handwriting.compact_strokes import (
    BOX_SIZE,
    BOX_START,
    FIELD,
    MAX_POINTS,
    MAX_STROKES,
    MAX_TEXT,
    strokes_from_text,
    text_from_strokes,
)
from cnn.handwriting.examples import EXAMPLES


def text(*numbers: int) -> str:
    return base64.b64encode(bytes(numbers)).decode()


def test_strokes_are_parted_by_two_bytes_that_are_no_place():
    strokes = strokes_from_text(text(10, 20, 30, 40, 255, 255, 50, 60))
    assert [stroke.tolist() for stroke in strokes] == [[[10, 20], [30, 40]], [[50, 60]]]


def test_an_empty_text_is_an_empty_box():
    assert strokes_from_text("") == []


def test_parts_without_points_are_no_strokes():
    assert strokes_from_text(text(255, 255, 255, 255)) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_an_example_that_went_through_the_text_looks_the_same(example):
    again = strokes_from_text(text_from_strokes(example.strokes))
    assert len(again) == len(example.strokes)
    difference = np.abs(digit_from_strokes(again) - digit_from_strokes(example.strokes))
    assert difference.mean() < 0.02


def test_a_digit_is_put_into_the_middle_of_the_box():
    points = np.concatenate(strokes_from_text(text_from_strokes(EXAMPLES[0].strokes)))
    assert points.min() > BOX_START
    assert points.max() < BOX_START + BOX_SIZE
    assert np.allclose((points.min(axis=0) + points.max(axis=0)) / 2, FIELD / 2, atol=1)


def test_as_much_as_a_box_can_hold_is_read():
    stroke, end = [9, 9] * (MAX_POINTS // (MAX_STROKES + 1)), [255, 255]
    full = text(*([*stroke, *end] * MAX_STROKES), *stroke)
    assert len(full) <= MAX_TEXT
    assert len(strokes_from_text(full)) == MAX_STROKES + 1


@pytest.mark.parametrize(
    "sent",
    [
        None,
        7,
        ["AAAA"],
        "no base64!",
        "ÄÖ",
        text(1),
        text(1, 2, 3),
        text(255, 3),
        text(3, 255),
        text(*[255, 255] * (MAX_STROKES + 1)),
        "A" * (MAX_TEXT + 4),
    ],
)
def test_what_is_no_such_text_is_refused(sent):
    with pytest.raises(DrawingError):
        strokes_from_text(sent)
