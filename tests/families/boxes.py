"""Digits in boxes, form fields, circles and the cells of a sudoku."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tests.families.camera import photographed, png, scene_size, screenshot
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, any_pen, ink_of
from tests.families.placing import Rng, Size, bounds, fitted, moved, near_middle
from tests.families.surfaces import Colour, daylight, inked, paper, plain

PRINT = (30, 30, 30)


def _digit_in_middle(
    size: Size, strokes: Strokes, rng: Rng, share: tuple[float, float]
) -> tuple[list[np.ndarray], float]:
    side = min(size) * rng.uniform(*share)
    return near_middle(fitted(strokes, side, rng.uniform(-6, 6)), size, 0.06, rng), side


def _photo(
    size: Size,
    enlarged: float,
    layers: list[tuple[np.ndarray, Pen]],
    rng: Rng,
) -> Brought:
    page = paper(size, rng)
    for ink, pen in layers:
        page = inked(page, ink, pen)
    return photographed(page * daylight(size, rng), rng, enlarged)


def drawn_box(strokes: Strokes, rng: Rng) -> Brought:
    """A box drawn around the digit by hand, with the same pen."""
    size, enlarged = scene_size(rng)
    digit, side = _digit_in_middle(size, strokes, rng, (0.28, 0.5))
    pen = any_pen(side, rng)
    box = _box_by_hand(digit, side * rng.uniform(0.12, 0.35) + pen.width, rng)
    return _photo(size, enlarged, [(ink_of([*digit, *box], size, pen, rng), pen)], rng)


def _box_by_hand(digit: Strokes, gap: float, rng: Rng) -> list[np.ndarray]:
    low, high = bounds(digit)
    if rng.random() < 0.5:  # a square one
        middle, half = (low + high) / 2, (high - low).max() / 2
        low, high = middle - half, middle + half
    low, high = low - gap, high + gap
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    corners = corners + rng.normal(0, 0.025, (4, 2)) * (high - low).max()
    loop = np.concatenate([corners, corners[:1] + rng.normal(0, 2, (1, 2))])
    path = np.concatenate([np.linspace(start, end, 12) for start, end in pairwise(loop)])
    return [path + np.cumsum(rng.normal(0, 0.002, path.shape), axis=0) * (high - low).max()]


def printed_box(strokes: Strokes, rng: Rng) -> Brought:
    """An exact black box, printed, photographed."""
    return _box_in(PRINT, strokes, rng)


def red_box(strokes: Strokes, rng: Rng) -> Brought:
    """A red or orange box as on payment forms."""
    colours = ((205, 40, 45), (225, 90, 50), (190, 50, 90))
    return _box_in(colours[rng.integers(3)], strokes, rng)


def _box_in(colour: Colour, strokes: Strokes, rng: Rng) -> Brought:
    size, enlarged = scene_size(rng)
    digit, side = _digit_in_middle(size, strokes, rng, (0.28, 0.55))
    pen = any_pen(side, rng)
    width = max(1.5, min(size) * rng.uniform(0.004, 0.012))
    low, high = bounds(digit)
    gap = pen.width + side * rng.uniform(0.1, 0.3)
    middle, half = (low + high) / 2, (high - low) / 2 + gap
    if rng.random() < 0.6:
        half = np.full(2, half.max())
    box = _rectangle(middle - half, middle + half)
    frame = Pen(Tip.ROUND, width, colour)
    layers = [(ink_of([box], size, frame, rng), frame), (ink_of(digit, size, pen, rng), pen)]
    return _photo(size, enlarged, layers, rng)


def _rectangle(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return np.array([low, (high[0], low[1]), high, (low[0], high[1]), low])


def form_field(strokes: Strokes, rng: Rng) -> Brought:
    """A scanned or drawn field of a form: thin lines, the digit in it."""
    side = int(rng.integers(160, 620))
    size = (side, round(side * rng.uniform(0.8, 1.2)))
    page = plain(size, (255, 255, 255))
    field = np.array(size) * rng.uniform(0.08, 0.16)
    frame = Pen(Tip.ROUND, max(1, side * rng.uniform(0.004, 0.015)), _field_colour(rng))
    page = inked(page, ink_of([_rectangle(field, np.array(size) - field)], size, frame, rng), frame)
    digit, side_of_digit = _digit_in_middle(size, strokes, rng, (0.35, 0.6))
    pen = any_pen(side_of_digit, rng)
    return screenshot(inked(page, ink_of(digit, size, pen, rng), pen), rng)


def _field_colour(rng: Rng) -> Colour:
    return ((0, 0, 0), (90, 90, 90), (60, 90, 160), (120, 160, 120))[rng.integers(4)]


def row_of_fields(strokes: Strokes, rng: Rng) -> Brought:
    """Three to eight fields side by side, one of them filled."""
    count, cell = int(rng.integers(3, 9)), int(rng.integers(60, 130))
    size = (count * cell + 60, cell + int(rng.integers(30, 80)))
    page = paper(size, rng)
    top, left = (size[1] - cell) / 2, 30.0
    height = cell * rng.uniform(0.95, 1.1)
    ends = [
        np.array([(left + number * cell, top), (left + number * cell, top + height)])
        for number in range(count + 1)
    ]
    rails = [np.array([(left, y), (left + count * cell, y)]) for y in (top, top + height)]
    frame = Pen(Tip.ROUND, rng.uniform(1.2, 2.5), _field_colour(rng))
    page = inked(page, ink_of([*ends, *rails], size, frame, rng), frame)
    side = cell * rng.uniform(0.5, 0.72)
    pen = any_pen(side, rng)
    place = (left + (int(rng.integers(count)) + 0.5) * cell, top + height / 2)
    digit = moved(fitted(strokes, side, rng.uniform(-5, 5)), place)
    page = inked(page, ink_of(digit, size, pen, rng), pen)
    return photographed(page * daylight(size, rng), rng, rng.uniform(1, 2.5))


def circle(strokes: Strokes, rng: Rng) -> Brought:
    """A circle drawn around the digit with the same pen, its ends meeting or just not."""
    size, enlarged = scene_size(rng)
    digit, side = _digit_in_middle(size, strokes, rng, (0.25, 0.45))
    pen = any_pen(side, rng)
    low, high = bounds(digit)
    start = rng.uniform(0, 2 * np.pi)
    angles = start + np.linspace(0, 2 * np.pi + rng.uniform(-0.12, 0.3), 80)
    radii = side * rng.uniform(0.72, 0.88) + pen.width
    wobble = 1 + 0.03 * np.sin(2 * angles + rng.uniform(0, 6)) + np.linspace(0, 0.03, 80)
    stretch = np.array([1, rng.uniform(0.92, 1.12)])
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * (radii * wobble)[:, None] * stretch
    ring = ring + (low + high) / 2
    return _photo(size, enlarged, [(ink_of([*digit, ring], size, pen, rng), pen)], rng)


def sudoku_cell(strokes: Strokes, rng: Rng) -> Brought:
    """A cell cut out of a sudoku, with parts of its borders, some of them thick."""
    side = int(rng.integers(64, 260))
    size = (side, side)
    page = plain(size, (255, 255, 255)) if rng.random() < 0.5 else paper(size, rng)
    thin = max(1.0, side * rng.uniform(0.008, 0.02))
    shift = rng.uniform(-0.03, 0.05, 4) * side
    right, bottom = side - shift[2:]
    edges = (
        ((shift[0], 0), (shift[0], side)), ((0, shift[1]), (side, shift[1])),
        ((right, 0), (right, side)), ((0, bottom), (side, bottom)),
    )  # fmt: skip
    for start, end in edges:
        first, last = sorted(rng.uniform(0, 1, 2)) if rng.random() < 0.3 else (0.0, 1.0)
        line = np.array(start) + np.outer((first, last), np.subtract(end, start))
        frame = Pen(Tip.ROUND, thin * rng.choice([1.0, 1.0, 3.0]), (20, 20, 20))
        page = inked(page, ink_of([line], size, frame, rng), frame)
    digit, side_of_digit = _digit_in_middle(size, strokes, rng, (0.42, 0.68))
    pen = Pen(Tip.ROUND, max(2, side_of_digit * rng.uniform(0.05, 0.13)), (25, 25, 40))
    page = inked(page, ink_of(digit, size, pen, rng), pen)
    if rng.random() < 0.5:
        return png(np.clip(page, 0, 255).astype(np.uint8))
    return photographed(page * daylight(size, rng), rng, 1.0, blur=0.8)
