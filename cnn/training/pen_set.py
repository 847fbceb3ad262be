"""Pen-drawn digits redrawn at random, and what an epoch of them and of MNIST's digits is."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np

from cnn.datasets import Part
from cnn.drawing import digit_from_strokes
from cnn.network.recipe import Recipe
from cnn.training.augment import random_pen_image, warp_images
from cnn.training.pen_strokes import PenDigit

# The rest of MNIST's images are warped anew in each epoch.
UNWARPED_SHARE = 0.25
CHUNK = 100


@dataclass(frozen=True)
class PenSet:
    """Pen-drawn digits, redrawn at random.

    Attributes:
        images: (n, copies, 28, 28) uint8.
        labels: (n,) uint8.
    """

    images: np.ndarray
    labels: np.ndarray


def render_copies(digits: Sequence[PenDigit], copies: int, seed: int) -> PenSet:
    """Redraw digits at random, in as many processes as there are cores.

    The same seed gives the same redrawings, however many cores there are.
    """
    chunks = [digits[start : start + CHUNK] for start in range(0, len(digits), CHUNK)]
    seeds = [(seed, number) for number in range(len(chunks))]
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        rendered = list(pool.map(_render_chunk, chunks, seeds, [copies] * len(chunks)))
    return PenSet(np.concatenate(rendered), np.array([digit.digit for digit in digits], np.uint8))


def _render_chunk(digits: Sequence[PenDigit], seed: tuple[int, int], copies: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    images = [
        random_pen_image(list(digit.strokes), digit.digit, random)
        for digit in digits
        for _ in range(copies)
    ]
    pixels = np.round(255 * np.stack(images)).astype(np.uint8)
    return pixels.reshape(len(digits), copies, *pixels.shape[1:])


def epoch_digits(mnist_train: Part, pen: PenSet, recipe: Recipe, epoch: int) -> Part:
    """What one epoch is trained on, in a random order.

    Args:
        mnist_train: MNIST's training digits; the first `recipe.training_images` are used.
        pen: redrawn digits; each epoch uses the next `recipe.pen_copies` redrawings of each.
        recipe: the settings; the same seed and epoch give the same digits.
        epoch: from 0.

    Returns:
        (n, 28, 28) float32 in [0, 1] and (n,) labels.
    """
    random = np.random.default_rng([recipe.seed, epoch])
    images = mnist_train[0][: recipe.training_images] / np.float32(255)
    warped = np.flatnonzero(random.random(len(images)) >= UNWARPED_SHARE)
    for start in range(0, len(warped), 2000):
        chosen = warped[start : start + 2000]
        images[chosen] = warp_images(images[chosen], random)
    copies = np.arange(epoch * recipe.pen_copies, (epoch + 1) * recipe.pen_copies)
    redrawn = pen.images[:, copies % pen.images.shape[1]].reshape(-1, *images.shape[1:])
    x = np.concatenate([images, redrawn / np.float32(255)])
    y = np.concatenate(
        [mnist_train[1][: recipe.training_images], np.repeat(pen.labels, recipe.pen_copies)]
    )
    order = random.permutation(len(x))
    return x[order], y[order]


def read_pen_digits(digits: Sequence[PenDigit]) -> Part:
    """Pen-drawn digits as the app would hand them to a network.

    (n, 28, 28) float32 in [0, 1] and (n,) uint8 labels.
    """
    images = np.stack([digit_from_strokes(digit.strokes) for digit in digits])
    return images, np.array([digit.digit for digit in digits], np.uint8)
