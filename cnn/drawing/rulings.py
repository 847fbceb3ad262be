"""Lines printed on paper, ruled or squared: found by their length, removed around the strokes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

# Shares of the picture's longer side: a ruling is no thicker, and inked over so much of its way
# through the picture.
MAX_THICKNESS = 0.016
MIN_INKED = 0.6
FAINT_INK = 0.3

# The angle between lines that are told apart, and how many are looked at.
ANGLE = np.pi / 720
MAX_LINES = 150


@dataclass(frozen=True)
class Line:
    """A straight line through the picture: x cos(angle) + y sin(angle) = distance, in pixels."""

    distance: float
    angle: float

    @property
    def is_level(self) -> bool:
        """Whether it runs across rather than down."""
        return abs(np.sin(self.angle)) > abs(np.cos(self.angle))

    def offsets(self, shape: tuple[int, ...]) -> np.ndarray:
        """How far each pixel of the picture is off the line, along x or y: (h, w)."""
        y, x = np.indices(shape, dtype=np.float32)
        sine, cosine = np.sin(self.angle), np.cos(self.angle)
        if self.is_level:
            return y - ((self.distance - x * cosine) / sine).astype(np.float32)
        return x - ((self.distance - y * sine) / cosine).astype(np.float32)


def without_rulings(density: np.ndarray) -> tuple[np.ndarray, int]:
    """Take away long thin straight lines, where they are not part of a stroke.

    Returns:
        The density without them, and how many were taken away.
    """
    mask = density > FAINT_INK
    lines = _rulings(mask)
    if not lines:
        return density, 0
    removed = np.zeros_like(mask)
    for is_level in (True, False):
        family = [line for line in lines if line.is_level == is_level]
        removed |= _covered(mask & ~removed, family, is_level)
    removed &= ~_crossed(density > FAINT_INK, removed)
    return np.where(removed, 0, density).astype(np.float32), len(lines)


def _rulings(mask: np.ndarray) -> list[Line]:
    """Lines inked nearly all the way from one side of the picture to another."""
    longest = max(mask.shape)
    thickest = max(3, round(longest * MAX_THICKNESS))
    ink = mask.astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (thickest, thickest))
    thin = ink & ~cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, disc), np.ones((3, 3), np.uint8))
    least = round(MIN_INKED * min(mask.shape))
    found = cv2.HoughLines(thin, 1.5, ANGLE, least)
    if found is None:
        return []
    lines: list[Line] = []
    near = cv2.dilate(thin, np.ones((3, 3), np.uint8))
    for distance, angle in found[:4 * MAX_LINES, 0].tolist():
        line = Line(distance, angle)
        if len(lines) >= MAX_LINES or any(_is_same(line, other, mask.shape) for other in lines):
            continue
        if _inked_share(line, near) >= MIN_INKED:
            lines.append(line)
    return lines


def _is_same(line: Line, other: Line, shape: tuple[int, ...]) -> bool:
    """Whether two lines stay within a ruling's thickness of each other."""
    turn = (line.angle - other.angle + np.pi / 2) % np.pi - np.pi / 2
    if abs(turn) > 0.06:
        return False
    middle = np.array(shape[::-1]) / 2
    ways = [
        middle @ (np.cos(each.angle), np.sin(each.angle)) - each.distance for each in (line, other)
    ]
    flipped = np.cos(line.angle - other.angle) < 0
    return bool(abs(ways[0] + ways[1] if flipped else ways[0] - ways[1]) < 6)


def _inked_share(line: Line, near: np.ndarray) -> float:
    """The share of a line's way through the picture that is inked."""
    height, width = near.shape
    sine, cosine = np.sin(line.angle), np.cos(line.angle)
    if line.is_level:
        x = np.arange(width)
        y = np.round((line.distance - x * cosine) / sine).astype(int)
    else:
        y = np.arange(height)
        x = np.round((line.distance - y * sine) / cosine).astype(int)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    if inside.sum() < 0.3 * min(near.shape):
        return 0.0
    return float(near[y[inside], x[inside]].mean())


def _covered(mask: np.ndarray, lines: list[Line], is_level: bool) -> np.ndarray:
    """The pixels of these lines: where the ink is no thicker than the line itself."""
    covered = np.zeros_like(mask)
    if not lines:
        return covered
    runs = _run_lengths(mask, axis=0 if is_level else 1)
    thickest = max(mask.shape) * MAX_THICKNESS
    for line in lines:
        offsets = np.abs(line.offsets(mask.shape))
        on_line = runs[(offsets < 1) & mask]
        on_line = on_line[on_line <= 1.5 * thickest]
        if not on_line.size:
            continue
        thickness = float(np.median(on_line))
        near = offsets <= thickness / 2 + 2
        covered |= near & mask & (runs <= 1.5 * thickness + 1)
    return covered


def _run_lengths(mask: np.ndarray, axis: int) -> np.ndarray:
    """The length of the unbroken run of ink that each pixel is in, along an axis: (h, w) int."""
    lines = np.moveaxis(mask, axis, -1)
    padded = np.pad(lines, ((0, 0), (1, 0)))
    starts = padded[:, 1:] & ~padded[:, :-1]
    runs = np.cumsum(starts).reshape(starts.shape) * lines
    lengths = np.bincount(runs.ravel())
    lengths[0] = 0
    return np.moveaxis(lengths[runs], -1, axis)


def _crossed(mask: np.ndarray, removed: np.ndarray) -> np.ndarray:
    """Removed pixels with ink that stays on both sides: there a stroke crosses a line."""
    kept = cv2.morphologyEx((mask & ~removed).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2)))
    reach = np.ones((3, 3), np.uint8)
    closed = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, reach, iterations=3)
    return removed & (closed > 0)
