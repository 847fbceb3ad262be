"""Strokes turned, scaled and put in their place, in pixels of a picture."""

from __future__ import annotations

import numpy as np

from tests.families.family import Strokes

Rng = np.random.Generator
Size = tuple[int, int]


def fitted(strokes: Strokes, side: float, angle: float = 0.0) -> list[np.ndarray]:
    """Strokes turned by degrees, their longest side as given, around the origin."""
    radians = np.radians(angle)
    turn = np.array([[np.cos(radians), -np.sin(radians)], [np.sin(radians), np.cos(radians)]])
    turned = [np.asarray(stroke, np.float64) @ turn.T for stroke in strokes]
    low, high = bounds(turned)
    scale = side / max(float((high - low).max()), 1e-6)
    return [(stroke - (low + high) / 2) * scale for stroke in turned]


def bounds(strokes: Strokes) -> tuple[np.ndarray, np.ndarray]:
    """The least and the greatest x and y."""
    points = np.concatenate([np.asarray(stroke) for stroke in strokes])
    return points.min(axis=0), points.max(axis=0)


def moved(strokes: Strokes, place: np.ndarray | tuple[float, float]) -> list[np.ndarray]:
    """Strokes shifted."""
    return [stroke + np.asarray(place, np.float64) for stroke in strokes]


def anywhere(strokes: Strokes, size: Size, margin: float, rng: Rng) -> list[np.ndarray]:
    """Strokes at random within a picture, at least a margin from its borders if there is room."""
    low, high = bounds(strokes)
    room = np.maximum(np.array(size) - (high - low) - 2 * margin, 0)
    free = np.array(size) - (high - low)
    start = np.minimum(margin, free / 2) + rng.uniform(0, 1, 2) * room
    return moved(strokes, start - low)


def near_middle(strokes: Strokes, size: Size, spread: float, rng: Rng) -> list[np.ndarray]:
    """Strokes about the middle of a picture, off it by at most a share of its sides."""
    return moved(strokes, np.array(size) * (0.5 + rng.uniform(-spread, spread, 2)))
