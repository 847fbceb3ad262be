"""The paper in a picture: found, and seen straight from above."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from cnn.drawing.colours import opaque_colours
from cnn.drawing.paper_outlines import PaperSearch, resized

# Longer side of a sheet in pixels.
WORKING_SIZE = 640

# A picture with a shorter side than this is cut to its digit: no paper is sought in it.
MIN_PICTURE = 48


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
    image = opaque_colours(image)
    if min(image.size) < MIN_PICTURE:
        return [_whole(image)]
    search = PaperSearch.in_picture(image)
    before: list[Sheet] = []
    after: list[Sheet] = []
    for outline in search.outlines():
        corners = search.inset(outline.corners) / search.scale
        sheet = _cut(image, corners, is_straightened=True)
        (before if outline.is_sure else after).append(sheet)
    return [*before, _whole(image), *after]


def closer(image: Image.Image, sheet: Sheet, box: tuple[float, float, float, float]) -> Sheet:
    """A part of a sheet, cut from the picture anew, as large as a sheet.

    Args:
        image: the picture that the sheet is from.
        box: left, top, right and bottom in the sheet's pixels.
    """
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float64)
    corners = cv2.perspectiveTransform(corners[np.newaxis], sheet.to_picture)[0]
    return _cut(opaque_colours(image), corners, sheet.is_straightened)


def _whole(image: Image.Image) -> Sheet:
    colours = resized(image, WORKING_SIZE)
    height, width = colours.shape[:2]
    to_picture = np.diag([image.width / width, image.height / height, 1.0])
    return Sheet(colours.astype(np.float32), to_picture, is_straightened=False)


def _cut(image: Image.Image, corners: np.ndarray, is_straightened: bool) -> Sheet:
    """The quadrilateral of four corners in the picture, clockwise, as a rectangle."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = max(sides[0], sides[2]), max(sides[1], sides[3])
    scale = WORKING_SIZE / max(width, height)
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    to_picture = cv2.getPerspectiveTransform(frame, corners.astype(np.float32))
    to_sheet = np.linalg.inv(to_picture)
    if scale < 1:  # average, then cut: a warp alone would skip pixels
        small = image.resize(
            (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
            Image.Resampling.BICUBIC,
            reducing_gap=2.0,
        )
        to_sheet = to_sheet @ np.diag([image.width / small.width, image.height / small.height, 1.0])
        image = small
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    to_sheet = np.linalg.inv(half) @ to_sheet @ half  # OpenCV counts from the pixels' middles
    colours = cv2.warpPerspective(
        np.asarray(image),
        to_sheet,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return Sheet(colours.astype(np.float32), to_picture, is_straightened)
