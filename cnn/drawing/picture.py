"""Pictures of digits -> the 28 x 28 images that the network reads, stage by stage.

A photo differs from MNIST in everything but the digit. So the paper is found (paper.py) and taken
away from under the ink (ink.py); printed lines go (rulings.py); the digits are found among what is
left (segmentation.py); and a stroke of unusual width is redrawn along its skeleton as if it had
been drawn on the canvas (digit_ink.py). Where a picture can be read in two ways, both are read, and
the one that is more like digits counts (likeness.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from cnn.drawing.colours import opaque_colours
from cnn.drawing.found_digit import Box, FoundDigit
from cnn.drawing.ink import inks
from cnn.drawing.normalise import Stage
from cnn.drawing.paper import sheets
from cnn.drawing.picture_stages import digit_stages, sheet_stages
from cnn.drawing.sheet_reading import SheetReading, read_sheet
from cnn.errors import PictureError

NO_DIGIT = (
    "No digit can be made out in this picture. Use dark digits on light paper, or light ones on "
    "dark, large and in focus."
)

# A reading as much like digits as this is taken without looking at others.
CLEAR = -0.9

# The likelier sheet and ink come first: each further one must be so much more like digits, and no
# more than so many inks are tried.
LATER = 0.2
MAX_INKS = 10

# No further reading is tried after so much work, in digits cut out: a pattern has hundreds.
MAX_EFFORT = 90


@dataclass(frozen=True)
class PictureReading:
    """What was read in a picture.

    Attributes:
        digits: 1 to 40, in reading order; their boxes are in the picture's pixels.
    """

    digits: list[FoundDigit]
    _reading: SheetReading

    @cached_property
    def main(self) -> int:
        """The index of the digit to take where one is asked for: large, clear and like a digit."""
        return self._reading.main

    def stages(self, index: int) -> list[Stage]:
        """Every step from the picture to one digit's image, which the last stage shows."""
        return [*self._sheet_stages, *digit_stages(self._reading.digits[index])]

    @cached_property
    def _sheet_stages(self) -> list[Stage]:
        return sheet_stages(self._reading)


def read_picture(image: Image.Image) -> PictureReading:
    """Find and read all digits of a picture or a photo.

    Args:
        image: any size and mode, dark on light or light on dark.

    Raises:
        PictureError: the picture is blank, transparent, or holds no digit.
    """
    best = _best(image)
    boxes = [_in_picture(best, box, image.size) for box in best.boxes]
    digits = [FoundDigit(digit.centred, box) for digit, box in zip(best.digits, boxes, strict=True)]
    return PictureReading(digits, best)


def digits_from_image(image: Image.Image) -> list[FoundDigit]:
    """All digits of a picture, 1 to 40 in reading order; the rest as for `read_picture`."""
    return read_picture(image).digits


def digit_from_image(image: Image.Image) -> np.ndarray:
    """The image that the network reads, from a picture or a photo of one digit.

    Of several digits, it is the largest and clearest one. The rest as for `read_picture`.

    Returns:
        (28, 28) float32 in [0, 1], ink bright: longest side 20, stroke as wide as MNIST's, centre
        of mass at 14.0 in both directions as far as the ink then stays inside.
    """
    reading = read_picture(image)
    return reading.digits[reading.main].image


def stages_from_image(image: Image.Image) -> list[Stage]:
    """Every step from a picture to `digit_from_image`; the errors are the same."""
    reading = read_picture(image)
    return reading.stages(reading.main)


def _best(image: Image.Image) -> SheetReading:
    """The reading that is most like digits; the first that is clearly some."""
    best, best_score, effort = None, -np.inf, 0
    for reading in _readings(image):
        score = reading.score - LATER * (best is not None)
        if score > best_score:
            best, best_score = reading, score
        effort += reading.effort
        if reading.score >= CLEAR or effort >= MAX_EFFORT:
            break
    if best is None:
        raise PictureError(NO_DIGIT)
    return best


def _readings(image: Image.Image) -> Iterator[SheetReading]:
    """What a picture may say, the likeliest first.

    Raises:
        PictureError: on no sheet does anything stand out from the paper.
    """
    left, is_blank, problem = MAX_INKS, True, None
    picture = opaque_colours(image)
    for sheet in sheets(image):
        try:
            found = inks(sheet)
        except PictureError as error:
            problem = error
            continue
        for ink in found[:left]:
            yield from read_sheet(picture, sheet, ink)
        left -= len(found)
        is_blank = False
    if is_blank and problem is not None:
        raise problem


def _in_picture(reading: SheetReading, box: np.ndarray, size: tuple[int, int]) -> Box:
    """A sheet's box as the upright box around it in the picture, inside of it."""
    left, top, right, bottom = box.tolist()
    corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]])
    there = cv2.perspectiveTransform(corners, reading.sheet.to_picture)[0]
    x, y = np.clip(there[:, 0], 0, size[0]), np.clip(there[:, 1], 0, size[1])
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
