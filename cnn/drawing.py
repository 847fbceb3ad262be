"""Drawings as MNIST would have them: strokes or pictures -> the 28 x 28 image the network reads.

MNIST's digits were fitted to a 20 x 20 box, and the box was placed in a 28 x 28 image so that
the ink's centre of mass lies in the middle. A drawing that skips these steps looks like nothing
that the network has learned from, so each step is done here, and each can be looked at.

Source of the steps: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits";
the numbers below were measured on its 70,000 images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from cnn.architecture import IMAGE_SIZE
from cnn.errors import DrawingError

BOX_SIZE = 20
CENTRE = 14.0
PEN_WIDTH = 2.0
CANVAS_SIZE = 280
CANVAS_PEN_WIDTH = 20
MIN_EXTENT = 3.0
MAX_POINTS = 20_000

# Lines are drawn this many times larger and then averaged down, for grey edges as in MNIST.
SUPERSAMPLING = 8

Strokes = Sequence[np.ndarray]


@dataclass(frozen=True)
class Stage:
    """One step from the drawing to the image that the network reads.

    Attributes:
        name: two or three words.
        caption: one sentence: what this step did.
        image: (28, 28) float32 in [0, 1], ink bright: what the network would read here.
    """

    name: str
    caption: str
    image: np.ndarray


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

    Args:
        strokes: one (k, 2) array per stroke, pixels, x right, y down.
        canvas_size: side of the canvas they were drawn on, in the same pixels.
        pen_width: width of the canvas's pen, in the same pixels.

    Returns:
        Five stages; the last one's image equals `digit_from_strokes`.

    Raises:
        DrawingError: as `digit_from_strokes`.
    """
    strokes = checked_strokes(strokes)
    shrink = IMAGE_SIZE / canvas_size
    as_drawn = [stroke * shrink - 0.5 for stroke in strokes]
    extent = _extent(strokes)
    cropped = _fit(strokes, IMAGE_SIZE * extent / (extent + pen_width))
    cropped_pen = IMAGE_SIZE * pen_width / (extent + pen_width)
    boxed = _fit(strokes, BOX_SIZE * extent / (extent + pen_width))
    boxed_pen = BOX_SIZE * pen_width / (extent + pen_width)
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
    """Strokes as float arrays, after making sure that there is something to read.

    Args:
        strokes: one (k, 2) array-like per stroke.

    Returns:
        The strokes that hold points, (k, 2) float64 each.

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
    if _extent(arrays) < MIN_EXTENT:
        raise DrawingError("That is a single dot, which no digit is. Draw a digit, any size.")
    return arrays


def fit_strokes(strokes: Strokes, pen_width: float = PEN_WIDTH) -> list[np.ndarray]:
    """Scale strokes so that their ink's longest side fills the 20-pixel box.

    Args:
        strokes: (k, 2) arrays, not all in one place.
        pen_width: width they will be drawn with, in pixels of the 28 x 28 image.

    Returns:
        (k, 2) arrays in pixels of the 28 x 28 image, the box in its middle.
    """
    return _fit(strokes, BOX_SIZE - pen_width)


def centre_strokes(strokes: Strokes, pen_width: float = PEN_WIDTH) -> list[np.ndarray]:
    """Move strokes so that their ink's centre of mass lies in the middle.

    Args:
        strokes: (k, 2) arrays in pixels of the 28 x 28 image.
        pen_width: width they will be drawn with, in the same pixels.

    Returns:
        The moved strokes; ink that would leave the image stops at its border.
    """
    shift = CENTRE - np.array(centre_of_mass(draw_strokes(strokes, pen_width)))
    points = np.concatenate(strokes)
    room_before = pen_width / 2 - 0.5 - points.min(axis=0)
    room_after = IMAGE_SIZE - 0.5 - pen_width / 2 - points.max(axis=0)
    shift = np.clip(shift, np.minimum(room_before, 0), np.maximum(room_after, 0))
    return [stroke + shift for stroke in strokes]


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """Where the ink balances.

    Args:
        image: (h, w) floats, 0 or more, not all zero.

    Returns:
        x and y in pixels, 0 being the centre of the first column and row.
    """
    total = image.sum()
    x = image.sum(axis=0) @ np.arange(image.shape[1]) / total
    y = image.sum(axis=1) @ np.arange(image.shape[0]) / total
    return float(x), float(y)


def draw_strokes(strokes: Strokes, pen_width: float) -> np.ndarray:
    """Ink on a 28 x 28 image, drawn with a round pen.

    Args:
        strokes: (k, 2) arrays in pixels; (0, 0) is the centre of the upper left pixel.
        pen_width: in pixels, above 0.

    Returns:
        (28, 28) float32 in [0, 1]; ink outside the image is cut off.
    """
    side = IMAGE_SIZE * SUPERSAMPLING
    picture = Image.new("L", (side, side))
    pen = ImageDraw.Draw(picture)
    radius = max(pen_width * SUPERSAMPLING / 2, 0.5)
    for stroke in strokes:
        points = (np.clip(stroke, -side, side) + 0.5) * SUPERSAMPLING - 0.5
        pen.line([tuple(point) for point in points.tolist()], fill=255, width=round(2 * radius))
        for x, y in points.tolist():
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(picture.reduce(SUPERSAMPLING), dtype=np.float32) / 255


def _extent(strokes: Strokes) -> float:
    points = np.concatenate(strokes)
    return float((points.max(axis=0) - points.min(axis=0)).max())


def _fit(strokes: Strokes, side: float) -> list[np.ndarray]:
    """Scale to a longest side and put the middle of the bounding box in the image's middle."""
    points = np.concatenate(strokes)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    scale = side / (points.max(axis=0) - points.min(axis=0)).max()
    return [(stroke - middle) * scale + (IMAGE_SIZE - 1) / 2 for stroke in strokes]
