"""What MNIST did to its digits, as functions on a pen's path: fit, draw, centre by mass.

MNIST's digits were fitted to a 20 x 20 box, and the box was placed in a 28 x 28 image so that
the ink's centre of mass lies in the middle. Strokes from the canvas and paths found back in
pictures go through the same functions.

Source of the steps: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits";
the numbers below were measured on its 70,000 images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from cnn.network.shapes import IMAGE_SIZE

BOX_SIZE = 20
CENTRE = 14.0
PEN_WIDTH = 2.0

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


def fit_strokes(strokes: Strokes, pen_width: float = PEN_WIDTH) -> list[np.ndarray]:
    """Scale (k, 2) strokes so that their ink's longest side fills the 20-pixel box.

    The box is in the middle of the 28 x 28 image, in whose pixels the result and the pen's width
    are. The points must not all be in one place.
    """
    return fit_to(strokes, BOX_SIZE - pen_width)


def centre_strokes(
    strokes: Strokes, pen_width: float = PEN_WIDTH, image: np.ndarray | None = None
) -> list[np.ndarray]:
    """Move strokes so that their ink's centre of mass lies in the middle.

    Strokes and pen are in pixels of the 28 x 28 image, which may be given if it is drawn already;
    ink that would leave it stops at its border.
    """
    image = draw_strokes(strokes, pen_width) if image is None else image
    shift = CENTRE - np.array(centre_of_mass(image))
    points = np.concatenate(strokes)
    room_before = pen_width / 2 - 0.5 - points.min(axis=0)
    room_after = IMAGE_SIZE - 0.5 - pen_width / 2 - points.max(axis=0)
    shift = np.clip(shift, np.minimum(room_before, 0), np.maximum(room_after, 0))
    return [stroke + shift for stroke in strokes]


def centre_of_mass(image: np.ndarray) -> tuple[float, float]:
    """Where the ink of an (h, w) image, not all zero, balances: x and y in pixels.

    0 is the centre of the first column and row.
    """
    # In float64 no sum of float32 brightnesses is rounded, whatever the order: the browser's engine
    # comes to the same place.
    image = image.astype(np.float64)
    total = image.sum()
    x = image.sum(axis=0) @ np.arange(image.shape[1]) / total
    y = image.sum(axis=1) @ np.arange(image.shape[0]) / total
    return float(x), float(y)


def draw_strokes(strokes: Strokes, pen_width: float) -> np.ndarray:
    """Ink on a 28 x 28 image, drawn with a round pen; ink outside is cut off.

    Args:
        strokes: (k, 2) arrays in pixels; (0, 0) is the centre of the upper left pixel.
        pen_width: in pixels, above 0.

    Returns:
        (28, 28) float32 in [0, 1].
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


def extent(strokes: Strokes) -> float:
    """The longer side of the box around all points, in the strokes' own pixels."""
    points = np.concatenate(strokes)
    return float((points.max(axis=0) - points.min(axis=0)).max())


def fit_to(strokes: Strokes, side: float) -> list[np.ndarray]:
    """Scale to a longest side and put the middle of the bounding box in the image's middle.

    The side is that of the points, without the pen's width, in pixels of the 28 x 28 image; the
    points must not all be in one place.
    """
    points = np.concatenate(strokes)
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    scale = side / (points.max(axis=0) - points.min(axis=0)).max()
    return [(stroke - middle) * scale + (IMAGE_SIZE - 1) / 2 for stroke in strokes]
