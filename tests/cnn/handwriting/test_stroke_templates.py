"""Hands: several per digit, on the sheet, read right as drawn."""

from collections import Counter

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.handwriting.catmull_rom import SHEET_HEIGHT
from cnn.handwriting.stroke_templates import STROKE_TEMPLATES
from cnn.network import Network


def test_every_digit_has_at_least_six_hands_of_different_names():
    templates = Counter(template.digit for template in STROKE_TEMPLATES)
    assert sorted(templates) == list(range(10))
    assert min(templates.values()) >= 6
    named = {(template.digit, template.name) for template in STROKE_TEMPLATES}
    assert len(named) == len(STROKE_TEMPLATES)


def test_hands_stand_in_the_order_of_their_digits():
    digits = [template.digit for template in STROKE_TEMPLATES]
    assert digits == sorted(digits)


@pytest.mark.parametrize(
    ("digit", "words"),
    [
        (0, ["narrow", "open", "overlapping"]),
        (1, ["one stroke", "flag", "foot"]),
        (2, ["loop", "straight foot"]),
        (3, ["flat top", "round"]),
        (4, ["open", "closed"]),
        (5, ["one stroke", "two strokes"]),
        (6, ["straight", "curled"]),
        (7, ["plain", "crossed", "curved stem"]),
        (8, ["one stroke", "two circles"]),
        (9, ["straight leg", "curled foot"]),
    ],
)
def test_american_and_european_forms_are_there(digit, words):
    names = ", ".join(template.name for template in STROKE_TEMPLATES if template.digit == digit)
    assert [word for word in words if word not in names] == []


def test_each_template_lies_on_the_sheet_and_is_read_right():
    for template in STROKE_TEMPLATES:
        points = SHEET_HEIGHT * np.concatenate(template.path)
        assert points.min() > -15, template.name
        assert points[:, 0].max() < 115, template.name
        assert points[:, 1].max() < SHEET_HEIGHT + 5, template.name
    images = [digit_from_strokes([280 * stroke for stroke in one.path]) for one in STROKE_TEMPLATES]
    answers = Network.load("pen").predict(np.stack(images)).argmax(axis=1)
    read = zip(STROKE_TEMPLATES, answers, strict=True)
    assert [(one.digit, one.name) for one, answer in read if answer != one.digit] == []
