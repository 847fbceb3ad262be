"""The skeleton of a stroke: its middle line, one pixel wide."""

from __future__ import annotations

import cv2
import numpy as np

# The eight neighbours, clockwise from north, as (row, column) steps.
_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def skeletonise(mask: np.ndarray) -> np.ndarray:
    """Thin the strokes of an (h, w) mask to lines one pixel wide.

    What is left is part of the mask and keeps every end, loop and crossing.

    Sources: T. Y. Zhang, C. Y. Suen, "A fast parallel algorithm for thinning digital patterns",
    1984; the steps that it leaves in slanting lines are removed after C. M. Holt and others, "An
    improved parallel thinning algorithm", 1987.
    """
    thin = mask.astype(np.uint8)
    while True:
        before = cv2.countNonZero(thin)
        for removable in _REMOVABLE:
            thin[removable[_neighbour_codes(thin)]] = 0
        if cv2.countNonZero(thin) == before:
            break
    for step in _STEPS:
        thin[step[_neighbour_codes(thin)]] = 0
    return thin.astype(bool)


def skeleton_strokes(skeleton: np.ndarray) -> np.ndarray:
    """A skeleton as strokes: (n, 2, 2) of x, y, a line per pair of neighbouring pixels.

    A pixel without neighbours gives a line of no length.
    """
    height, width = skeleton.shape
    padded = np.pad(skeleton, 1)
    lonely = skeleton & (_neighbour_codes(skeleton.astype(np.uint8)) == 0)
    lines = [_lines(lonely, 0, 0)]
    for row, column in _RING[1:5]:
        neighbour = padded[1 + row : 1 + row + height, 1 + column : 1 + column + width]
        lines.append(_lines(skeleton & neighbour, row, column))
    return np.concatenate(lines)


def _lines(starts: np.ndarray, row: int, column: int) -> np.ndarray:
    y, x = np.nonzero(starts)
    return np.stack([x, y, x + column, y + row], axis=1).reshape(-1, 2, 2).astype(np.float64)


def _neighbour_codes(mask: np.ndarray) -> np.ndarray:
    """One bit per neighbour, north first, for every pixel of a mask of 0 and 1."""
    return cv2.filter2D(mask, cv2.CV_8U, _BITS, borderType=cv2.BORDER_CONSTANT)


def _removable_codes() -> tuple[np.ndarray, np.ndarray]:
    """For each of Zhang and Suen's two passes: which of the 256 neighbourhoods lose their pixel."""
    bits = (np.arange(256)[:, np.newaxis] >> np.arange(8)) & 1
    north, east, south, west = bits[:, 0::2].T == 1
    ends_off = (bits.sum(axis=1) >= 2) & (bits.sum(axis=1) <= 6)
    one_run = (np.diff(np.c_[bits, bits[:, :1]], axis=1) == 1).sum(axis=1) == 1
    first = ends_off & one_run & ~(north & east & south) & ~(east & south & west)
    second = ends_off & one_run & ~(north & east & west) & ~(north & south & west)
    return first, second


def _step_codes() -> tuple[np.ndarray, np.ndarray]:
    """For the upper and the lower half: which neighbourhoods make their pixel a mere step."""
    bits = ((np.arange(256)[:, np.newaxis] >> np.arange(8)) & 1) == 1
    north, north_east, east, south_east, south, south_west, west, north_west = bits.T
    upper = north & (
        (east & ~north_east & ~south_west & ~(west & south))
        | (west & ~north_west & ~south_east & ~(east & south))
    )
    lower = south & (
        (east & ~south_east & ~north_west & ~(west & north))
        | (west & ~south_west & ~north_east & ~(east & north))
    )
    return upper, lower


def _bits() -> np.ndarray:
    """Each neighbour's bit at its place around the middle: (3, 3) float32."""
    kernel = np.zeros((3, 3), np.float32)
    for bit, (row, column) in enumerate(_RING):
        kernel[1 + row, 1 + column] = 1 << bit
    return kernel


_BITS = _bits()
_REMOVABLE = _removable_codes()
_STEPS = _step_codes()
