"""One drawing as many hands would draw it: control points moved, slanted, stretched, bent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.catmull_rom import CORNER, SHEET_HEIGHT, ControlPoint, smooth_stroke

Strokes = list[np.ndarray]
Points = Sequence[ControlPoint]

# Spreads in units of the sheet's height, 140.
CONTROL_JITTER = 0.02
STROKE_JITTER = 0.012
SLANT_SPREAD = 0.12
TURN_SPREAD = np.radians(5)
STRETCH_SPREAD = 0.12
WAVES, WAVE_NUMBER, WAVE_HEIGHT = 3, 4.0, 0.012
WOBBLE = 0.004
# The longest side on the canvas, as shares of it.
SIZES = (0.35, 0.85)


def straight(*points: tuple[float, float]) -> Points:
    """A stroke of straight lines."""
    return [(x, y, CORNER) for x, y in points]


def arc(
    centre: tuple[float, float], radii: tuple[float, float], start: float = -95, end: float = 275
) -> Points:
    """Part of an ellipse; angles in degrees, 0 to the right, growing clockwise."""
    angles = np.radians(np.linspace(start, end, max(round(abs(end - start) / 40), 3) + 1))
    return [
        (centre[0] + radii[0] * x, centre[1] + radii[1] * y)
        for x, y in zip(np.cos(angles), np.sin(angles), strict=True)
    ]


def dot(x: float, y: float) -> Points:
    """A point, drawn as a very short stroke."""
    return [(x, y), (x + 2, y + 2)]


def drawn(template: Sequence[Points], random: np.random.Generator) -> Strokes:
    """A template, on a sheet 100 wide and 140 high, as one hand draws it on the canvas.

    (k, 2) float64 arrays in canvas pixels, x right, y down.
    """
    paths = []
    for points in template:
        stroke = smooth_stroke(points)
        controls = stroke.controls + random.normal(0, CONTROL_JITTER, stroke.controls.shape)
        path = stroke.curve @ (controls + random.normal(0, STROKE_JITTER, 2))
        paths.append(path.astype(np.float64))
    return on_canvas(bent(slanted(paths, random), random), random)


def slanted(paths: Strokes, random: np.random.Generator) -> Strokes:
    """Turned, slanted and stretched about the middle of the sheet."""
    angle, slant = random.normal(0, TURN_SPREAD), random.normal(0, SLANT_SPREAD)
    stretch = np.exp(random.normal(0, STRETCH_SPREAD, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[stretch[0], slant], [0, stretch[1]]])
    middle = np.array([50, 70]) / SHEET_HEIGHT
    return [(path - middle) @ matrix.T + middle for path in paths]


def bent(paths: Strokes, random: np.random.Generator) -> Strokes:
    """Bent by long waves, and drawn by an unsteady hand."""
    frequency = random.normal(0, WAVE_NUMBER, (2, WAVES))
    phase = random.uniform(0, 2 * np.pi, WAVES)
    height = random.normal(0, WAVE_HEIGHT, (WAVES, 2))
    return [
        path + np.sin(path @ frequency + phase) @ height + random.normal(0, WOBBLE, path.shape)
        for path in paths
    ]


def on_canvas(paths: Strokes, random: np.random.Generator) -> Strokes:
    """Somewhere on the canvas, at a size of its own."""
    points = np.concatenate(paths)
    low, high = points.min(axis=0), points.max(axis=0)
    side = CANVAS_SIZE * random.uniform(*SIZES)
    scale = side / (high - low).max()
    room = CANVAS_SIZE - (high - low) * scale
    corner = random.uniform(0.05, 0.95, 2) * room
    return [(path - low) * scale + corner for path in paths]
