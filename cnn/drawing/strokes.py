"""Drawings as MNIST would have them: strokes or pictures -> the 28 x 28 image the network reads.

A drawing that skips MNIST's own steps (normalise.py) looks like nothing that the network has
learned from, so each step is done here, and each can be looked at.
"""

from __future__ import annotations

import numpy as np

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
from cnn.errors import DrawingError
from cnn.network.shapes import IMAGE_SIZE

CANVAS_SIZE = 280
CANVAS_PEN_WIDTH = 20
MIN_EXTENT = 3.0
MAX_POINTS = 20_000


def digit_from_strokes(strokes: Strokes) -> np.ndarray:
    """The image that the network reads, from the pen's path.

    Args:
        strokes: one (k, 2) array per stroke, pixels, x right, y down; any size and place.

    Returns:
        (28, 28) float32 in [0, 1], ink bright: longest side 20, pen 2 px wide, centre of mass
        at 14.0 in both directions.

    Raises:
        DrawingError: the strokes are empty, malformed, or a single dot.
    """
    fitted = fit_strokes(checked_strokes(strokes))
    return draw_strokes(centre_strokes(fitted), PEN_WIDTH)


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
            "The whole canvas shrunk to 28 x 28: most demos stop here.",
            draw_strokes(as_drawn, pen_width * shrink),
        ),
        Stage(
            "Cropped",
            "Cut to the ink: place and size on the canvas no longer matter.",
            draw_strokes(cropped, cropped_pen),
        ),
        Stage(
            "Fitted",
            "The longest side fills MNIST's 20-pixel box; 4 pixels stay free around it.",
            draw_strokes(boxed, boxed_pen),
        ),
        Stage(
            "Re-inked",
            "The pen's path redrawn 2 pixels wide, MNIST's usual stroke.",
            draw_strokes(fitted, PEN_WIDTH),
        ),
        Stage(
            "Centred",
            "Moved until the ink's centre of mass lies at 14.0: what the network reads.",
            draw_strokes(centre_strokes(fitted), PEN_WIDTH),
        ),
    ]


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
        raise DrawingError("The drawing is too long to read. Clear the canvas and draw one digit.")
    if not all(np.isfinite(array).all() for array in arrays):
        raise DrawingError("The drawing is malformed. Clear the canvas and draw again.")
    if extent(arrays) < MIN_EXTENT:
        raise DrawingError("That is a single dot, which no digit is. Draw a digit, any size.")
    return arrays
