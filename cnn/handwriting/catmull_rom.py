"""Smooth pen strokes from a few control points, on a sheet 100 wide and 140 high, y down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SHEET_HEIGHT = 140.0
# A third entry of a control point: the pen turns sharply there.
CORNER = 1.0
# Distance of a stroke's points: half a pixel where the sheet's height fills MNIST's 20 pixels.
POINT_SPACING = 3.5

ControlPoint = tuple[float, float] | tuple[float, float, float]


@dataclass(frozen=True)
class Stroke:
    """The pen's path from setting it down to lifting it.

    Attributes:
        controls: (k, 2) float32, points that the path goes through; the sheet's height is 1.
        curve: (n, k) float32, n points of the path as weighted means of the control points: a
            Catmull-Rom curve, with straight lines between neighbouring corners.
    """

    controls: np.ndarray
    curve: np.ndarray


def smooth_stroke(points: Sequence[ControlPoint]) -> Stroke:
    """A stroke through two or more control points; its ends are corners anyway."""
    controls = np.array([point[:2] for point in points], np.float32) / SHEET_HEIGHT
    last = len(points) - 1
    corners = [0, *(i for i in range(1, last) if len(points[i]) == 3), last]
    pieces = [_piece(controls, start, end) for start, end in pairwise(corners)]
    return Stroke(controls, np.vstack([*pieces, np.eye(last + 1, dtype=np.float32)[-1:]]))


def _piece(controls: np.ndarray, start: int, end: int) -> np.ndarray:
    """Rows of the curve from one corner up to, and without, the next."""
    # Each control point as a row of shares; one more at either end goes straight on.
    shares = np.eye(len(controls), dtype=np.float32)[start : end + 1]
    shares = np.vstack([2 * shares[0] - shares[1], shares, 2 * shares[-1] - shares[-2]])
    rows = []
    for here in range(end - start):
        length = np.hypot(*(controls[start + here + 1] - controls[start + here])) * SHEET_HEIGHT
        count = max(2, round(float(length) / POINT_SPACING))
        times = np.arange(count, dtype=np.float32) / count
        rows.append(catmull_rom_weights(times) @ shares[here : here + 4])
    return np.vstack(rows)


def catmull_rom_weights(times: np.ndarray) -> np.ndarray:
    """Weights of the four points around a span, (n, 4), at n times from 0 to 1 along it.

    Source: E. Catmull, R. Rom, "A class of local interpolating splines", 1974.
    """
    t = times
    weights = (
        (-t + 2 * t**2 - t**3) / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (t**3 - t**2) / 2,
    )
    return np.stack(weights, axis=1)
