"""One digit's ink, cut out -> the 28 x 28 image: fitted, re-inked where needed, centred by mass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from cnn.drawing.normalise import (
    BOX_SIZE,
    CENTRE,
    PEN_WIDTH,
    SUPERSAMPLING,
    Strokes,
    centre_of_mass,
    centre_strokes,
    draw_strokes,
    fit_strokes,
)
from cnn.drawing.skeleton import skeleton_strokes, skeletonise
from cnn.network.shapes import IMAGE_SIZE

# Longer side in pixels of the digit while it is thinned.
DIGIT_SIZE = 120

# MNIST's own strokes, 99 of 100, in pixels of the 20-pixel box: such ink stays as it is. Redrawing
# it loses detail (MNIST 98.2 % right instead of 99.1 %), but a thin pencil's strokes need it.
USUAL_WIDTHS = (1.4, 5.0)

# Ink wider than this, in the same pixels, is a spot, which no digit is.
MAX_WIDTH = 12.0


@dataclass(frozen=True)
class DigitInk:
    """A digit's ink, cut out.

    Attributes:
        density: (h, w) float32 in [0, 1], longer side about 120.
    """

    density: np.ndarray

    @classmethod
    def of(cls, density: np.ndarray) -> DigitInk:
        """The same digit at the size at which strokes are thinned."""
        scale = DIGIT_SIZE / max(density.shape)
        height, width = density.shape
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        enlarged = Image.fromarray(density).resize(size, Image.Resampling.BICUBIC)
        return cls(np.clip(np.asarray(enlarged), 0, 1))

    @property
    def is_digit(self) -> bool:
        """Whether there are strokes in it: no ink at all and a spot are none."""
        return bool(self.mask.any()) and bool(self.path) and self.stroke_width <= MAX_WIDTH

    @cached_property
    def mask(self) -> np.ndarray:
        return self.density > 0.5

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink; the latter two just outside."""
        left, top, width, height = cv2.boundingRect(self.mask.astype(np.uint8))
        return left, top, left + width, top + height

    @cached_property
    def path(self) -> Strokes:
        return skeleton_strokes(skeletonise(self.mask))

    @cached_property
    def stroke_width(self) -> float:
        """In pixels of the 20-pixel box: the ink's area over its middle line's length."""
        lines = np.stack(self.path)
        length = np.hypot(*(lines[:, 1] - lines[:, 0]).T).sum()
        left, top, right, bottom = self.box
        return float(self.mask.sum() / max(length, 1) * BOX_SIZE / max(right - left, bottom - top))

    @property
    def is_redrawn(self) -> bool:
        return not USUAL_WIDTHS[0] <= self.stroke_width <= USUAL_WIDTHS[1]

    @property
    def re_inked(self) -> np.ndarray:
        if self.is_redrawn:
            return draw_strokes(fit_strokes(self.path), PEN_WIDTH)
        return self.placed(BOX_SIZE)

    @cached_property
    def centred(self) -> np.ndarray:
        """The image that the network reads: (28, 28) float32 in [0, 1]."""
        if self.is_redrawn:
            return draw_strokes(centre_strokes(fit_strokes(self.path)), PEN_WIDTH)
        placed = self.placed(BOX_SIZE)
        left, top, right, bottom = self.box
        sides = np.array([right - left, bottom - top])
        room = (IMAGE_SIZE - BOX_SIZE * sides / sides.max()) / 2
        shift = np.clip(CENTRE - np.array(centre_of_mass(placed)), -room, room)
        return self.placed(BOX_SIZE, tuple(shift))

    def placed(self, side: float, shift: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
        """The ink with a longest side of `side` pixels, its box in the middle, then shifted."""
        left, top, right, bottom = self.box
        scale = side * SUPERSAMPLING / max(right - left, bottom - top)
        height, width = self.density.shape
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        ink = Image.fromarray(self.density).resize(size, Image.Resampling.BILINEAR)
        middle = IMAGE_SIZE * SUPERSAMPLING / 2
        corner = (
            round(middle + shift[0] * SUPERSAMPLING - (left + right) / 2 * scale),
            round(middle + shift[1] * SUPERSAMPLING - (top + bottom) / 2 * scale),
        )
        sheet = Image.new("F", (IMAGE_SIZE * SUPERSAMPLING, IMAGE_SIZE * SUPERSAMPLING))
        sheet.paste(ink, corner)
        return np.clip(np.asarray(sheet.reduce(SUPERSAMPLING), np.float32), 0, 1)
