"""What is drawn on the canvas of 280 pixels with a pen of 20."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tests.families.family import Brought, Strokes
from tests.families.placing import Rng, anywhere, bounds, fitted, moved

CANVAS = (280, 280)
PEN = 20.0


def drawn(strokes: Strokes, rng: Rng) -> Brought:
    """A digit of any usual size, anywhere on the canvas."""
    return anywhere(fitted(strokes, rng.uniform(90, 230)), CANVAS, 12, rng)


def stray_taps(count: int) -> Callable[[Strokes, Rng], Brought]:
    """Taps of the pen or a palm far from a digit of 50 to 110 pixels."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        digit = anywhere(fitted(strokes, rng.uniform(50, 110)), CANVAS, 15, rng)
        low, high = bounds(digit)
        taps: list[np.ndarray] = []
        while len(taps) < count:
            place = rng.uniform(8, 272, 2)
            if np.hypot(*np.maximum(np.maximum(low - place, place - high), 0)) < 45:
                continue
            points = int(rng.integers(1, 5))
            taps.append(place + rng.uniform(-1, 1, (points, 2)))
        order = rng.permutation(len(digit) + count) if rng.random() < 0.5 else None
        parts = [*taps, *digit] if rng.random() < 0.5 else [*digit, *taps]
        return parts if order is None else [parts[number] for number in order]

    return make


def narrowed(strokes: Strokes, rng: Rng) -> Brought:
    """A digit squeezed to about a third of its width."""
    share = rng.uniform(0.3, 0.4)
    squeezed = [np.asarray(stroke) * (share, 1) for stroke in strokes]
    return anywhere(fitted(squeezed, rng.uniform(120, 230)), CANVAS, 12, rng)


def slashed_zero(strokes: Strokes, rng: Rng) -> Brought:
    """A zero with a stroke from right above to left below, beyond its oval at both ends."""
    zero = fitted(strokes, rng.uniform(110, 200))
    low, high = bounds(zero)
    half = (high - low) / 2
    beyond = rng.uniform(0.95, 1.3, 2)
    middle = (low + high) / 2
    start = middle + half * (1, -1) * beyond[0]
    end = middle - half * (1, -1) * beyond[1]
    if rng.random() < 0.5:
        start, end = end, start
    slash = np.linspace(start, end, 12) + rng.normal(0, 1, (12, 2))
    return anywhere([*zero, slash], CANVAS, 12, rng)


def dashed(strokes: Strokes, rng: Rng) -> Brought:
    """Each stroke as dashes of 12 to 30 pixels with gaps that show beside the pen's width."""
    digit = anywhere(fitted(strokes, rng.uniform(150, 230)), CANVAS, 12, rng)
    dash, gap = rng.uniform(12, 28), rng.uniform(22, 30)
    return [piece for stroke in digit for piece in dashes(stroke, dash, gap)]


def dashes(stroke: np.ndarray, dash: float, gap: float) -> list[np.ndarray]:
    """Pieces of a path, so long and so far from each other."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    pieces = []
    for start in np.arange(0, max(length[-1], 1e-6), dash + gap):
        end = min(start + dash, length[-1])
        places = np.linspace(start, end, 8)
        x, y = (np.interp(places, length, stroke[:, axis]) for axis in (0, 1))
        pieces.append(np.stack([x, y], axis=1))
    return pieces


def side_by_side(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """Two or three digits from left to right, about as high as each other, close or apart."""
    height = rng.uniform(70, 130) if len(digits) == 2 else rng.uniform(55, 85)
    gap = rng.uniform(12, 34)
    placed: list[np.ndarray] = []
    right = 0.0
    for number, strokes in enumerate(digits):
        digit = of_height(strokes, height * rng.uniform(0.9, 1.1), height * 0.95)
        low, high = bounds(digit)
        start = right + (gap if number else 0)
        digit = moved(digit, (start - low[0], rng.uniform(-0.08, 0.08) * height))
        right = start + float((high - low)[0])
        placed += digit
    low, high = bounds(placed)
    scale = min(1.0, float((256 / (high - low)).min()))
    return anywhere([stroke * scale for stroke in placed], CANVAS, 10, rng)


def alone(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """One digit, as it was drawn."""
    return drawn(digits[0], rng)


def of_height(strokes: Strokes, height: float, widest: float) -> list[np.ndarray]:
    """Strokes of a height; a digit that lies is no wider than told."""
    low, high = bounds(strokes)
    scale = min(height / max(high[1] - low[1], 1e-6), widest / max(high[0] - low[0], 1e-6))
    return [(np.asarray(stroke) - (low + high) / 2) * scale for stroke in strokes]
