"""What the eraser leaves of a drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from cnn.drawing.path_lengths import travelled
from cnn.drawing.strokes import MAX_POINTS
from cnn.errors import DrawingError

# Strokes are cut at points this far apart, in canvas pixels.
STEP = 2.0


@dataclass(frozen=True)
class Mark:
    """One stroke of the pen or of the eraser.

    Attributes:
        points: (k, 2) float64, canvas pixels.
        eraser_width: in the same pixels; None for the pen.
    """

    points: np.ndarray
    eraser_width: float | None = None


def ink_left(marks: Sequence[Mark], side: int) -> list[np.ndarray]:
    """The pen's strokes, in their order, without what later marks of the eraser cover.

    The marks are gone through from the last to the first: each eraser is drawn once, and each
    stroke is cut once, however many erasers follow it.

    Args:
        marks: in the order in which they were drawn.
        side: of the square canvas, in its pixels.

    Returns:
        (k, 2) arrays; a stroke may have fallen into several pieces, or be gone.

    Raises:
        DrawingError: what is to be cut is too long.
    """
    covered = Image.new("L", (side, side))
    is_clean = True
    room = MAX_POINTS
    left: list[list[np.ndarray]] = []
    for mark in reversed(marks):
        if mark.eraser_width is not None:
            _cover(covered, mark.points, mark.eraser_width)
            is_clean = False
        elif is_clean:
            left.append([mark.points])
        else:
            room -= _count(mark.points)
            if room < 0:
                raise DrawingError("The drawing is too long. Clear the canvas and draw less.")
            left.append(_pieces(mark.points, np.asarray(covered) > 0))
    return [piece for pieces in reversed(left) for piece in pieces]


def _cover(covered: Image.Image, path: np.ndarray, width: float) -> None:
    """Draw the eraser's path as thick lines, with round ends and bends."""
    pen = ImageDraw.Draw(covered)
    radius = width / 2
    pen.line([tuple(point) for point in path.tolist()], fill=1, width=max(round(width), 1))
    is_near = ((path > -radius) & (path < covered.width + radius)).all(axis=1)
    for x, y in path[is_near].tolist():
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=1)


def _pieces(stroke: np.ndarray, covered: np.ndarray) -> list[np.ndarray]:
    points = _resampled(stroke)
    column, row = np.clip(np.rint(points).astype(int), 0, len(covered) - 1).T
    kept = ~covered[row, column]
    if kept.all():
        return [stroke]
    cuts = np.flatnonzero(np.diff(kept)) + 1
    runs = zip(np.split(points, cuts), np.split(kept, cuts), strict=True)
    return [run for run, run_kept in runs if run_kept[0]]


def _resampled(stroke: np.ndarray) -> np.ndarray:
    """The same path with points at most two pixels apart."""
    along = travelled(stroke)
    if not along[-1]:
        return stroke
    steps = math.ceil(along[-1] / STEP)
    at = np.union1d(np.linspace(0, along[-1], steps + 1), along)
    return np.stack([np.interp(at, along, stroke[:, i]) for i in range(2)], axis=1)


def _count(stroke: np.ndarray) -> int:
    """At most so many points the resampled stroke has."""
    return len(stroke) + math.ceil(travelled(stroke)[-1] / STEP) + 1
