"""Shapes in black and white: connected components, and the skeleton of a stroke."""

from __future__ import annotations

import numpy as np

# The eight neighbours, clockwise from north, as (row, column) steps.
_RING = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def label_components(mask: np.ndarray) -> np.ndarray:
    """Number the connected components of an (h, w) mask; touching at a corner connects.

    Returns:
        (h, w) int: 0 off the mask, 1 to n on it.
    """
    pixels = np.flatnonzero(mask)
    if not pixels.size:
        return np.zeros(mask.shape, np.int64)
    index = np.full(np.add(mask.shape, 2), -1)
    index[1:-1, 1:-1][mask] = np.arange(pixels.size)
    height, width = mask.shape
    first, second = [], []
    for row, column in _RING[1:5]:
        neighbour = index[1 + row : 1 + row + height, 1 + column : 1 + column + width][mask]
        joined = neighbour >= 0
        first.append(np.flatnonzero(joined))
        second.append(neighbour[joined])
    roots = _roots(pixels.size, np.concatenate(first), np.concatenate(second))
    labels = np.zeros(mask.shape, np.int64)
    labels.flat[pixels] = np.unique(roots, return_inverse=True)[1] + 1
    return labels


def _roots(count: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The lowest index that each of `count` nodes is joined to by the edges first-second.

    Hooks each tree's root to the lowest neighbouring root, then shortens all paths, until nothing
    changes: about log(count) rounds. Source: Y. Shiloach, U. Vishkin, "An O(log n) parallel
    connectivity algorithm", 1982.
    """
    roots = np.arange(count)
    while True:
        one, other = roots[first], roots[second]
        if (one == other).all():
            return roots
        np.minimum.at(roots, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(shorter := roots[roots], roots):
            roots = shorter


def skeletonise(mask: np.ndarray) -> np.ndarray:
    """Thin the strokes of an (h, w) mask to lines one pixel wide.

    What is left is part of the mask and keeps every end, loop and crossing.

    Sources: T. Y. Zhang, C. Y. Suen, "A fast parallel algorithm for thinning digital patterns",
    1984; the steps that it leaves in slanting lines are removed after C. M. Holt and others, "An
    improved parallel thinning algorithm", 1987.
    """
    thin = np.pad(mask, 1).astype(np.uint8)
    inside = (slice(1, -1), slice(1, -1))
    while True:
        before = int(thin.sum())
        for removable in _REMOVABLE:
            thin[inside][removable[_neighbour_codes(thin)]] = 0
        if int(thin.sum()) == before:
            break
    for step in _STEPS:
        thin[inside][step[_neighbour_codes(thin)]] = 0
    return thin[inside].astype(bool)


def skeleton_strokes(skeleton: np.ndarray) -> list[np.ndarray]:
    """A skeleton as strokes: (2, 2) arrays of x, y, a line per pair of neighbouring pixels.

    A pixel without neighbours gives a line of no length.
    """
    height, width = skeleton.shape
    padded = np.pad(skeleton, 1)
    lonely = skeleton & (_neighbour_codes(padded.astype(np.uint8)) == 0)
    lines = [_lines(lonely, 0, 0)]
    for row, column in _RING[1:5]:
        neighbour = padded[1 + row : 1 + row + height, 1 + column : 1 + column + width]
        lines.append(_lines(skeleton & neighbour, row, column))
    return list(np.concatenate(lines))


def _lines(starts: np.ndarray, row: int, column: int) -> np.ndarray:
    y, x = np.nonzero(starts)
    return np.stack([x, y, x + column, y + row], axis=1).reshape(-1, 2, 2).astype(np.float64)


def _neighbour_codes(padded: np.ndarray) -> np.ndarray:
    """One bit per neighbour, north first, for every pixel inside the padding."""
    height, width = np.subtract(padded.shape, 2)
    codes = np.zeros((height, width), np.uint8)
    for bit, (row, column) in enumerate(_RING):
        codes |= padded[1 + row : 1 + row + height, 1 + column : 1 + column + width] << bit
    return codes


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


_REMOVABLE = _removable_codes()
_STEPS = _step_codes()
