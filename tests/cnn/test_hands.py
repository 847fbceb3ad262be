"""Hands: several per digit, smooth between their corners, on the sheet, read right as drawn."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing import digit_from_strokes
from cnn.hands import CORNER, HANDS, POINT_SPACING, SHEET_HEIGHT, smooth_stroke
from cnn.network import Network

coordinates = st.floats(0, 140).map(lambda value: round(value, 1))
control_points = st.tuples(coordinates, coordinates) | st.tuples(
    coordinates, coordinates, st.just(CORNER)
)


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


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: f"{hand.digit} {hand.name}")
def test_a_hand_lies_on_the_sheet_and_is_read_right(hand):
    points = SHEET_HEIGHT * np.concatenate(hand.path)
    assert points.min() > -15
    assert points[:, 0].max() < 115
    assert points[:, 1].max() < SHEET_HEIGHT + 5
    image = digit_from_strokes([280 * stroke for stroke in hand.path])
    assert Network.load("pen").predict(image[None])[0].argmax() == hand.digit


@given(st.lists(control_points, min_size=2, max_size=8))
def test_a_stroke_goes_through_its_control_points_from_end_to_end(points):
    stroke = smooth_stroke(points)
    path = SHEET_HEIGHT * stroke.curve @ stroke.controls
    wanted = np.array([point[:2] for point in points])
    np.testing.assert_allclose(path[[0, -1]], wanted[[0, -1]], atol=1e-3)
    nearest = np.hypot(*(path[:, None] - wanted).transpose(2, 0, 1)).min(axis=0)
    assert nearest.max() < 1e-3


@given(st.lists(control_points, min_size=2, max_size=8))
def test_points_are_means_of_control_points_so_that_moving_all_moves_the_path(points):
    np.testing.assert_allclose(smooth_stroke(points).curve.sum(axis=1), 1, atol=1e-5)


def test_between_corners_the_pen_draws_straight_lines():
    stroke = smooth_stroke([(0, 0), (70, 0, CORNER), (70, 140)])
    path = SHEET_HEIGHT * stroke.curve @ stroke.controls
    x, y = path.T
    assert np.all((abs(y) < 1e-3) | (abs(x - 70) < 1e-3))
    steps = np.hypot(*np.diff(path, axis=0).T)
    np.testing.assert_allclose(steps, POINT_SPACING, rtol=0.01)


def test_without_a_corner_the_pen_turns_smoothly():
    bend = smooth_stroke([(0, 0), (70, 0), (70, 70)])
    steps = np.diff(bend.curve @ bend.controls, axis=0)
    angles = np.degrees(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0])))
    assert abs(np.diff(angles)).max() < 15
