"""A digit that is small in its picture."""

from __future__ import annotations

import numpy as np

from tests.families.camera import photographed
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, ink_colour, ink_of
from tests.families.placing import Rng, Size, anywhere, fitted
from tests.families.surfaces import daylight, inked, paper
from tests.families.usual import rules

# A person still reads a digit of so many pixels.
LEAST_SIDE = 26.0


def _size(rng: Rng) -> tuple[Size, float]:
    share = rng.uniform(0.05, 0.09)
    longer = int(rng.choice([640, 800, 1000]))
    size = (longer, round(longer * 0.75))
    return (size if rng.random() < 0.5 else size[::-1]), share


def small_digit(strokes: Strokes, rng: Rng) -> Brought:
    """5 to 9 % of the picture's longer side, anywhere on plain paper."""
    size, share = _size(rng)
    return _small(paper(size, rng), size, share, strokes, rng)


def small_on_ruled(strokes: Strokes, rng: Rng) -> Brought:
    """The same on pale lines as far from each other as the digit is high, or farther."""
    size, share = _size(rng)
    lines = rules(size, max(size) * share * rng.uniform(1.0, 1.6), rng, is_squared=False, width=1.2)
    pen = Pen(Tip.ROUND, 1, (150, 170, 215))
    page = inked(paper(size, rng), lines * np.float32(rng.uniform(0.3, 0.6)), pen)
    return _small(page, size, share, strokes, rng)


def _small(page: np.ndarray, size: Size, share: float, strokes: Strokes, rng: Rng) -> Brought:
    # 5 % of 640 pixels is little: what is drawn is a part of a picture twice as large.
    enlarged = max(1.0, LEAST_SIDE / (max(size) * share), rng.uniform(0.8, 2.0))
    side = max(size) * share
    pen = Pen(Tip.ROUND, max(2.0, side * rng.uniform(0.05, 0.1)), ink_colour(rng))
    digit = anywhere(fitted(strokes, side, rng.uniform(-6, 6)), size, 0.06 * max(size), rng)
    page = inked(page, ink_of(digit, size, pen, rng), pen)
    return photographed(page * daylight(size, rng, 0.2), rng, enlarged, blur=0.7)
