"""Ink as pictures bring it: what was drawn can still be made out in it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing.normalise import centre_strokes, draw_strokes, fit_strokes
from cnn.training.picture_ink import (
    INK_WIDTHS,
    dashed,
    draw_uneven,
    leftovers,
    thinned_thick_pen,
)

ANGLES = np.linspace(0, 2 * np.pi, 90)
ZERO = [np.stack([0.3 * np.cos(ANGLES), 0.5 * np.sin(ANGLES)], axis=1)]
SEVEN = [
    np.vstack([np.linspace([-0.3, -0.5], [0.3, -0.5], 20), np.linspace([0.3, -0.5], [0, 0.5], 30)]),
    np.linspace([-0.15, 0.0], [0.35, 0.0], 16),
]

seeds = st.integers(0, 2**32 - 1)
drawings = st.sampled_from([ZERO, SEVEN])


def length(strokes):
    return sum(np.hypot(*np.diff(stroke, axis=0).T).sum() for stroke in strokes)


def farthest(strokes, others):
    """The largest distance from a point to the nearest point of the others."""
    ours, theirs = np.concatenate(strokes), np.concatenate(others)
    return np.linalg.norm(ours[:, None] - theirs[None], axis=2).min(axis=1).max()


@given(drawings, seeds)
def test_dashes_lie_on_the_line_and_leave_gaps(strokes, seed):
    dashes = dashed(strokes, np.random.default_rng(seed))
    assert len(dashes) > len(strokes)
    assert all(len(dash) >= 2 for dash in dashes)
    assert farthest(dashes, strokes) < 0.03
    assert 0.05 < length(dashes) / length(strokes) < 0.97


@given(drawings, seeds)
def test_a_thick_pens_middle_line_runs_close_to_the_stroke(strokes, seed):
    lines = thinned_thick_pen(strokes, np.random.default_rng(seed))
    assert all(line.shape == (2, 2) for line in lines)
    placed = [line + np.concatenate(strokes).min(axis=0) for line in lines]
    middle = np.concatenate(placed).mean(axis=0) - np.concatenate(strokes).mean(axis=0)
    assert np.abs(middle).max() < 0.35
    assert 0.3 < length(lines) / length(strokes) < 1.3


def test_a_thin_pens_loop_stays_open_and_the_thickest_pens_spur_is_short():
    lengths = [length(thinned_thick_pen(ZERO, np.random.default_rng(seed))) for seed in range(60)]
    assert np.median(lengths) == pytest.approx(length(ZERO), rel=0.2)


@given(drawings, seeds)
def test_leftovers_are_short_straight_and_at_the_ink_or_beside_it(strokes, seed):
    pieces = leftovers(strokes, np.random.default_rng(seed))
    assert len(pieces) in (1, 2, 3)
    for piece in pieces:
        assert piece.shape == (2, 2)
        across, down = abs(piece[1] - piece[0])
        assert min(across, down) < 0.2 * max(across, down)
        assert max(across, down) < 0.45
    assert farthest([piece.mean(axis=0, keepdims=True) for piece in pieces], strokes) < 0.5


@given(drawings, st.floats(*INK_WIDTHS), seeds)
def test_uneven_ink_is_an_image_like_the_even_one(strokes, width, seed):
    random = np.random.default_rng(seed)
    placed = centre_strokes(fit_strokes(strokes, width), width)
    image = draw_uneven(placed, width, [], random)
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0
    assert 0.4 < image.max() <= 1
    even = draw_strokes(placed, width)
    assert np.corrcoef(even.ravel(), image.ravel())[0, 1] > 0.5


def test_leftovers_are_drawn_thinner_than_the_ink():
    placed = centre_strokes(fit_strokes(SEVEN, 4.0), 4.0)
    line = [np.array([[4.0, 22.0], [24.0, 22.0]])]
    for seed in range(20):
        image = draw_uneven(placed, 4.0, line, np.random.default_rng(seed))
        beside_the_ink = image[:, 5]
        assert 0.1 < beside_the_ink.sum() < 2
