"""Synthetic pen digits: as many as one likes, without any data set.

Every digit is written from one of the stroke templates as another person might on another day
(variation.py), and then goes through the steps that MNIST's digits went through: fitted to a box of
20 pixels, inked, centred by mass.

Whole chunks of digits are worked on at once: digit by digit it takes ten times longer.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from cnn.drawing.normalise import BOX_SIZE, CENTRE
from cnn.handwriting.variation import Paths, written_paths
from cnn.network.layer_shapes import CLASSES
from cnn.network.shapes import IMAGE_SIZE

CHUNK = 1000
# How many synthetic digits judge a network, and the seed that makes them.
SYNTHETIC_TEST = (2_000, 2**31)

# MNIST's pen widths in pixels: median, spread of the logarithm, and what they hardly ever pass.
PEN_MEDIAN, PEN_SPREAD, PEN_RANGE = 2.4, 0.28, (1.2, 5.5)
# Over how many pixels the ink's edge fades; 1 is the share of a pixel that is covered.
SOFTNESS = (0.7, 1.4)
# How far the ink's edge strays on rough paper, in pixels, at most on average.
ROUGHNESS = 0.35

# Ink is sought in the square of pixels around each point, half of it so many pixels wide.
REACH = 3
MARGIN = (IMAGE_SIZE - BOX_SIZE) // 2
PADDED = IMAGE_SIZE + 2 * REACH


def synthetic_digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Digits that nobody wrote, in MNIST's form; the same count and seed give the same ones.

    Returns:
        (count, 28, 28) uint8, ink bright, and (count,) uint8 labels, each digit as often as any
        other but for one, in a random order.
    """
    random = np.random.default_rng([seed, count])
    labels = random.permutation(np.arange(count) % CLASSES).astype(np.uint8)
    images = np.empty((count, IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for start in range(0, count, CHUNK):
        chunk = slice(start, start + CHUNK)
        images[chunk] = inked(written_paths(labels[chunk], random), random)
    return images, labels


@lru_cache(maxsize=1)
def synthetic_test() -> tuple[np.ndarray, np.ndarray]:
    """The digits that judge a network where MNIST is not at hand, read-only: 2,000 of them."""
    images, labels = synthetic_digits(*SYNTHETIC_TEST)
    images.flags.writeable = labels.flags.writeable = False
    return images, labels


def inked(paths: Paths, random: np.random.Generator) -> np.ndarray:
    """Pen paths as MNIST would have them, (n, 28, 28) uint8, each with a pen of its own."""
    width = np.clip(PEN_MEDIAN * np.exp(random.normal(0, PEN_SPREAD, paths.count)), *PEN_RANGE)
    softness = random.uniform(*SOFTNESS, paths.count)
    distance = _distances(_fitted(paths, BOX_SIZE - width - softness + 1))
    distance += _roughness(width, random)
    radius = (width / 2).astype(np.float32)[:, None, None]
    ink = (radius - distance) / softness.astype(np.float32)[:, None, None] + np.float32(0.5)
    pixels = np.zeros(ink.shape, np.uint8)
    box = slice(MARGIN, MARGIN + BOX_SIZE)
    pixels[:, box, box] = np.rint(255 * np.clip(ink[:, box, box], 0, 1))
    return _centred(pixels)


def _fitted(paths: Paths, side: np.ndarray) -> Paths:
    """Each digit's longest side as long as given, its box in the middle of the image."""
    low, high = paths.reduced(np.minimum), paths.reduced(np.maximum)
    scale = side / (high - low).max(axis=1)
    middle = paths.of_points((low + high) / 2)
    points = (paths.points - middle) * paths.of_points(scale)[:, None] + (IMAGE_SIZE - 1) / 2
    return Paths(points.astype(np.float32), paths.starts)


def _distances(paths: Paths) -> np.ndarray:
    """(n, 28, 28) float32: from each pixel's centre to the nearest point, up to 3 pixels."""
    corner = np.rint(paths.points).astype(np.int64)
    steps = np.arange(-REACH, REACH + 1)
    offsets = (steps - (paths.points - corner)[..., None]).astype(np.float32) ** 2
    squares = offsets[:, 1, :, None] + offsets[:, 0, None, :]
    nearest = np.full(paths.count * PADDED * PADDED, (REACH + 1.0) ** 2, np.float32)
    first = paths.of_points(np.arange(paths.count)) * PADDED * PADDED
    first += corner[:, 1] * PADDED + corner[:, 0]
    square = (np.arange(2 * REACH + 1)[:, None] * PADDED + np.arange(2 * REACH + 1)).ravel()
    places = first[:, None] + square
    np.minimum.at(nearest, places.ravel(), squares.ravel())
    inside = slice(REACH, REACH + IMAGE_SIZE)
    return np.sqrt(nearest.reshape(paths.count, PADDED, PADDED)[:, inside, inside])


def _roughness(width: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(n, 28, 28) float32, added to distances from the ink; thin lines must not break."""
    noise = random.standard_normal((len(width), IMAGE_SIZE + 1, IMAGE_SIZE + 1), np.float32)
    rows = noise[:, 1:] + noise[:, :-1]
    smooth = (rows[:, :, 1:] + rows[:, :, :-1]) / 2
    size = random.uniform(0, ROUGHNESS, len(width)) * np.minimum(width / PEN_MEDIAN, 1)
    return size.astype(np.float32)[:, None, None] * smooth


def _centred(pixels: np.ndarray) -> np.ndarray:
    """Move by whole pixels, as MNIST did, until the ink's centre of mass is in the middle."""
    ink = pixels.astype(np.float32)
    shares = ink / ink.sum(axis=(1, 2), keepdims=True)
    axis = np.arange(IMAGE_SIZE, dtype=np.float32)
    moved = []
    for mass in (shares.sum(axis=2) @ axis, shares.sum(axis=1) @ axis):
        shift = np.clip(np.rint(CENTRE - mass), -MARGIN, MARGIN).astype(np.int64)
        moved.append((np.arange(IMAGE_SIZE) - shift[:, None]) % IMAGE_SIZE)
    rows, columns = moved
    return pixels[np.arange(len(pixels))[:, None, None], rows[:, :, None], columns[:, None, :]]
