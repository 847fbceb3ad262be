"""Held-out families of boxes: drawn, printed, red; forms, circles, cells of a sudoku."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np

from tests.families.family import Brought, Strokes
from tests.families.held_out_media import (
    Colour,
    Nib,
    any_nib,
    camera_size,
    lamp,
    saved,
    sheet_of,
    stamped,
    taken,
    with_ink,
)
from tests.families.placing import Rng, Size, bounds, fitted, moved

PRINTS: tuple[Colour, ...] = ((30, 30, 30), (70, 70, 75), (40, 60, 110))
REDS: tuple[Colour, ...] = ((214, 48, 49), (235, 120, 60), (176, 30, 60))


def _digit(size: Size, share: tuple[float, float], strokes: Strokes, rng: Rng) -> list[np.ndarray]:
    side = min(size) * rng.uniform(*share)
    place = np.array(size) * (0.5 + rng.normal(0, 0.02, 2))
    return moved(fitted(strokes, side, rng.normal(0, 3)), place)


def by_hand(strokes: Strokes, rng: Rng) -> Brought:
    """A box of four strokes that cross or miss each other at the corners."""
    size = camera_size(rng)
    digit = _digit(size, (0.28, 0.5), strokes, rng)
    side = float(np.ptp(np.concatenate(digit), axis=0).max())
    nib = any_nib(side, rng)
    low, high = bounds(digit)
    gap = nib.width + side * rng.uniform(0.12, 0.3, 2)
    low, high = low - gap, high + gap
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    edges = []
    for number in range(4):
        start, end = corners[number], corners[(number + 1) % 4]
        over = (
            (end - start) / np.hypot(*(end - start)) * rng.uniform(-0.02, 0.07, 2)[:, None] * side
        )
        bow = np.sin(np.linspace(0, np.pi, 15))[:, None] * rng.normal(0, 0.012, 2) * side
        edges.append(np.linspace(start - over[0], end + over[1], 15) + bow)
    ink = stamped([*digit, *edges], size, nib, rng)
    return taken(with_ink(sheet_of(size, rng), ink, nib.colour) * lamp(size, rng), rng)


def printed(colours: tuple[Colour, ...]) -> Callable[[Strokes, Rng], Brought]:
    """A box of a colour with square or round corners, the paper turned a little."""

    def make(strokes: Strokes, rng: Rng) -> Brought:
        size = camera_size(rng)
        digit = _digit(size, (0.28, 0.52), strokes, rng)
        side = float(np.ptp(np.concatenate(digit), axis=0).max())
        nib = any_nib(side, rng)
        low, high = bounds(digit)
        half = (high - low).max() / 2 + nib.width + side * rng.uniform(0.1, 0.25)
        box = _rounded((low + high) / 2, half * np.array((1, rng.uniform(1, 1.15))), rng)
        frame = Nib(
            max(1.5, min(size) * rng.uniform(0.004, 0.012)), colours[rng.integers(len(colours))]
        )
        page = with_ink(sheet_of(size, rng), stamped([box], size, frame, rng), frame.colour)
        page = with_ink(page, stamped(digit, size, nib, rng), nib.colour)
        return taken(_turned(page, rng) * lamp(size, rng), rng)

    return make


def _rounded(middle: np.ndarray, half: np.ndarray, rng: Rng) -> np.ndarray:
    radius = float(half.min()) * (0.0 if rng.random() < 0.6 else rng.uniform(0.1, 0.3))
    corners = []
    for start, (x, y) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        angles = np.pi / 2 * (start + np.linspace(0, 1, 8))
        arc = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        corners.append(middle + (half - radius) * (x, y) + arc)
    loop = np.concatenate([*corners, corners[0][:1]])
    return np.concatenate([np.linspace(one, two, 6) for one, two in pairwise(loop)])


def _turned(page: np.ndarray, rng: Rng) -> np.ndarray:
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-5, 5), 1.0)
    return cv2.warpAffine(page, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def field(strokes: Strokes, rng: Rng) -> Brought:
    """A scanned form: one field with a light ground or a thin border, a line of print above it."""
    size = (int(rng.integers(220, 560)),) * 2
    page = np.full((size[1], size[0], 3), 250, np.uint8)
    margin = round(size[0] * rng.uniform(0.12, 0.18))
    if rng.random() < 0.4:
        page[margin:-margin, margin:-margin] = (226, 234, 244)
    thickness = max(1, round(size[0] * rng.uniform(0.004, 0.012)))
    colour = ((20, 20, 20), (120, 120, 120), (90, 140, 100))[rng.integers(3)]
    cv2.rectangle(page, (margin, margin), (size[0] - margin, size[1] - margin), colour, thickness)
    digit = _digit(size, (0.36, 0.56), strokes, rng)
    nib = Nib(
        max(2.0, size[0] * rng.uniform(0.012, 0.04)), ((20, 20, 30), (20, 40, 130))[rng.integers(2)]
    )
    return saved(with_ink(page.astype(np.float32), stamped(digit, size, nib, rng), nib.colour), rng)


def row(strokes: Strokes, rng: Rng) -> Brought:
    """Boxes apart from each other in a row, as for a date or a number; one is filled."""
    count, cell = int(rng.integers(3, 8)), int(rng.integers(70, 120))
    gap = round(cell * rng.uniform(0.1, 0.4))
    size = (count * (cell + gap) + gap + 20, cell + 2 * gap + 40)
    page = sheet_of(size, rng)
    frame = Nib(rng.uniform(1.5, 3), ((*PRINTS, *REDS))[rng.integers(6)])
    boxes = []
    middles = []
    for number in range(count):
        middle = np.array([10 + gap + number * (cell + gap) + cell / 2, size[1] / 2])
        half = cell / 2
        square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * half
        boxes.append(middle + np.concatenate([np.linspace(a, b, 9) for a, b in pairwise(square)]))
        middles.append(middle)
    page = with_ink(page, stamped(boxes, size, frame, rng), frame.colour)
    side = cell * rng.uniform(0.5, 0.7)
    nib = any_nib(side, rng)
    digit = moved(fitted(strokes, side, rng.normal(0, 3)), middles[rng.integers(count)])
    page = with_ink(page, stamped(digit, size, nib, rng), nib.colour)
    scale = rng.uniform(1, 2)
    large = cv2.resize(page * lamp(size, rng), None, fx=scale, fy=scale)
    return taken(large, rng, 0.6)


def ringed(strokes: Strokes, rng: Rng) -> Brought:
    """A ring around the digit: an ellipse drawn more than once round, or a printed circle."""
    size = camera_size(rng)
    digit = _digit(size, (0.25, 0.42), strokes, rng)
    low, high = bounds(digit)
    side = float((high - low).max())
    nib = any_nib(side, rng)
    is_printed = rng.random() < 0.3
    turns = 1.0 if is_printed else rng.uniform(0.98, 1.15)
    angles = rng.uniform(0, 6) + np.linspace(0, 2 * np.pi * turns, 100)
    radius = (side * rng.uniform(0.7, 0.82) + nib.width) * np.ones(2)
    if not is_printed:
        radius = radius * np.array([rng.uniform(0.95, 1.25), 1])
    drift = np.linspace(0, 0.0 if is_printed else 0.05, 100)[:, None]
    ring = (low + high) / 2 + radius * (1 + drift) * np.stack(
        [np.cos(angles), np.sin(angles)], axis=1
    )
    frame = Nib(max(1.5, min(size) * 0.006), PRINTS[0]) if is_printed else nib
    page = with_ink(sheet_of(size, rng), stamped([ring], size, frame, rng), frame.colour)
    page = with_ink(page, stamped(digit, size, nib, rng), nib.colour)
    return taken(page * lamp(size, rng), rng)


def cell_of_puzzle(strokes: Strokes, rng: Rng) -> Brought:
    """A window cut out of a photographed grid, its lines at two to four sides of the digit."""
    cell = int(rng.integers(80, 200))
    size = (3 * cell, 3 * cell)
    page = sheet_of(size, rng)
    for number in range(4):
        for axis in (0, 1):
            ends = np.array([(number * cell, 0), (number * cell, 3 * cell)], np.float64)
            line = Nib(
                cell * (0.04 if number in (rng.integers(4), 1) else 0.015) + 0.5, (28, 28, 28)
            )
            path = ends if axis == 0 else ends[:, ::-1]
            page = with_ink(page, stamped([np.linspace(*path, 30)], size, line, rng), line.colour)
    side = cell * rng.uniform(0.48, 0.68)
    nib = Nib(
        max(3.0, side * rng.uniform(0.06, 0.11)), ((24, 24, 40), (30, 40, 120))[rng.integers(2)]
    )
    digit = moved(fitted(strokes, side, rng.normal(0, 3)), (1.5 * cell, 1.5 * cell))
    page = with_ink(page, stamped(digit, size, nib, rng), nib.colour)
    page = _turned(page, rng) * lamp(size, rng)
    start = np.rint(cell * (1 + rng.uniform(-0.1, 0.06, 2))).astype(int)
    end = start + round(cell * rng.uniform(1.0, 1.08))
    return taken(page[start[1] : end[1], start[0] : end[0]], rng, 0.5)
