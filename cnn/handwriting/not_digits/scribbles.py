"""Drawings that mean nothing: scribbles, random walks, spirals, blots, single lines."""

from __future__ import annotations

import numpy as np

from cnn.handwriting.catmull_rom import catmull_rom_weights
from cnn.handwriting.not_digits.hand import Strokes, bent, on_canvas


def scribble(random: np.random.Generator) -> Strokes:
    """The pen to and fro over the same place."""
    turns = random.integers(6, 18)
    x = np.where(np.arange(turns) % 2, 1.0, 0.0) + random.normal(0, 0.15, turns)
    y = np.linspace(0, random.uniform(0.5, 1.2), turns) + random.normal(0, 0.08, turns)
    return on_canvas(bent([_smoothed(np.stack([x, y], axis=1), 12)], random), random)


def tangle(random: np.random.Generator) -> Strokes:
    """A smooth line through points at random."""
    points = random.uniform(0, 1, (random.integers(7, 20), 2))
    return on_canvas([_smoothed(points, 12)], random)


def random_walk(random: np.random.Generator) -> Strokes:
    """A direction that changes a little with every step, in one to three strokes."""
    strokes = []
    for _ in range(random.integers(1, 4)):
        turns = np.cumsum(random.normal(0, random.uniform(0.25, 0.7), random.integers(40, 120)))
        steps = 0.03 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        strokes.append(random.uniform(0, 0.6, 2) + np.cumsum(steps, axis=0))
    return on_canvas(strokes, random)


def spiral(random: np.random.Generator) -> Strokes:
    """Two to five turns, either way round."""
    angle = np.linspace(0, 2 * np.pi * random.uniform(2, 5), 160)
    radius = (angle / angle[-1]) ** random.uniform(0.8, 1.2) * 0.5
    way = random.choice([-1, 1])
    phase = random.uniform(0, 2 * np.pi)
    turned = np.stack([np.cos(way * angle + phase), np.sin(way * angle + phase)], axis=1)
    return on_canvas(bent([radius[:, None] * turned], random), random)


def lines_at_random(random: np.random.Generator) -> Strokes:
    """Three to eight straight strokes anywhere."""
    ends = [random.uniform(0, 1, (2, 2)) for _ in range(random.integers(3, 9))]
    strokes = [np.linspace(start, end, 20) for start, end in ends]
    return on_canvas(bent(strokes, random), random)


def dots(random: np.random.Generator) -> Strokes:
    """Four to twelve dots anywhere."""
    places = random.uniform(0, 1, (random.integers(4, 13), 1, 2))
    return on_canvas([place + random.normal(0, 0.01, (3, 2)) for place in places], random)


def crossed_out(random: np.random.Generator) -> Strokes:
    """Loops along a line, as one crosses out a word."""
    angle = np.linspace(0, 2 * np.pi * random.uniform(3, 7), 150)
    x = angle / angle[-1] * random.uniform(1.5, 3) + 0.3 * np.cos(angle)
    y = random.uniform(0.3, 0.6) * np.sin(angle)
    return on_canvas(bent([np.stack([x, y], axis=1)], random), random)


def _smoothed(points: np.ndarray, between: int) -> np.ndarray:
    """A Catmull-Rom curve through the points."""
    knots = np.vstack([points[:1], points, points[-1:]])
    weights = catmull_rom_weights(np.linspace(0, 1, between, endpoint=False).astype(np.float32))
    pieces = [weights @ knots[start : start + 4] for start in range(len(points) - 1)]
    return np.vstack([*pieces, points[-1:]])
