"""Drawings as MNIST would have them: strokes -> digits, each the 28 x 28 image the network reads.

A drawing that skips MNIST's own steps (normalise.py) looks like nothing that the network has
learned from, so each step is done here, and each can be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cnn.drawing.found_digit import MAX_DIGITS, Box, FoundDigit
from cnn.drawing.normalise import (
    BOX_SIZE,
    PEN_WIDTH,
    Stage,
    Strokes,
    centre_strokes,
    draw_strokes,
    extent,
    fit_strokes,
    fit_to,
)
from cnn.drawing.reading_order import reading_order
from cnn.drawing.stray_taps import stray_taps
from cnn.drawing.stroke_groups import group_strokes
from cnn.errors import DrawingError
from cnn.network.shapes import IMAGE_SIZE

CANVAS_SIZE = 280
CANVAS_PEN_WIDTH = 20
MIN_EXTENT = 3.0
MAX_POINTS = 20_000


@dataclass(frozen=True)
class StrokeReading:
    """The digits of a drawing.

    Attributes:
        digits: in reading order, at least one and at most 40.
        groups: the indices of each digit's strokes, among those that were given.
        left_out: the indices of stray taps.
        strokes: what was given, (k, 2) float64 each.
    """

    digits: list[FoundDigit]
    groups: list[tuple[int, ...]]
    left_out: tuple[int, ...]
    strokes: list[np.ndarray]

    def stages(self, index: int) -> list[Stage]:
        """Every step from a digit's strokes to its image."""
        return stages_from_strokes([self.strokes[stroke] for stroke in self.groups[index]])

    @property
    def last_drawn(self) -> int:
        """The index of the digit that holds the newest stroke."""
        return max(range(len(self.groups)), key=lambda index: max(self.groups[index]))


def read_strokes(strokes: Strokes) -> StrokeReading:
    """All digits of a drawing.

    Args:
        strokes: one (k, 2) array per stroke, in the order in which they were drawn, pixels, x
            right, y down; any size and place.

    Raises:
        DrawingError: the strokes are empty, malformed, a single dot, or more than 40 digits.
    """
    return _read(strokes, group_strokes)


def read_one_digit(strokes: Strokes) -> StrokeReading:
    """All strokes but stray taps as one digit; arguments and errors as of `read_strokes`."""
    return _read(strokes, lambda kept: [tuple(range(len(kept)))])


def digits_from_strokes(strokes: Strokes) -> list[FoundDigit]:
    """The digits of a drawing in reading order, each as the network reads it.

    Arguments and errors are those of `read_strokes`.
    """
    return read_strokes(strokes).digits


def digit_from_strokes(strokes: Strokes) -> np.ndarray:
    """The image that the network reads, from the pen's path: all strokes but stray taps.

    Args:
        strokes: one (k, 2) array per stroke, pixels, x right, y down; any size and place.

    Returns:
        (28, 28) float32 in [0, 1], ink bright: longest side 20, pen 2 px wide, centre of mass
        at 14.0 in both directions.

    Raises:
        DrawingError: the strokes are empty, malformed, or a single dot.
    """
    return read_one_digit(strokes).digits[0].image


def stages_from_strokes(
    strokes: Strokes, canvas_size: float = CANVAS_SIZE, pen_width: float = CANVAS_PEN_WIDTH
) -> list[Stage]:
    """Every step from the strokes to the image that the network reads.

    There are five; the last one's image equals `digit_from_strokes`, and the errors are the same.
    Strokes, canvas and pen are measured in the same pixels.
    """
    strokes = checked_strokes(strokes)
    shrink = IMAGE_SIZE / canvas_size
    as_drawn = [stroke * shrink - 0.5 for stroke in strokes]
    side = extent(strokes)
    cropped = fit_to(strokes, IMAGE_SIZE * side / (side + pen_width))
    cropped_pen = IMAGE_SIZE * pen_width / (side + pen_width)
    boxed = fit_to(strokes, BOX_SIZE * side / (side + pen_width))
    boxed_pen = BOX_SIZE * pen_width / (side + pen_width)
    fitted = fit_strokes(strokes)
    return [
        Stage(
            "As drawn",
            "The whole canvas, shrunk to 28 x 28 pixels. Most demos stop here.",
            draw_strokes(as_drawn, pen_width * shrink),
        ),
        Stage(
            "Cropped",
            "Cut to the ink, so that its place and size on the canvas no longer matter.",
            draw_strokes(cropped, cropped_pen),
        ),
        Stage(
            "Fitted",
            "Made to fit MNIST's box of 20 x 20 pixels; a border of 4 pixels stays free.",
            draw_strokes(boxed, boxed_pen),
        ),
        Stage(
            "Re-inked",
            "The pen's path, drawn anew 2 pixels wide as is usual in MNIST.",
            draw_strokes(fitted, PEN_WIDTH),
        ),
        Stage(
            "Centred",
            "Moved until the ink's centre of mass is in the middle: what the network reads.",
            draw_strokes(centre_strokes(fitted), PEN_WIDTH),
        ),
    ]


def _read(
    strokes: Strokes, group: Callable[[list[np.ndarray]], list[tuple[int, ...]]]
) -> StrokeReading:
    given = [np.asarray(stroke, dtype=np.float64) for stroke in strokes]
    checked_strokes(given)
    inked = [index for index, stroke in enumerate(given) if stroke.size]
    stray = stray_taps([given[index] for index in inked])
    kept = [index for place, index in enumerate(inked) if place not in stray]
    groups = group([given[index] for index in kept])
    if len(groups) > MAX_DIGITS:
        raise DrawingError(
            f"That is more than {MAX_DIGITS} digits, too many to read. Clear the canvas and draw "
            "fewer."
        )
    groups = [tuple(kept[place] for place in members) for members in groups]
    boxes = [_box([given[index] for index in members]) for members in groups]
    order = reading_order([np.array(box) for box in boxes])
    return StrokeReading(
        [FoundDigit(_image([given[i] for i in groups[place]]), boxes[place]) for place in order],
        [groups[place] for place in order],
        tuple(inked[place] for place in sorted(stray)),
        given,
    )


def _image(strokes: Sequence[np.ndarray]) -> np.ndarray:
    return draw_strokes(centre_strokes(fit_strokes(strokes)), PEN_WIDTH)


def _box(strokes: Sequence[np.ndarray]) -> Box:
    points = np.concatenate(strokes)
    left, top = points.min(axis=0).tolist()
    right, bottom = points.max(axis=0).tolist()
    return left, top, right, bottom


def checked_strokes(strokes: Strokes) -> list[np.ndarray]:
    """The strokes that hold points, (k, 2) float64 each, after making sure that they can be read.

    Raises:
        DrawingError: no points, too many, not finite, not (k, 2), or all in one place.
    """
    arrays = [np.asarray(stroke, dtype=np.float64) for stroke in strokes]
    arrays = [array for array in arrays if array.size]
    if not arrays:
        raise DrawingError("The canvas is empty. Draw a digit on it.")
    if any(array.ndim != 2 or array.shape[1] != 2 for array in arrays):
        raise DrawingError("The drawing is malformed. Clear the canvas and draw again.")
    if sum(len(array) for array in arrays) > MAX_POINTS:
        raise DrawingError("The drawing is too long to read. Clear the canvas and draw less.")
    if not all(np.isfinite(array).all() for array in arrays):
        raise DrawingError("The drawing is malformed. Clear the canvas and draw again.")
    if extent(arrays) < MIN_EXTENT:
        raise DrawingError("That is a single dot, not a digit. Draw a digit of any size.")
    return arrays
