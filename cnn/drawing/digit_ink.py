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
    centre_of_mass,
    centre_strokes,
    fit_strokes,
)
from cnn.drawing.skeleton import skeleton_strokes, skeletonise
from cnn.network.shapes import IMAGE_SIZE

# Longer side in pixels of the digit while it is thinned.
DIGIT_SIZE = 120

# MNIST's own strokes, 99 of 100, in pixels of the 20-pixel box: such ink stays as it is. Redrawing
# it loses detail (MNIST 98.2 % right instead of 99.1 %), but a thin pencil's strokes need it.
USUAL_WIDTHS = (1.4, 5.0)

# Ink wider than the first may have lost its holes; pared down, it is as wide as the second.
THICK = 4.2
PARED_WIDTH = 2.6

# Ink wider than this, in the same pixels, is a spot, which no digit is.
MAX_WIDTH = 12.0


@dataclass(frozen=True)
class DigitInk:
    """A digit's ink, cut out.

    Attributes:
        density: (h, w) float32 in [0, 1], longer side about 120.
        is_kept_thick: whether thick ink stays as it is, so that its outline can be read.
        is_pared: whether it is thick ink pared down from its outline.
    """

    density: np.ndarray
    is_kept_thick: bool = False
    is_pared: bool = False

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
        return bool(self.mask.any()) and len(self.path) > 0 and self.stroke_width <= MAX_WIDTH

    @cached_property
    def mask(self) -> np.ndarray:
        return self.density > 0.5

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink; the latter two just outside."""
        left, top, width, height = cv2.boundingRect(self.mask.astype(np.uint8))
        return left, top, left + width, top + height

    @cached_property
    def path(self) -> np.ndarray:
        """The ink's middle line: (n, 2, 2) float64 of x, y, a short line each."""
        return skeleton_strokes(skeletonise(self.mask))

    @cached_property
    def stroke_width(self) -> float:
        """In pixels of the 20-pixel box: the ink's area over its middle line's length."""
        length = np.hypot(*(self.path[:, 1] - self.path[:, 0]).T).sum()
        left, top, right, bottom = self.box
        return float(self.mask.sum() / max(length, 1) * BOX_SIZE / max(right - left, bottom - top))

    @property
    def is_redrawn(self) -> bool:
        if self.stroke_width > USUAL_WIDTHS[1]:
            return not self.is_kept_thick
        return self.stroke_width < USUAL_WIDTHS[0]

    @property
    def alternatives(self) -> list[DigitInk]:
        """The same ink in other ways, if it is so thick that its holes may have closed."""
        if self.stroke_width < THICK:
            return []
        pared = self._pared()
        kept = [DigitInk(self.density, is_kept_thick=True)] if self.is_redrawn else []
        return [*kept, *([DigitInk(pared, is_pared=True)] if (pared > 0.5).any() else [])]

    def _pared(self) -> np.ndarray:
        """The ink pared down from its outline to the usual width of a stroke."""
        left, top, right, bottom = self.box
        pixel = max(right - left, bottom - top) / BOX_SIZE
        off = (self.stroke_width - PARED_WIDTH) / 2 * pixel
        ways = cv2.distanceTransform(np.pad(self.mask, 1).astype(np.uint8), cv2.DIST_L2, 5)
        return np.clip(ways[1:-1, 1:-1] - off, 0, 1).astype(np.float32)

    @cached_property
    def _fitted(self) -> np.ndarray:
        """The path's points in the 28 x 28 image: (2 n, 2), two of a line after each other."""
        return fit_strokes([self.path.reshape(-1, 2)])[0]

    @cached_property
    def re_inked(self) -> np.ndarray:
        if self.is_redrawn:
            return _drawn(self._fitted)
        return self.placed(BOX_SIZE)

    @cached_property
    def centred(self) -> np.ndarray:
        """The image that the network reads: (28, 28) float32 in [0, 1]."""
        if self.is_redrawn:
            return _drawn(*centre_strokes([self._fitted], image=self.re_inked))
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


def _drawn(points: np.ndarray) -> np.ndarray:
    """A skeleton's many short lines as `draw_strokes` draws them, in a tenth of the time."""
    side, fraction = IMAGE_SIZE * SUPERSAMPLING, 8
    corners = (points.reshape(-1, 2, 2) + 0.5) * SUPERSAMPLING - 0.5
    sheet = np.zeros((side, side), np.uint8)
    cv2.polylines(
        sheet,
        list(np.round(corners * (1 << fraction)).astype(np.int32)),
        isClosed=False,
        color=255,
        thickness=round(PEN_WIDTH * SUPERSAMPLING),
        shift=fraction,
    )
    small = cv2.resize(sheet, (IMAGE_SIZE, IMAGE_SIZE), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 255
