"""Drawings for the engine and the server to read: single digits, several, with dots and pieces."""

from __future__ import annotations

import os
from functools import cache

import numpy as np

from cnn.handwriting.variation import written_paths
from cnn.training.pen_strokes import load_pen_digits

# Half a pixel is the way from point to point; more is a lifted pen.
LIFTED = 2.0

Drawing = list[np.ndarray]


@cache
def written_digits() -> tuple[Drawing, ...]:
    """Pen digits of people where they are at hand, else of the app's own templates."""
    if os.environ.get("PENDIGITS_TRA"):
        digits = load_pen_digits(os.environ["PENDIGITS_TRA"])
        return tuple([np.asarray(stroke, float) for stroke in digit.strokes] for digit in digits)
    random = np.random.default_rng(0)
    paths = written_paths(np.arange(2500) % 10, random)
    ends = [*paths.starts[1:], len(paths.points)]
    return tuple(
        _strokes(paths.points[start:end].astype(float) * 20)
        for start, end in zip(paths.starts, ends, strict=True)
    )


def _strokes(points: np.ndarray) -> Drawing:
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.split(points, np.flatnonzero(steps > LIFTED * np.median(steps) * 4) + 1)


def one_digit(random: np.random.Generator) -> Drawing:
    """A digit of any size and place, at times partly outside the canvas."""
    strokes = written_digits()[random.integers(len(written_digits()))]
    return _placed(strokes, random.uniform(15, 260), random.uniform(-20, 200, 2))


def several_digits(random: np.random.Generator) -> Drawing:
    """Two to four digits in a line, one of six with a stray dot, one of ten in dashes."""
    drawing: Drawing = []
    left = 5.0
    for _ in range(random.integers(2, 5)):
        strokes = written_digits()[random.integers(len(written_digits()))]
        placed = _placed(strokes, random.uniform(40, 70), np.array([left, random.uniform(20, 120)]))
        left = float(max(stroke[:, 0].max() for stroke in placed)) + random.uniform(-8, 25)
        drawing += placed
    if random.random() < 1 / 6:
        drawing.insert(int(random.integers(len(drawing) + 1)), random.uniform(0, 280, (1, 2)))
    if random.random() < 1 / 10:
        first = drawing[0]
        drawing[:1] = [first[start : start + 4] for start in range(0, len(first), 5)]
    return drawing


def _placed(strokes: Drawing, side: float, corner: np.ndarray) -> Drawing:
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    scale = side / max(np.ptp(points, axis=0).max(), 1e-9)
    return [(stroke - low) * scale + corner for stroke in strokes]
