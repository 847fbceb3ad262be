"""Held-out families of several digits in a photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.families.family import Brought, Strokes
from tests.families.held_out_media import any_nib, lamp, sheet_of, stamped, taken, with_ink
from tests.families.placing import Rng, bounds, moved


def number(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """A number written in one go: digits as wide as they are, with gaps that vary."""
    height = rng.uniform(70, 130)
    parts, right = _line(digits, height, rng)
    size = (round(right + height * rng.uniform(0.6, 1.5)), round(height * rng.uniform(1.8, 3.5)))
    parts = moved(parts, (height * rng.uniform(0.3, 0.5), size[1] / 2))
    return _photo(parts, size, height, rng)


def rows(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """Lines of numbers below each other, starting at one margin."""
    height = rng.uniform(48, 80)
    length = int(rng.integers(3, 7))
    parts: list[np.ndarray] = []
    widest, y = 0.0, height
    for start in range(0, len(digits), length):
        line, right = _line(digits[start : start + length], height, rng)
        parts += moved(line, (height * 0.6, y))
        widest = max(widest, right)
        y += height * rng.uniform(1.55, 1.9)
    size = (round(widest + height * 1.5), round(y))
    return _photo(parts, size, height, rng)


def _line(digits: Sequence[Strokes], height: float, rng: Rng) -> tuple[list[np.ndarray], float]:
    parts: list[np.ndarray] = []
    right = 0.0
    for strokes in digits:
        low, high = bounds(strokes)
        scale = height / max(float(high[1] - low[1]), 1.1 * float(high[0] - low[0]))
        scale *= rng.uniform(0.88, 1.06)
        middle = (low[1] + high[1]) / 2 * scale
        place = (right - low[0] * scale, rng.normal(0, 0.03) * height - middle)
        parts += moved([np.asarray(stroke) * scale for stroke in strokes], place)
        right += float(high[0] - low[0]) * scale + height * rng.uniform(0.25, 0.55)
    return parts, right


def _photo(parts: list[np.ndarray], size: tuple[int, int], height: float, rng: Rng) -> Brought:
    nib = any_nib(height, rng)
    page = with_ink(sheet_of(size, rng), stamped(parts, size, nib, rng), nib.colour)
    return taken(page * lamp(size, rng, 0.25), rng, 0.6)
