"""A digit's ink cut out of a sheet; a small digit's out of the picture itself, sharper."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from cnn.drawing.components import INKED
from cnn.drawing.digit_ink import DIGIT_SIZE
from cnn.drawing.paper import Sheet

# How many pixels the ink's soft edge reaches, and so the least margin around a digit.
MARGIN = 4

# A digit is cut out of the picture itself if that shows it so many times larger than the sheet; the
# colours must then explain so much of the ink's variance.
MIN_GAIN = 1.25
MIN_EXPLAINED = 0.8


def cut(density: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The ink of a mask: (h, w) float32 in [0, 1]; 1 is its typical density.

    Args:
        density: (h, w) float32, 0 on the paper, about 1 where inked; cut with a small margin.
        mask: (h, w) bool, not empty: what of it is the digit.
    """
    inked = mask & (density > INKED)
    typical = float(np.median(density[inked if inked.any() else mask]))
    ink = np.where(with_soft_edge(mask), density / max(typical, 1e-6), 0)
    return np.clip(ink, 0, 1).astype(np.float32)


def with_soft_edge(mask: np.ndarray) -> np.ndarray:
    """(h, w) bool: what a mask of ink covers together with the ink's soft edge."""
    side = 2 * MARGIN + 1
    return cv2.dilate(mask.astype(np.uint8), np.ones((side, side), np.uint8)) > 0


def cut_sharper(
    picture: Image.Image,
    sheet: Sheet,
    density: np.ndarray,
    mask: np.ndarray,
    window: tuple[slice, slice],
) -> np.ndarray | None:
    """The same out of the picture's own pixels; None if that would not be sharper.

    What colours mean how much ink is learned from the sheet around the digit.

    Args:
        picture: in RGB, that of which the sheet was made.
        sheet: where the ink was found.
        density: as for `cut`.
        mask: as for `cut`.
        window: the rows and columns of the sheet that density and mask were cut out of.
    """
    _, _, width, height = cv2.boundingRect(mask.astype(np.uint8))
    first = np.array([window[1].start, window[0].start])
    middle = first + np.array(mask.shape[::-1]) / 2
    enlarged = min(DIGIT_SIZE / max(width, height), _pixels_per_pixel(sheet.to_picture, middle))
    if enlarged < MIN_GAIN:
        return None
    mixture = _mixture(sheet.colours[window], density)
    if mixture is None:
        return None
    size = np.ceil(np.array(mask.shape[::-1]) * enlarged).astype(int)
    to_picture = sheet.to_picture @ np.array(
        [[1 / enlarged, 0, first[0]], [0, 1 / enlarged, first[1]], [0, 0, 1]]
    )
    colours = _warped(picture, to_picture, size)
    sharp = (colours @ mixture[:3] + mixture[3]).astype(np.float32)
    grown = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    near = cv2.resize(grown, (int(size[0]), int(size[1])), interpolation=cv2.INTER_NEAREST) > 0
    inked = near & (sharp > INKED)
    return cut(sharp, inked) if inked.any() else None


def _pixels_per_pixel(to_picture: np.ndarray, place: np.ndarray) -> float:
    """How many of the picture's pixels lie side by side in one of the sheet's, at a place."""
    steps = (place + np.array([[0, 0], [1, 0], [0, 1]]))[np.newaxis]
    there = cv2.perspectiveTransform(steps, to_picture)[0]
    return float(np.linalg.norm(there[1:] - there[0], axis=1).mean())


def _mixture(colours: np.ndarray, density: np.ndarray) -> np.ndarray | None:
    """How red, green, blue and 1 add up to the density; None if they do not."""
    terms = np.concatenate([colours.reshape(-1, 3), np.ones((density.size, 1))], axis=1)
    goal = np.clip(density.ravel(), 0, 1.2)
    weights = np.linalg.lstsq(terms, goal, rcond=None)[0]
    unexplained = ((terms @ weights - goal) ** 2).mean() / max(goal.var(), 1e-9)
    return weights.astype(np.float32) if unexplained < 1 - MIN_EXPLAINED else None


def _warped(picture: Image.Image, to_picture: np.ndarray, size: np.ndarray) -> np.ndarray:
    """The picture's colours under (height, width) pixels of a patch: (h, w, 3) float32."""
    width, height = int(size[0]), int(size[1])
    corners = np.array([[[0, 0], [width, 0], [0, height], [width, height]]], np.float64)
    reached = cv2.perspectiveTransform(corners, to_picture)[0]
    first = np.clip(np.floor(reached.min(axis=0)) - 2, 0, np.array(picture.size) - 1).astype(int)
    last = np.clip(np.ceil(reached.max(axis=0)) + 2, first + 1, picture.size).astype(int)
    pixels = np.asarray(picture.crop((*first.tolist(), *last.tolist())).convert("RGB"))
    # OpenCV counts from the centre of the first pixel, to_picture from its corner.
    to_crop = np.array([[1, 0, -0.5 - first[0]], [0, 1, -0.5 - first[1]], [0, 0, 1]])
    from_centre = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return cv2.warpPerspective(
        pixels,
        to_crop @ to_picture @ from_centre,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)
