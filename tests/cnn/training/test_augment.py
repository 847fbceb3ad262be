"""Varied digits stay digits: in the image, of MNIST's form, and repeatable."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing import digit_from_strokes
from cnn.drawing.normalise import centre_of_mass
from cnn.training import augment
from cnn.training.augment import _tilted, random_pen_image, vary_strokes, warp_images

SEVEN = [np.array([[0.0, 0], [60, 0], [30, 100]]), np.array([[15.0, 50], [65, 50]])]
ONE = [np.array([[0.0, 30], [25, 0], [25, 50], [25, 100]])]
BARE_ONE = [np.array([[0.0, 0], [2, 50], [0, 100]])]
ANGLES = np.linspace(0, 2 * np.pi, 20)
NINE = [np.vstack([np.stack([25 * np.cos(ANGLES), 25 * np.sin(ANGLES)], 1), [[25, 40], [20, 90]]])]

seeds = st.integers(0, 2**32 - 1)
digits = st.sampled_from([(7, SEVEN), (7, SEVEN[:1]), (1, ONE), (1, BARE_ONE), (9, NINE)])


@given(digits, seeds)
def test_every_digit_redrawn_with_an_even_pen_has_the_form_of_mnist(digit, seed):
    label, strokes = digit
    with patch.object(augment, "UNEVEN_INK", 0):
        image = random_pen_image(strokes, label, np.random.default_rng(seed))
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0
    assert image.max() > 0.5
    inked = np.argwhere(image > 0)
    assert np.ptp(inked, axis=0).max() + 1 in range(19, 24)
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=1.2)


@given(digits, seeds)
def test_a_digit_redrawn_with_uneven_ink_stays_near_the_middle(digit, seed):
    label, strokes = digit
    with patch.object(augment, "UNEVEN_INK", 1):
        image = random_pen_image(strokes, label, np.random.default_rng(seed))
    assert image.shape == (28, 28)
    assert image.min() == 0
    assert 0.4 < image.max() <= 1
    inked = np.argwhere(image > 0.1)
    assert np.ptp(inked, axis=0).max() + 1 in range(14, 27)
    assert centre_of_mass(image) == pytest.approx((14, 14), abs=4)


def test_some_digits_are_narrowed_to_a_third_and_none_beyond_recognition():
    def proportions(share):
        with patch.object(augment, "NARROWED_STROKES", share):
            drawn = [vary_strokes(NINE, 9, np.random.default_rng(seed)) for seed in range(60)]
        sides = np.array([np.ptp(np.concatenate(strokes), axis=0) for strokes in drawn])
        return sides[:, 0] / sides[:, 1]

    usual, narrowed = proportions(0), proportions(1)
    shares = narrowed / usual
    assert augment.NARROWED_TO[0] <= shares.min() < 1 / 3
    assert 0.5 < shares.max() <= augment.NARROWED_TO[1]


def test_a_tilted_page_makes_one_side_smaller_and_leaves_straight_lines_straight():
    square = [np.array([[-0.5, -0.5], [0, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])]
    tilted = np.array([_tilted(square, np.random.default_rng(seed))[0] for seed in range(40)])
    upper, lower = tilted[:, 2] - tilted[:, 0], tilted[:, 3] - tilted[:, 4]
    ratios = np.hypot(*upper.T) / np.hypot(*lower.T)
    assert ratios.min() < 0.8
    assert ratios.max() > 1.25
    assert 0.4 < ratios.min() < ratios.max() < 2.5
    first, second = tilted[:, 1] - tilted[:, 0], tilted[:, 2] - tilted[:, 0]
    cross = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    np.testing.assert_allclose(cross, 0, atol=1e-12)


@given(digits, seeds)
def test_the_same_seed_draws_the_same_digit(digit, seed):
    label, strokes = digit
    first, second = (
        random_pen_image(strokes, label, np.random.default_rng(seed)) for _ in range(2)
    )
    np.testing.assert_array_equal(first, second)


def test_strokes_given_are_left_as_they_were():
    before = [stroke.copy() for stroke in SEVEN]
    for seed in range(20):
        vary_strokes(SEVEN, 7, np.random.default_rng(seed))
    for stroke, kept in zip(SEVEN, before, strict=True):
        np.testing.assert_array_equal(stroke, kept)


def test_place_and_size_do_not_matter():
    moved = [8 * stroke + 500 for stroke in SEVEN]
    ours, theirs = (
        random_pen_image(strokes, 7, np.random.default_rng(3)) for strokes in (SEVEN, moved)
    )
    np.testing.assert_allclose(ours, theirs, atol=0.1)


def test_hands_differ_but_not_beyond_recognition():
    plain = digit_from_strokes(SEVEN)
    drawn = [random_pen_image(SEVEN, 7, np.random.default_rng(seed)) for seed in range(40)]
    likeness = [np.corrcoef(plain.ravel(), image.ravel())[0, 1] for image in drawn]
    assert np.median(likeness) > 0.35
    assert max(likeness) < 0.999


def test_some_sevens_lose_their_bar_and_some_get_one():
    def counts(strokes):
        return {
            sum(len(stroke) > 1 for stroke in vary_strokes(strokes, 7, np.random.default_rng(seed)))
            for seed in range(40)
        }

    assert counts(SEVEN) == {1, 2}
    assert counts(SEVEN[:1]) == {1, 2}


def test_some_bare_ones_get_a_flag():
    widths = [
        np.ptp(vary_strokes(BARE_ONE, 1, np.random.default_rng(seed))[0][:, 0])
        for seed in range(60)
    ]
    assert min(widths) < 0.2
    assert max(widths) > 0.35


def test_warped_images_keep_their_ink():
    image = digit_from_strokes(SEVEN)
    warped = warp_images(np.repeat(image[np.newaxis], 50, axis=0), np.random.default_rng(0))
    assert warped.shape == (50, 28, 28)
    assert warped.dtype == np.float32
    assert warped.min() >= 0
    assert warped.max() <= 1 + 1e-6
    ink = warped.sum(axis=(1, 2)) / image.sum()
    assert 0.6 < ink.min() < ink.max() < 1.6
    assert len(np.unique(warped.round(3), axis=0)) == 50


def test_some_warped_images_are_narrowed():
    image = digit_from_strokes(SEVEN)
    width = np.ptp(np.flatnonzero(image.any(axis=0)))

    def widths(share):
        with patch.object(augment, "NARROWED_IMAGES", share):
            warped = warp_images(np.repeat(image[None], 50, axis=0), np.random.default_rng(0))
        return [np.ptp(np.flatnonzero((one > 0.1).any(axis=0))) for one in warped]

    assert min(widths(0)) > 0.6 * width
    assert np.median(widths(1)) < 0.65 * width
    assert min(widths(1)) > 0.15 * width


def test_warping_reads_between_pixels():
    """A plane stays a plane: bilinear sampling is exact on it."""
    from cnn.training.augment import _sampled

    rows, columns = np.mgrid[:28, :28].astype(np.float32)
    source = np.stack([columns.ravel() + 0.25, rows.ravel() - 0.5])[np.newaxis]
    moved = _sampled((2 * columns + rows)[np.newaxis], source)[0]
    np.testing.assert_allclose(moved[1:, :27], (2 * columns + rows)[1:, :27], rtol=1e-5)
