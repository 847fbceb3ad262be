"""Lines printed on paper, ruled or squared: found by their length, removed around the strokes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

# Shares of the picture's longer side: a ruling is no thicker, and inked over so much of its way
# through the picture.
MAX_THICKNESS = 0.03
MIN_INKED = 0.75
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

    def drawn(self, shape: tuple[int, ...], thickness: float) -> np.ndarray:
        """The pixels on the line and half its thickness on either side: (h, w) bool."""
        direction = np.array([np.cos(self.angle), np.sin(self.angle)])
        foot, along = direction * self.distance, np.array([-direction[1], direction[0]])
        far = 2 * max(shape)
        ends = [np.round(foot + way * along).astype(int).tolist() for way in (-far, far)]
        canvas = np.zeros(shape, np.uint8)
        cv2.line(canvas, ends[0], ends[1], 1, max(1, round(thickness)))
        return canvas.astype(bool)


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
    removed &= ~_crossed(mask, removed)
    return np.where(removed, 0, density).astype(np.float32), len(lines)


def _rulings(mask: np.ndarray) -> list[Line]:
    """Lines inked nearly all the way from one side of the picture to another."""
    ridges = _ridges(mask, max(mask.shape) * MAX_THICKNESS)
    found = cv2.HoughLines(ridges, 2, ANGLE, round(0.35 * min(mask.shape)))
    if found is None:
        return []
    lines = _distinct(found[:, 0].astype(np.float64), mask.shape)
    return [line for line in lines if _inked_share(line, mask) >= MIN_INKED]


def _ridges(mask: np.ndarray, thickest: float) -> np.ndarray:
    """The middle lines of what is no thicker than that, roughly: (h, w) uint8."""
    ways = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    highest = cv2.dilate(ways, np.ones((3, 3), np.uint8))
    is_ridge = (ways > 0) & (ways >= highest - 0.05) & (ways <= thickest / 2)
    return is_ridge.astype(np.uint8)


def _distinct(found: np.ndarray, shape: tuple[int, ...]) -> list[Line]:
    """Of (n, 2) distances and angles, best first, those at least a ruling's thickness apart."""
    middle = np.array(shape[::-1]) / 2
    directions = np.stack([np.cos(found[:, 1]), np.sin(found[:, 1])], axis=1)
    ways = found[:, 0] - directions @ middle
    apart = max(4, max(shape) * 0.012)
    left = np.ones(len(found), bool)
    lines: list[Line] = []
    while left.any() and len(lines) < MAX_LINES:
        best = int(np.argmax(left))
        lines.append(Line(*found[best].tolist()))
        alike = directions @ directions[best]
        is_parallel = np.abs(alike) > np.cos(0.06)
        left &= ~(is_parallel & (np.abs(ways * np.sign(alike) - ways[best]) < apart))
        left[best] = False
    return lines


def _inked_share(line: Line, mask: np.ndarray) -> float:
    """The share of a line's way through the picture that is inked."""
    height, width = mask.shape
    sine, cosine = np.sin(line.angle), np.cos(line.angle)
    if line.is_level:
        x = np.arange(width)
        y = np.round((line.distance - x * cosine) / sine).astype(int)
    else:
        y = np.arange(height)
        x = np.round((line.distance - y * sine) / cosine).astype(int)
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    if inside.sum() < 0.3 * min(mask.shape):
        return 0.0
    return float(mask[y[inside], x[inside]].mean())


def _covered(mask: np.ndarray, lines: list[Line], is_level: bool) -> np.ndarray:
    """The pixels of these lines: where the ink is no thicker than the line itself."""
    covered = np.zeros_like(mask)
    if not lines:
        return covered
    runs = _run_lengths(mask, axis=0 if is_level else 1)
    thickest = max(mask.shape) * MAX_THICKNESS
    is_thin = mask & (runs <= thickest)
    for line in lines:
        on_line = runs[line.drawn(mask.shape, 2) & is_thin]
        if not on_line.size:
            continue
        thickness = float(np.median(on_line))
        near = line.drawn(mask.shape, thickness + 4)
        covered |= near & ((is_thin & (runs <= 1.3 * thickness + 1.5)) | ~mask)
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
