"""Digits moved by whole pixels: at random for training, everywhere for a test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from cnn.datasets import Part
from cnn.lessons.trained_results import ShiftTest
from cnn.network import Network
from cnn.network.shapes import IMAGE_SIZE


def random_shifts(max_shift: int, seed: int) -> Callable[[tf.Tensor], tf.Tensor]:
    """Move each image of a batch by whole pixels, each by its own random number of them.

    Args:
        max_shift: pixels up, down, left and right, at most; every number of them is as likely.
        seed: of the random numbers, which go on from one batch to the next.

    Returns:
        A function of (b, 28, 28, 1) images to the same, for `tf.data.Dataset.map`. What comes in
        from outside is background, and what is moved out is lost.
    """
    random = tf.random.Generator.from_seed(seed)

    def shift(images: tf.Tensor) -> tf.Tensor:
        places = random.uniform([2, tf.shape(images)[0], 1], 0, 2 * max_shift + 1, tf.int32)
        rows, columns = tf.unstack(places + tf.range(IMAGE_SIZE))
        edge = [max_shift, max_shift]
        padded = tf.pad(images, [[0, 0], edge, edge, [0, 0]])
        shifted = tf.gather(
            tf.gather(padded, rows, axis=1, batch_dims=1), columns, axis=2, batch_dims=1
        )
        return tf.ensure_shape(shifted, [None, IMAGE_SIZE, IMAGE_SIZE, 1])

    return shift


def shift_test(name: str, network: Network, digits: Part, max_shift: int) -> ShiftTest:
    """Read digits at every place that shifts of whole pixels can bring them to.

    Args:
        name: what the pages call the network.
        network: reads them, in NumPy.
        digits: (n, 28, 28) uint8 and (n,) labels.
        max_shift: pixels up, down, left and right, at most.
    """
    images, labels = digits[0] / np.float32(255), digits[1]
    edge = (max_shift, max_shift)
    padded = np.pad(images, ((0, 0), edge, edge))
    places = range(2 * max_shift + 1)

    def right_at(row: int, column: int) -> int:
        # The digit stands further down the higher up the window is that is cut out around it.
        top, left = 2 * max_shift - row, 2 * max_shift - column
        moved = padded[:, top : top + IMAGE_SIZE, left : left + IMAGE_SIZE]
        return int((network.predict(moved).argmax(axis=1) == labels).sum())

    right = tuple(tuple(right_at(row, column) for column in places) for row in places)
    return ShiftTest(name, len(labels), right)
