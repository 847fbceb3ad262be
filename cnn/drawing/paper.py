"""The paper in a picture: found, and seen straight from above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from cnn.drawing.colours import opaque_colours

# Longer side of a sheet in pixels.
WORKING_SIZE = 640


@dataclass(frozen=True)
class Sheet:
    """The paper in a picture, seen straight from above.

    Attributes:
        colours: (h, w, 3) float32, red, green and blue from 0 to 255; the longer side has
            WORKING_SIZE pixels.
        to_picture: (3, 3) perspective matrix from the sheet's pixels to the picture's; (0, 0) is
            the upper left corner of the upper left pixel.
        is_straightened: whether it was cut out; if not, it is the whole picture.
    """

    colours: np.ndarray
    to_picture: np.ndarray
    is_straightened: bool


def sheets(image: Image.Image) -> list[Sheet]:
    """What may be the paper in a picture of any mode and size, the likeliest first.

    Raises:
        PictureError: the picture has no pixels or is transparent everywhere.
    """
    return [_whole(opaque_colours(image))]


def _whole(image: Image.Image) -> Sheet:
    scale = WORKING_SIZE / max(image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    small = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    to_picture = np.diag([image.width / size[0], image.height / size[1], 1.0])
    return Sheet(np.asarray(small, np.float32), to_picture, is_straightened=False)
