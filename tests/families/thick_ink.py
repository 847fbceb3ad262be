"""Thick ink, cut so close that hardly any paper is left, and MNIST's digits cut to their ink."""

from __future__ import annotations

import cv2
import numpy as np

from tests.families.camera import jpeg, png
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, ink_of
from tests.families.placing import Rng, bounds, fitted, moved

CANVAS = 280


def _cropped(strokes: Strokes, width: float, margin: int, rng: Rng) -> np.ndarray:
    """(height, width) float32: the ink of a digit drawn on a canvas of 280, with a margin."""
    digit = fitted(strokes, rng.uniform(0.62, 0.82) * CANVAS, rng.uniform(-5, 5))
    low, high = bounds(digit)
    room = np.ceil(high - low + width + 40).astype(int)
    digit = moved(digit, room / 2 - (low + high) / 2)
    pen = Pen(Tip.ROUND, width, (0, 0, 0))
    ink = ink_of(digit, (int(room[0]), int(room[1])), pen, rng)
    return np.pad(cut_to_ink(ink, 0.5), margin)


def cut_to_ink(ink: np.ndarray, least: float) -> np.ndarray:
    """A picture cut to its rows and columns with more than so much ink."""
    rows = np.flatnonzero((ink > least).any(axis=1))
    columns = np.flatnonzero((ink > least).any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _readable_width(strokes: Strokes, width: float) -> float:
    """No wider than leaves a loop of the digit open: a person must still read it."""
    return width if len(strokes) < 3 else min(width, 45.0)


def thick_cropped(strokes: Strokes, rng: Rng) -> Brought:
    """A pen of 20 to 60 pixels of 280, cropped to its ink, black on white or the other way."""
    margin = int(rng.choice([0, 0, 0, 1, 2, 5, 10, 20, 30]))
    ink = _cropped(strokes, _readable_width(strokes, rng.uniform(20, 60)), margin, rng)
    grey = np.rint(255 * (1 - ink)).astype(np.uint8)
    if rng.random() < 0.2:
        grey = 255 - grey
    zoom = rng.choice([0.5, 1.0, 1.0, 2.0])
    grey = cv2.resize(grey, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    return png(grey) if rng.random() < 0.7 else jpeg(np.dstack([grey] * 3), 88)


def thick_transparent(strokes: Strokes, rng: Rng) -> Brought:
    """The same on a transparent picture, as paint programs save it."""
    margin = int(rng.choice([0, 0, 2, 10, 30, 60]))
    ink = _cropped(strokes, _readable_width(strokes, rng.uniform(20, 60)), margin, rng)
    colour = ((0, 0, 0), (0, 0, 0), (30, 40, 160), (200, 30, 40), (255, 255, 255))[rng.integers(5)]
    pixels = np.empty((*ink.shape, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = np.rint(255 * ink)
    return png(pixels)


def mnist_cropped(image: np.ndarray, rng: Rng) -> Brought:
    """MNIST's image cut to its ink, no margin, as it is or dark on white."""
    cut = cut_to_ink(image, 0)
    return png(cut if rng.random() < 0.5 else 255 - cut)


def mnist_cropped_enlarged(image: np.ndarray, rng: Rng) -> Brought:
    """The same, three to fifteen times larger."""
    cut = cut_to_ink(image, 0)
    zoom = rng.uniform(3, 15)
    how = (cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC)[rng.integers(3)]
    large = cv2.resize(cut, None, fx=zoom, fy=zoom, interpolation=how)
    return png(large if rng.random() < 0.4 else 255 - large)
