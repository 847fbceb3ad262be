"""Held-out families of drawings on the canvas."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tests.families.family import Brought, Strokes
from tests.families.placing import Rng, bounds, fitted, moved

SIDE = 280.0


def _somewhere(strokes: Strokes, rng: Rng) -> list[np.ndarray]:
    low, high = bounds(strokes)
    free = np.maximum(SIDE - 20 - (high - low), 0)
    return moved(strokes, 10 - low + rng.beta(2, 2, 2) * free)


def _resampled(stroke: np.ndarray, step: float) -> np.ndarray:
    """Points as a mouse gives them: so far apart, on whole pixels."""
    stroke = np.asarray(stroke, np.float64)
    if len(stroke) < 2:
        return np.rint(stroke)
    length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    places = np.append(np.arange(0, length[-1], step), length[-1])
    return np.rint(np.stack([np.interp(places, length, stroke[:, a]) for a in (0, 1)], axis=1))


def by_mouse(strokes: Strokes, rng: Rng) -> Brought:
    """A digit in whole pixels, turned a little."""
    digit = _somewhere(fitted(strokes, rng.uniform(80, 220), rng.normal(0, 4)), rng)
    return [_resampled(stroke, rng.uniform(2, 6)) for stroke in digit]


def with_taps(count: int) -> Callable[[Strokes, Rng], Brought]:
    """A small digit, and points at the canvas's edges or anywhere far from it."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        digit = _somewhere(fitted(strokes, rng.uniform(48, 100)), rng)
        low, high = bounds(digit)
        taps = []
        while len(taps) < count:
            place = rng.uniform(4, 276, 2)
            if rng.random() < 0.4:
                place[rng.integers(2)] = rng.choice([5, 275])
            if np.max([low - place, place - high]) > 48:
                path = np.cumsum(rng.normal(0, 0.8, (int(rng.integers(1, 4)), 2)), axis=0)
                taps.append(place + path)
        position = int(rng.integers(len(digit) + 1))
        return [*digit[:position], *taps, *digit[position:]]

    return make


def thin(strokes: Strokes, rng: Rng) -> Brought:
    """A digit a third as wide as it was written."""
    scale = np.array([1 / rng.uniform(2.6, 3.3), 1])
    return _somewhere(fitted([stroke * scale for stroke in strokes], rng.uniform(110, 220)), rng)


def crossed_zero(strokes: Strokes, rng: Rng) -> Brought:
    """A zero crossed at 35 to 65 degrees, the bar as long as 1.0 to 1.4 of its diagonal's chord."""
    zero = fitted(strokes, rng.uniform(110, 190))
    low, high = bounds(zero)
    angle = np.radians(rng.uniform(35, 65))
    direction = np.array([np.cos(angle), -np.sin(angle)])
    half = 0.5 / np.hypot(*(direction / (high - low))) * rng.uniform(1.15, 1.45, 2)
    middle = (low + high) / 2 + rng.normal(0, 2, 2)
    bar = np.linspace(middle - half[0] * direction, middle + half[1] * direction, 9)
    return _somewhere([*zero, bar], rng)


def interrupted(strokes: Strokes, rng: Rng) -> Brought:
    """Dashes of uneven length, as of a pen that keeps failing."""
    digit = _somewhere(fitted(strokes, rng.uniform(150, 220)), rng)
    pieces = []
    for stroke in digit:
        path = _resampled(stroke, 1.0).astype(np.float64)
        start = 0
        while start < len(path):
            end = start + int(rng.uniform(10, 34))
            pieces.append(path[start : end + 1])
            start = end + int(rng.uniform(21, 29))
    return pieces


def alone(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """One digit."""
    return by_mouse(digits[0], rng)


def pair(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """Two digits as someone writes a number of two figures: each about as high, on one line."""
    height = rng.uniform(65, 140)
    parts: list[np.ndarray] = []
    edge = 0.0
    for strokes in digits:
        low, high = bounds(strokes)
        scale = height / max(float(high[1] - low[1]), 0.8 * float(high[0] - low[0]))
        scale *= rng.uniform(0.85, 1.1)
        place = (edge - low[0] * scale, rng.normal(0, 0.04) * height - high[1] * scale)
        parts += moved([np.asarray(stroke) * scale for stroke in strokes], place)
        edge = max(float(stroke[:, 0].max()) for stroke in parts) + rng.uniform(0.14, 0.36) * height
    low, high = bounds(parts)
    shrink = min(1.0, float((258 / (high - low)).min()))
    return _somewhere([stroke * shrink for stroke in parts], rng)
