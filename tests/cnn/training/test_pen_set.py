"""An epoch of MNIST's digits and of redrawn pen digits: all of both, each with its own label."""

import numpy as np
import pytest

from cnn.training.pen_set import PenSet, epoch_digits, render_copies
from tests.cnn.training.few_digits import RECIPE, pen_digits


@pytest.fixture
def pen():
    random = np.random.default_rng(1)
    images = random.integers(1, 256, (7, 6, 28, 28), np.uint8)
    return PenSet(images, np.arange(7, dtype=np.uint8))


def test_an_epoch_holds_mnist_and_the_redrawn_digits(mnist, pen):
    x, y = epoch_digits(mnist[0], pen, RECIPE, epoch=0)
    assert x.shape == (100 + 7 * 2, 28, 28)
    assert x.dtype == np.float32
    assert 0 <= x.min() < x.max() <= 1
    expected = np.bincount(mnist[0][1][:100], minlength=10) + np.bincount(pen.labels, minlength=10)
    expected += np.bincount(pen.labels, minlength=10)
    assert np.bincount(y, minlength=10).tolist() == expected.tolist()


def test_labels_stay_with_their_images(mnist):
    marked = np.zeros((10, 4, 28, 28), np.uint8)
    marked[:] = np.arange(10, 20)[:, None, None, None]
    x, y = epoch_digits(mnist[0], PenSet(marked, np.arange(10, dtype=np.uint8)), RECIPE, epoch=1)
    flat = np.ptp(x, axis=(1, 2)) == 0
    assert flat.sum() == 20
    np.testing.assert_array_equal(np.round(255 * x[flat, 0, 0]) - 10, y[flat])


def test_each_epoch_takes_other_redrawings_and_then_they_come_round_again(mnist):
    numbered = np.broadcast_to(np.arange(1, 7, dtype=np.uint8)[None, :, None, None], (3, 6, 28, 28))
    pen = PenSet(numbered, np.zeros(3, np.uint8))
    taken = []
    for epoch in range(4):
        x, _ = epoch_digits(mnist[0], pen, RECIPE, epoch)
        flat = x[np.ptp(x, axis=(1, 2)) == 0]
        taken.append(set(np.round(255 * flat[:, 0, 0]).astype(int).tolist()))
    assert taken == [{1, 2}, {3, 4}, {5, 6}, {1, 2}]


def test_seed_and_epoch_decide_an_epochs_digits(mnist, pen):
    first, again, later = (epoch_digits(mnist[0], pen, RECIPE, epoch)[0] for epoch in (0, 0, 3))
    np.testing.assert_array_equal(first, again)
    assert (first != later).any()


@pytest.mark.long
def test_redrawings_are_the_same_for_the_same_seed():
    digits = pen_digits(3)
    first, again, other = (render_copies(digits, 2, seed) for seed in (1, 1, 2))
    assert first.images.shape == (3, 2, 28, 28)
    assert first.labels.tolist() == [1, 1, 1]
    np.testing.assert_array_equal(first.images, again.images)
    assert (first.images != other.images).any()
