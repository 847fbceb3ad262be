"""Hands: several per digit, on the sheet, read right as drawn."""

from collections import Counter

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.handwriting.catmull_rom import SHEET_HEIGHT
from cnn.handwriting.stroke_templates import HANDS
from cnn.network import Network


def test_every_digit_has_at_least_six_hands_of_different_names():
    hands = Counter(hand.digit for hand in HANDS)
    assert sorted(hands) == list(range(10))
    assert min(hands.values()) >= 6
    assert len({(hand.digit, hand.name) for hand in HANDS}) == len(HANDS)


def test_hands_stand_in_the_order_of_their_digits():
    digits = [hand.digit for hand in HANDS]
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
    names = ", ".join(hand.name for hand in HANDS if hand.digit == digit)
    assert [word for word in words if word not in names] == []


def test_each_hand_lies_on_the_sheet_and_is_read_right():
    for hand in HANDS:
        points = SHEET_HEIGHT * np.concatenate(hand.path)
        assert points.min() > -15, (hand.digit, hand.name)
        assert points[:, 0].max() < 115, (hand.digit, hand.name)
        assert points[:, 1].max() < SHEET_HEIGHT + 5, (hand.digit, hand.name)
    images = [digit_from_strokes([280 * stroke for stroke in hand.path]) for hand in HANDS]
    answers = Network.load("pen").predict(np.stack(images)).argmax(axis=1)
    read = zip(HANDS, answers, strict=True)
    assert [(hand.digit, hand.name) for hand, answer in read if answer != hand.digit] == []
