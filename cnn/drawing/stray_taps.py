"""Point-sized strokes far from the rest: where a hand or a finger touched the canvas by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.drawing.stroke_paths import StrokePaths

# Both in sides of the nearest line that is no point: a tap is at most so large, and beyond such a
# distance it is none of a digit's own dots.
TAP_SIDE = 0.15
FAR = 0.15
# A point inside a digit's box, this much larger on each side, is the digit's own.
BOX_MARGIN = 0.05
# So many points in a drawing are meant.
MANY_POINTS = 8


def stray_taps(strokes: Sequence[np.ndarray]) -> frozenset[int]:
    """The indices of strokes that are no part of what was drawn.

    Args:
        strokes: (k, 2) arrays with at least one point each.
    """
    if len(strokes) < 2:
        return frozenset()
    sides = np.array([np.ptp(stroke, axis=0).max() for stroke in strokes])
    if sides.min() > TAP_SIDE * sides.max():
        return frozenset()
    paths = StrokePaths(strokes)
    chains = paths.chains()
    boxes = np.stack([paths.box(chain) for chain in chains])
    chain_sides = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    is_point = chain_sides <= TAP_SIDE * chain_sides.max()
    if is_point.all() or is_point.sum() >= MANY_POINTS:
        return frozenset()
    kept = [index for index in range(len(chains)) if not is_point[index]]
    points = [index for index in range(len(chains)) if is_point[index]]
    while own := [index for index in points if _is_near(index, kept, paths, chains)]:
        kept += own
        points = [index for index in points if index not in own]
    return frozenset(stroke for index in points for stroke in chains[index])


def _is_near(
    point: int, kept: Sequence[int], paths: StrokePaths, chains: Sequence[Sequence[int]]
) -> bool:
    """Whether a point belongs to what is near it."""
    nearest = min(kept, key=lambda other: paths.distance(chains[point], chains[other]))
    side = max(np.ptp(paths.box(chains[other]).reshape(2, 2), axis=0).max() for other in kept)
    if paths.distance(chains[point], chains[nearest]) <= FAR * side:
        return True
    middle = paths.box(chains[point]).reshape(2, 2).mean(axis=0)
    low, high = paths.box(chains[nearest]).reshape(2, 2)
    margin = BOX_MARGIN * (high - low).max()
    return bool(((middle >= low - margin) & (middle <= high + margin)).all())
