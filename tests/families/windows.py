"""Screens: a canvas in a dark window, and the whole window of a paint program."""

from __future__ import annotations

import cv2
import numpy as np

from tests.families.camera import screenshot
from tests.families.family import Brought, Strokes
from tests.families.pens import Pen, Tip, ink_of
from tests.families.placing import Rng, Size, anywhere, fitted
from tests.families.surfaces import Colour, inked, plain

PALETTE = (
    (0, 0, 0), (127, 127, 127), (136, 0, 21), (237, 28, 36), (255, 127, 39), (255, 242, 0),
    (34, 177, 76), (0, 162, 232), (63, 72, 204), (163, 73, 164), (255, 255, 255), (195, 195, 195),
)  # fmt: skip


def screen_size(rng: Rng) -> Size:
    """A window, in pixels."""
    return ((640, 480), (800, 600), (1024, 768), (1280, 720), (480, 640))[rng.integers(5)]


def drawn_canvas(size: Size, strokes: Strokes, rng: Rng) -> np.ndarray:
    """A white canvas with a digit drawn by mouse."""
    side = min(size) * rng.uniform(0.35, 0.8)
    colour = ((0, 0, 0), (20, 20, 120), (60, 60, 60), (180, 20, 30))[
        rng.choice(4, p=[0.7, 0.1, 0.1, 0.1])
    ]
    pen = Pen(Tip.ROUND, max(2, side * rng.uniform(0.02, 0.1)), colour)
    placed = anywhere(fitted(strokes, side), size, pen.width + 4, rng)
    return inked(plain(size, (255, 255, 255)), ink_of(placed, size, pen, rng), pen)


def dark_window(strokes: Strokes, rng: Rng) -> Brought:
    """A white canvas in a window of a dark theme, at a side or in the middle of it."""
    size = screen_size(rng)
    screen = plain(size, _dark_colour(rng)).astype(np.uint8)
    share = rng.uniform(0.4, 0.8, 2)
    canvas_size = (round(size[0] * share[0]), round(size[1] * share[1]))
    canvas = drawn_canvas(canvas_size, strokes, rng)
    free = np.array(size) - canvas_size
    left, top = np.rint(free * rng.uniform(0.05, 0.95, 2)).astype(int).tolist()
    screen[top : top + canvas_size[1], left : left + canvas_size[0]] = np.rint(canvas)
    if rng.random() < 0.4 and top > 24:
        _label(screen, (left, top - 8), (200, 200, 200), rng)
    return screenshot(screen, rng)


def _dark_colour(rng: Rng) -> Colour:
    level = rng.uniform(12, 60)
    return level, level * rng.uniform(0.95, 1.1), level * rng.uniform(0.95, 1.3)


def paint_window(strokes: Strokes, rng: Rng) -> Brought:
    """Title bar, a toolbar with icons, a palette, and the canvas with the digit."""
    size = screen_size(rng)
    is_dark = rng.random() < 0.3
    screen = plain(size, (45, 45, 48) if is_dark else (230, 234, 240)).astype(np.uint8)
    title, tools = round(size[1] * 0.05) + 4, round(size[1] * rng.uniform(0.1, 0.16))
    screen[:title] = (32, 34, 38) if is_dark else (240, 240, 245)
    _label(screen, (10, title - 7), (230, 230, 230) if is_dark else (40, 40, 40), rng)
    for place in range(3):
        _window_button(screen, (size[0] - 18 - 30 * place, title // 2), is_dark)
    _toolbar(screen, title, tools, is_dark, rng)
    _canvas_area(screen, title + tools, strokes, rng)
    return screenshot(screen, rng)


def _canvas_area(screen: np.ndarray, top: int, strokes: Strokes, rng: Rng) -> None:
    height, width = screen.shape[:2]
    bottom = round(height * rng.uniform(0.02, 0.06)) + 8
    margins = rng.uniform(0.005, 0.12, 2) * width
    left, right = round(margins[0]) + 4, round(width - margins[1]) - 4
    top += round(height * rng.uniform(0.005, 0.05)) + 3
    canvas = drawn_canvas((right - left, height - bottom - top), strokes, rng)
    screen[top : height - bottom, left:right] = np.rint(canvas)
    if rng.random() < 0.5:
        _label(screen, (left + 6, height - 6), (110, 110, 110), rng)


def _window_button(screen: np.ndarray, middle: tuple[int, int], is_dark: bool) -> None:
    colour = (220, 220, 220) if is_dark else (50, 50, 50)
    x, y = middle
    cv2.rectangle(screen, (x - 4, y - 4), (x + 4, y + 4), colour, 1, cv2.LINE_AA)


def _toolbar(screen: np.ndarray, top: int, height: int, is_dark: bool, rng: Rng) -> None:
    width = screen.shape[1]
    screen[top : top + height] = (60, 60, 64) if is_dark else (246, 247, 249)
    screen[top + height - 1] = (20, 20, 20) if is_dark else (200, 200, 205)
    ink = (225, 225, 225) if is_dark else (60, 70, 90)
    cell = max(14, height // 2 - 4)
    icons = int(rng.integers(5, 12))
    for number in range(icons):
        corner = (10 + (number // 2) * (cell + 6), top + 4 + (number % 2) * (cell + 2))
        _icon(screen, corner, cell, ink, rng)
    start = width - 12 - (len(PALETTE) // 2) * (cell + 3)
    for number, colour in enumerate(PALETTE):
        x, y = start + (number // 2) * (cell + 3), top + 4 + (number % 2) * (cell + 2)
        cv2.rectangle(screen, (x, y), (x + cell - 2, y + cell - 2), colour, -1)
        cv2.rectangle(screen, (x, y), (x + cell - 2, y + cell - 2), (120, 120, 120), 1)


def _icon(
    screen: np.ndarray, corner: tuple[int, int], cell: int, ink: tuple[int, int, int], rng: Rng
) -> None:
    x, y = corner[0] + 3, corner[1] + 3
    end = cell - 6
    match rng.integers(5):
        case 0:
            cv2.line(screen, (x, y + end), (x + end, y), ink, 2, cv2.LINE_AA)
        case 1:
            cv2.circle(screen, (x + end // 2, y + end // 2), end // 2, ink, 1, cv2.LINE_AA)
        case 2:
            cv2.rectangle(screen, (x, y), (x + end, y + end), ink, 1)
        case 3:
            cv2.putText(screen, "A", (x, y + end), 0, cell / 34, ink, 1, cv2.LINE_AA)
        case _:
            cv2.rectangle(screen, (x, y + end // 3), (x + end, y + end), (235, 150, 150), -1)


def _label(screen: np.ndarray, place: tuple[int, int], colour: Colour, rng: Rng) -> None:
    text = ("Untitled - Paint", "drawing.png", "Canvas 1", "100 %", "New drawing")[rng.integers(5)]
    cv2.putText(screen, text, place, 0, 0.42, colour, 1, cv2.LINE_AA)
