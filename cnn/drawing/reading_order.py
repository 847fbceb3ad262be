"""Boxes in the order in which people read them: rows from the top, each from the left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Two boxes are in one row if they share so much of the lower one's height.
SHARED_HEIGHT = 0.4


def reading_order(boxes: Sequence[np.ndarray]) -> list[int]:
    """The indices of (4,) boxes, left, top, right, bottom, as they are read."""
    return [index for row in rows_of(boxes) for index in row]


def rows_of(boxes: Sequence[np.ndarray]) -> list[list[int]]:
    """The same, row by row."""
    rows: list[list[int]] = []
    for index in sorted(range(len(boxes)), key=lambda index: boxes[index][1] + boxes[index][3]):
        row = next((row for row in reversed(rows) if _is_in(boxes, index, row)), None)
        if row is None:
            rows.append([index])
        else:
            row.append(index)
    return [sorted(row, key=lambda index: boxes[index][0]) for row in rows]


def _is_in(boxes: Sequence[np.ndarray], index: int, row: list[int]) -> bool:
    """Whether a box stands beside the nearest one of a row: a written line may climb or sink."""
    middle = (boxes[index][0] + boxes[index][2]) / 2
    nearest = min(row, key=lambda other: abs((boxes[other][0] + boxes[other][2]) / 2 - middle))
    _, top, _, bottom = boxes[index]
    _, other_top, _, other_bottom = boxes[nearest]
    shared = min(bottom, other_bottom) - max(top, other_top)
    return bool(shared >= SHARED_HEIGHT * min(bottom - top, other_bottom - other_top))
