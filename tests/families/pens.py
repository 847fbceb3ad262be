"""Pens: from strokes in pixels to how much of each pixel is ink."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from tests.families.family import Strokes
from tests.families.placing import Rng, Size

SHIFT = 4


class Tip(Enum):
    """What leaves the ink."""

    ROUND = "round"
    BALLPOINT = "ballpoint"
    MARKER = "marker"
    PENCIL = "pencil"


@dataclass(frozen=True)
class Pen:
    """A pen.

    Attributes:
        width: in pixels of the picture.
        colour: red, green, blue in 0 to 255.
    """

    tip: Tip
    width: float
    colour: tuple[float, float, float]


# Widths as shares of the digit's longest side.
WIDTHS = {
    Tip.ROUND: (0.03, 0.08),
    Tip.BALLPOINT: (0.018, 0.035),
    Tip.MARKER: (0.07, 0.13),
    Tip.PENCIL: (0.025, 0.05),
}


def any_pen(side: float, rng: Rng) -> Pen:
    """A pen that people write with, for a digit of a longest side."""
    tip = list(Tip)[rng.integers(len(Tip))]
    colour = pencil_grey(rng) if tip is Tip.PENCIL else ink_colour(rng)
    return Pen(tip, max(1.6, side * rng.uniform(*WIDTHS[tip])), colour)


def ink_colour(rng: Rng) -> tuple[float, float, float]:
    """Black, blue or, seldom, a dark red."""
    dark = rng.uniform(15, 55)
    choices = (
        (dark, dark, dark * 1.1),
        (dark * 0.8, dark * 1.3, rng.uniform(100, 160)),
        (rng.uniform(120, 170), dark * 0.6, dark * 0.7),
    )
    return choices[rng.choice(3, p=[0.5, 0.4, 0.1])]


def pencil_grey(rng: Rng) -> tuple[float, float, float]:
    """Graphite."""
    grey = rng.uniform(50, 100)
    return grey, grey, grey + 4


def ink_of(strokes: Strokes, size: Size, pen: Pen, rng: Rng) -> np.ndarray:
    """(height, width) float32 in [0, 1]: how much of each pixel is ink."""
    zoom = 2 if max(size) <= 1000 else 1
    sheet = np.zeros((size[1] * zoom, size[0] * zoom), np.uint8)
    for stroke in strokes:
        _draw(sheet, np.asarray(stroke) * zoom, pen.width * zoom, pen.tip, rng)
    if zoom == 2:
        sheet = cv2.resize(sheet, size, interpolation=cv2.INTER_AREA)
    ink = sheet.astype(np.float32) / 255
    match pen.tip:
        case Tip.PENCIL:
            return ink * np.clip(0.75 + 0.35 * grain(size, 1.5, rng), 0.15, 1)
        case Tip.MARKER:
            return ink * np.float32(rng.uniform(0.88, 1))
        case Tip.BALLPOINT:
            return ink * np.clip(0.95 + 0.25 * grain(size, 3, rng), 0.3, 1)
        case Tip.ROUND:
            return ink


def _draw(sheet: np.ndarray, line: np.ndarray, width: float, tip: Tip, rng: Rng) -> None:
    if len(line) == 1:
        line = np.concatenate([line, line + 0.1])
    if tip is Tip.MARKER:
        _draw_slanted(sheet, line, width)
        return
    if tip is Tip.ROUND:
        _polyline(sheet, line, width)
        return
    pressure = np.interp(
        np.arange(len(line) - 1), np.linspace(0, len(line), 5), rng.uniform(0.75, 1.15, 5)
    )
    for start in range(len(line) - 1):
        _polyline(sheet, line[start : start + 2], width * pressure[start])


def _polyline(sheet: np.ndarray, line: np.ndarray, width: float) -> None:
    points = np.rint(line * 2**SHIFT).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(sheet, [points], False, 255, max(1, round(width)), cv2.LINE_AA, SHIFT)


def _draw_slanted(sheet: np.ndarray, line: np.ndarray, width: float) -> None:
    """A broad tip with a slanted edge: wide in one direction, three quarters of it in the other."""
    offset = np.array([0.13, -0.13]) * width
    for step in np.linspace(-1, 1, 5):
        _polyline(sheet, line + step * offset, width * 0.8)


def grain(size: Size, scale: float, rng: Rng) -> np.ndarray:
    """(height, width) float32 noise of mean 0 and deviation about 1, its grains so many pixels."""
    small = (max(2, round(size[1] / scale)), max(2, round(size[0] / scale)))
    noise = rng.standard_normal(small, dtype=np.float32)
    return cv2.resize(noise, size, interpolation=cv2.INTER_LINEAR)
