"""Photos of several digits: a line of them, or rows that fill a sheet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.families.camera import photographed, scene_size
from tests.families.family import Brought, Strokes
from tests.families.pens import any_pen, ink_of
from tests.families.placing import Rng, Size, moved
from tests.families.strokes import of_height
from tests.families.surfaces import daylight, inked, paper
from tests.families.usual import rules


def line_of_digits(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """Two to ten digits on one line, as in a telephone number, the line hardly sloping."""
    size, enlarged = scene_size(rng, shapes=(4 / 3, 16 / 9, 2.5))
    cell = min(size[0] * 0.9 / len(digits), size[1] * 0.6)
    left = (size[0] - cell * len(digits)) * rng.uniform(0.1, 0.9)
    middle = size[1] * rng.uniform(0.4, 0.6)
    slope = rng.uniform(-0.03, 0.03)
    places = [
        (left + (number + 0.5) * cell, middle + slope * number * cell)
        for number in range(len(digits))
    ]
    return photographed(_page(digits, places, cell, size, rng), rng, enlarged, blur=0.8)


def sheet_of_digits(digits: Sequence[Strokes], rng: Rng) -> Brought:
    """Rows of four to eight digits each, the last one perhaps shorter."""
    columns = int(min(len(digits), rng.integers(4, 9)))
    rows = -(-len(digits) // columns)
    cell = rng.uniform(70, 110)
    margin = cell * rng.uniform(0.4, 0.8)
    size = (round(columns * cell + 2 * margin), round(rows * cell * 1.15 + 2 * margin))
    places = [
        (margin + (number % columns + 0.5) * cell, margin + (number // columns + 0.5) * cell * 1.15)
        for number in range(len(digits))
    ]
    scene = _page(digits, places, cell, size, rng)
    return photographed(scene, rng, rng.uniform(1, 1.8), blur=0.8)


def _page(
    digits: Sequence[Strokes],
    places: Sequence[tuple[float, float]],
    cell: float,
    size: Size,
    rng: Rng,
) -> np.ndarray:
    height = cell * rng.uniform(0.55, 0.72)
    pen = any_pen(height, rng)
    parts: list[np.ndarray] = []
    for strokes, place in zip(digits, places, strict=True):
        digit = of_height(strokes, height * rng.uniform(0.88, 1.08), cell * 0.66)
        parts += moved(digit, np.array(place) + rng.uniform(-0.05, 0.05, 2) * cell)
    page = paper(size, rng)
    if rng.random() < 0.25:
        lines = rules(size, cell * 0.5, rng, is_squared=bool(rng.random() < 0.5), width=1.2)
        page = page - 30 * rng.uniform(0.5, 1) * lines[..., None]
    page = inked(page, ink_of(parts, size, pen, rng), pen)
    return page * daylight(size, rng, 0.2)
