"""What is on the paper beside the digit: squares as dark as the ink, an underline, a bracket."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.families.camera import photographed, scene_size
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, any_pen, ink_of
from tests.families.placing import Rng, bounds, fitted, near_middle
from tests.families.surfaces import daylight, inked, paper
from tests.families.usual import rules

# What is drawn beside a digit, from its strokes, its longest side and the pen's width.
Marks = Callable[[Strokes, float, float, Rng], list[np.ndarray]]


def dark_squares(strokes: Strokes, rng: Rng) -> Brought:
    """Squares printed as dark as the ink, thinner than the pen."""
    size, enlarged = scene_size(rng)
    side = min(size) * rng.uniform(0.35, 0.7)
    pen = Pen(Tip.ROUND, max(3.0, side * rng.uniform(0.035, 0.07)), (40, 42, 60))
    distance = side * rng.uniform(0.14, 0.3)
    lines = rules(
        size, distance, rng, is_squared=True, width=max(1, pen.width * rng.uniform(0.3, 0.5))
    )
    print_ = Pen(Tip.ROUND, 1, (45, 45, 50))
    page = inked(paper(size, rng), lines * np.float32(rng.uniform(0.75, 1)), print_)
    digit = near_middle(fitted(strokes, side, rng.uniform(-8, 8)), size, 0.08, rng)
    page = inked(page, ink_of(digit, size, pen, rng), pen)
    return photographed(page * daylight(size, rng), rng, enlarged)


def _beside(strokes: Strokes, rng: Rng, marks: Marks) -> Brought:
    size, enlarged = scene_size(rng)
    side = min(size) * rng.uniform(0.28, 0.5)
    pen = any_pen(side, rng)
    digit = near_middle(fitted(strokes, side, rng.uniform(-6, 6)), size, 0.08, rng)
    ink = ink_of([*digit, *marks(digit, side, pen.width, rng)], size, pen, rng)
    return photographed(inked(paper(size, rng), ink, pen) * daylight(size, rng), rng, enlarged)


def underlined(strokes: Strokes, rng: Rng) -> Brought:
    """A line below the digit, sometimes two, drawn with the same pen."""
    return _beside(strokes, rng, _underline)


def _underline(digit: Strokes, side: float, pen: float, rng: Rng) -> list[np.ndarray]:
    low, high = bounds(digit)
    gap = pen + side * rng.uniform(0.08, 0.25)
    beyond = side * rng.uniform(0.05, 0.3, 2)
    lines = []
    for number in range(1 if rng.random() < 0.75 else 2):
        y = high[1] + gap + number * (pen + side * 0.1)
        x = np.linspace(low[0] - beyond[0], max(high[0], low[0] + side / 2) + beyond[1], 14)
        bend = np.cumsum(rng.normal(0, 0.003, 14)) * side
        slope = rng.uniform(-0.06, 0.06) * (x - x[0])
        lines.append(np.stack([x, y + bend + slope + max(0, -slope[-1])], axis=1))
    return lines


def bracket(strokes: Strokes, rng: Rng) -> Brought:
    """A bracket behind the digit, as in 3), or around it."""
    return _beside(strokes, rng, _brackets)


def _brackets(digit: Strokes, side: float, pen: float, rng: Rng) -> list[np.ndarray]:
    low, high = bounds(digit)
    middle, height = (low[1] + high[1]) / 2, (high[1] - low[1]) * rng.uniform(0.55, 0.68)
    bend, gap = side * rng.uniform(0.1, 0.2), pen + side * rng.uniform(0.15, 0.35)
    height = max(height, side * 0.4)
    angles = np.linspace(-1, 1, 20)
    curve = np.stack([bend * (np.cos(angles * 1.3) - 1), height * angles], axis=1)
    right = curve + np.array([high[0] + gap + bend, middle])
    left = curve * (-1, 1) + (low[0] - gap - bend, middle)
    return [right] if rng.random() < 0.65 else [left, right]


def full_stop(strokes: Strokes, rng: Rng) -> Brought:
    """A full stop behind the digit, on its line."""
    return _beside(strokes, rng, _dot)


def _dot(digit: Strokes, side: float, pen: float, rng: Rng) -> list[np.ndarray]:
    _, high = bounds(digit)
    beside = (pen * 1.5 + side * rng.uniform(0.1, 0.3), -side * rng.uniform(0, 0.04))
    place = high + np.array(beside)
    return [place + rng.normal(0, 0.25, (6, 2)) * pen]
