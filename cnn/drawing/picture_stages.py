"""What a picture's reading did, step by step, each step as the image the network would read."""

from __future__ import annotations

import cv2
import numpy as np

from cnn.drawing.digit_ink import DigitInk
from cnn.drawing.normalise import BOX_SIZE, Stage
from cnn.drawing.sheet_reading import SheetReading
from cnn.network.shapes import IMAGE_SIZE

_LEFT_OUT = {
    frozenset(): "Nothing to leave out here: no printed lines, frame, bracket or underline.",
    frozenset({"frame"}): "The frame around the digit is left out.",
    frozenset({"bracket"}): "The bracket beside the digit is left out.",
    frozenset({"underline"}): "The line under the digit is left out.",
}
_SEVERAL_LEFT_OUT = "Frames, brackets and lines around the digit are left out."
_RULINGS = "Printed lines are taken away around the strokes that cross them."
_RULINGS_AND_MORE = (
    "Printed lines are taken away around the strokes that cross them, and so is the frame, "
    "bracket or underline."
)


def sheet_stages(reading: SheetReading) -> list[Stage]:
    """The steps from the picture to its digits' ink, the same for all of them."""
    grey = reading.sheet.colours.mean(axis=2) / 255
    bright = 1 - grey if reading.ink.is_dark else grey
    return [
        Stage(
            "Paper found" if reading.sheet.is_straightened else "As uploaded",
            _sheet_caption(reading),
            _shrunk(bright),
        ),
        Stage("Paper removed", _ink_caption(reading), _shrunk(reading.ink.density)),
        Stage("Lines removed", _lines_caption(reading), _shrunk(reading.without_lines)),
    ]


def digit_stages(digit: DigitInk) -> list[Stage]:
    """The further steps to one digit's image."""
    return [
        Stage(
            "Cropped",
            "Cut to the digit, so that its place and size in the picture no longer matter.",
            digit.placed(IMAGE_SIZE),
        ),
        Stage(
            "Fitted",
            "Made to fit MNIST's box of 20 x 20 pixels; a border of 4 pixels stays free.",
            digit.placed(BOX_SIZE),
        ),
        Stage("Re-inked", _re_inked_caption(digit), digit.re_inked),
        Stage(
            "Centred",
            "Moved until the ink's centre of mass is in the middle: what the network reads.",
            digit.centred,
        ),
    ]


def _sheet_caption(reading: SheetReading) -> str:
    if reading.sheet.is_straightened:
        return "The paper is found and straightened, and shown here shrunk to 28 x 28 pixels."
    return "The whole picture, shrunk to 28 x 28 pixels with the ink bright. Most demos stop here."


def _ink_caption(reading: SheetReading) -> str:
    if reading.ink.is_dark:
        return "Dark ink on lighter paper: the paper, with its light and shadow, is taken away."
    return "Light ink on darker paper: the paper, with its light and shadow, is taken away."


def _lines_caption(reading: SheetReading) -> str:
    if reading.rulings:
        return _RULINGS_AND_MORE if reading.left_out else _RULINGS
    return _LEFT_OUT.get(reading.left_out, _SEVERAL_LEFT_OUT)


def _re_inked_caption(digit: DigitInk) -> str:
    if digit.is_pared:
        return "Thick ink is made thinner from its outline, because its holes had nearly closed."
    if digit.is_kept_thick:
        return "The ink stays as thick as it is: made thinner, it would look less like a digit."
    if digit.is_redrawn:
        return (
            "The stroke is thinned to its middle line and redrawn 2 pixels wide, as is usual in "
            "MNIST."
        )
    return f"The stroke is {digit.stroke_width:.1f} pixels wide, as in MNIST, and stays as it is."


def _shrunk(picture: np.ndarray) -> np.ndarray:
    small = cv2.resize(
        picture.astype(np.float32), (IMAGE_SIZE, IMAGE_SIZE), interpolation=cv2.INTER_AREA
    )
    return np.clip(small, 0, 1)
