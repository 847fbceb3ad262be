"""Pictures of digits -> the 28 x 28 image that the network reads, stage by stage.

A photo differs from MNIST in everything but the digit: light falls unevenly, paper has texture,
pens are thin or thick. So the background is taken away (ink.py), the digit is found among
what is left (segmentation.py), and a stroke of unusual width is redrawn along its skeleton as if it
had been drawn on the canvas (normalise.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from cnn.drawing.ink import Ink, inks
from cnn.drawing.morphology import skeleton_strokes, skeletonise
from cnn.drawing.normalise import (
    BOX_SIZE,
    CENTRE,
    PEN_WIDTH,
    SUPERSAMPLING,
    Stage,
    Strokes,
    centre_of_mass,
    centre_strokes,
    draw_strokes,
    fit_strokes,
)
from cnn.drawing.paper import sheets
from cnn.drawing.segmentation import NO_DIGIT, find_digit
from cnn.errors import PictureError
from cnn.network.shapes import IMAGE_SIZE

# Longer side in pixels of the digit while it is thinned.
DIGIT_SIZE = 120

# MNIST's own strokes, 99 of 100, in pixels of the 20-pixel box: such ink stays as it is. Redrawing
# it loses detail (MNIST 98.2 % right instead of 99.1 %), but a thin pencil's strokes need it.
USUAL_WIDTHS = (1.4, 5.0)

# Ink wider than this, in the same pixels, is a spot, which no digit is.
MAX_WIDTH = 12.0


def digit_from_image(image: Image.Image) -> np.ndarray:
    """The image that the network reads, from a picture or a photo of one digit.

    Args:
        image: any size and mode, dark on light or light on dark.

    Returns:
        (28, 28) float32 in [0, 1], ink bright: longest side 20, stroke as wide as MNIST's, centre
        of mass at 14.0 in both directions as far as the ink then stays inside.

    Raises:
        PictureError: the picture is blank, transparent, or holds no digit.
    """
    return _find(image)[2].centred


def stages_from_image(image: Image.Image) -> list[Stage]:
    """Every step from a picture to the image that the network reads.

    There are six; the last one's image equals `digit_from_image`, and the errors are the same.
    """
    grey, ink, digit = _find(image)
    bright = 255 - grey if ink.is_dark else grey
    re_inked = (
        "The stroke is thinned to its middle line and redrawn 2 pixels wide, MNIST's usual stroke."
        if digit.is_redrawn
        else f"The stroke is {digit.stroke_width:.1f} pixels wide, as in MNIST, and stays as it is."
    )
    return [
        Stage(
            "As uploaded",
            "The whole picture shrunk to 28 x 28, ink bright: most demos stop here.",
            _shrunk(bright / 255),
        ),
        Stage(
            "Paper removed",
            "Light, shadow and paper are estimated and taken away; ink remains.",
            _shrunk(ink.density),
        ),
        Stage(
            "Cropped",
            "Cut to the digit: its place and size in the picture no longer matter.",
            digit.placed(IMAGE_SIZE),
        ),
        Stage(
            "Fitted",
            "The longest side fills MNIST's 20-pixel box; 4 pixels stay free around it.",
            digit.placed(BOX_SIZE),
        ),
        Stage("Re-inked", re_inked, digit.re_inked),
        Stage(
            "Centred",
            "Moved until the ink's centre of mass lies at 14.0: what the network reads.",
            digit.centred,
        ),
    ]


@dataclass(frozen=True)
class _Digit:
    """A digit's ink, cut out.

    Attributes:
        density: (h, w) float32 in [0, 1], longer side about 120.
    """

    density: np.ndarray

    @cached_property
    def mask(self) -> np.ndarray:
        return self.density > 0.5

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the ink; the latter two just outside."""
        rows, columns = np.flatnonzero(self.mask.any(axis=1)), np.flatnonzero(self.mask.any(axis=0))
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1

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


def _find(image: Image.Image) -> tuple[np.ndarray, Ink, _Digit]:
    sheet = sheets(image)[0]
    grey, ink = sheet.colours.mean(axis=2), inks(sheet)[0]
    density = find_digit(ink.density)
    scale = DIGIT_SIZE / max(density.shape)
    height, width = density.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    enlarged = Image.fromarray(density).resize(size, Image.Resampling.BICUBIC)
    digit = _Digit(np.clip(np.asarray(enlarged), 0, 1))
    if not digit.mask.any() or not digit.path or digit.stroke_width > MAX_WIDTH:
        raise PictureError(NO_DIGIT)
    return grey, ink, digit


def _shrunk(picture: np.ndarray) -> np.ndarray:
    image = Image.fromarray(picture.astype(np.float32))
    small = image.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BOX)
    return np.clip(np.asarray(small), 0, 1)
