"""Synthetic digits: MNIST's form, balanced, repeatable, and really the digits they claim to be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing.normalise import draw_strokes
from cnn.handwriting.synthetic import CHUNK, inked, synthetic_digits, synthetic_test
from cnn.handwriting.variation import Paths
from cnn.network import Network


@given(st.integers(0, 60), st.integers(0, 2**32))
def test_any_count_and_seed_give_balanced_digits_of_mnists_form(count, seed):
    images, labels = synthetic_digits(count, seed)
    assert images.shape == (count, 28, 28)
    assert labels.shape == (count,)
    assert images.dtype == labels.dtype == np.uint8
    counts = np.bincount(labels, minlength=10)
    assert counts.sum() == count
    assert np.ptp(counts) <= 1
    for image in images:
        inked_pixels = np.argwhere(image > 25)
        assert 19 <= np.ptp(inked_pixels, axis=0).max() + 1 <= 20
        assert image.max() > 150


def test_the_ink_balances_in_the_middle_as_mnists_does():
    images, _ = synthetic_digits(500, 0)
    axis = np.arange(28)
    total = images.sum(axis=(1, 2), dtype=float)
    x = images.sum(axis=1, dtype=float) @ axis / total
    y = images.sum(axis=2, dtype=float) @ axis / total
    for place in (x, y):
        assert place.mean() == pytest.approx(14, abs=0.1)
        assert (abs(place - 14) <= 0.51).mean() > 0.99


def test_the_same_seed_gives_the_same_digits_and_another_others():
    count = CHUNK + 10
    images, labels = synthetic_digits(count, 5)
    again, labels_again = synthetic_digits(count, 5)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, labels_again)
    others, _ = synthetic_digits(count, 6)
    assert not (images == others).all(axis=(1, 2)).any()


def test_no_digit_comes_twice_and_their_order_is_random():
    images, labels = synthetic_digits(2 * CHUNK, 0)
    assert len(np.unique(images.reshape(len(images), -1), axis=0)) == len(images)
    assert (labels[1:] == labels[:-1]).mean() == pytest.approx(0.1, abs=0.03)


def test_a_network_that_never_saw_them_reads_them():
    images, labels = synthetic_test()
    read = Network.load("pen").predict(images / np.float32(255)).argmax(axis=1)
    accuracies = [(read[labels == digit] == digit).mean() for digit in range(10)]
    # A wobbling 1 is easily a narrow 2, 5 or 7, which this network has learned to read.
    assert accuracies[1] > 0.75
    assert min(accuracies[:1] + accuracies[2:]) > 0.85
    assert np.mean(accuracies) > 0.95


def test_the_synthetic_test_is_balanced_kept_and_cannot_be_written_to():
    images, labels = synthetic_test()
    assert np.bincount(labels).tolist() == [200] * 10
    assert synthetic_test()[0] is images
    with pytest.raises(ValueError, match="read-only"):
        images[0] = 0


def test_pen_widths_vary_as_mnists_do():
    """Bare lines from top to bottom: their mean row of ink is as wide as the pen."""
    line = np.stack([np.zeros(60), np.linspace(0, 1, 60)], axis=1)
    paths = Paths(np.tile(line, (400, 1)), np.arange(400) * 60)
    images = inked(paths, np.random.default_rng(0))
    widths = images[:, 10:18].sum(axis=2).mean(axis=1) / 255
    low, high = np.quantile(widths, [0.05, 0.95])
    assert 1.1 < low < 1.7
    assert 2.9 < high < 4


def test_ink_lies_where_a_pen_would_have_drawn_it():
    """The mean of many pens against Pillow's line, drawn by `draw_strokes` along the same path."""
    line = np.stack([np.linspace(6, 21, 60), np.linspace(4.5, 22.5, 60)], axis=1)
    paths = Paths(np.tile(line, (400, 1)), np.arange(400) * 60)
    image = inked(paths, np.random.default_rng(0)).mean(axis=0)
    widths = np.linspace(1, 5, 41)
    likeness = [np.corrcoef(image.ravel(), draw_strokes([line], w).ravel())[0, 1] for w in widths]
    assert max(likeness) > 0.97
    assert 2 <= widths[np.argmax(likeness)] <= 3
