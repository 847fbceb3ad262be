"""Shapes drawn around a digit, beside it or under it: boxes, circles, brackets, underlines, dots."""

from __future__ import annotations

import cv2
import numpy as np

from cnn.drawing.components import Components, stroke_width_of

# Of 36 directions out of a part's middle, the share in which a frame must stand in the way; of a
# corner's ink, the share that must lie along the sides of its own box, and how far from them.
MIN_SURROUNDED = 0.75
MIN_ALONG_SIDES = 0.9
SIDE_BAND = 0.17
DIRECTIONS = 36

# A framed digit is so high, as a share of its frame: what is smaller is a dot in a nought.
MIN_FRAMED = 0.28

# A nought is narrower than a circle or a box; a slash through it leans by so many degrees and comes
# so close to it, as a share of its height.
NOUGHTS_ASPECT = 0.8
SLASH_ANGLE = 15
SLASH_GAP = 0.12

# An underline is so many times wider than high; a bracket so much narrower than high, at least as
# high as so much of the digit, and bent by so much of its height.
UNDERLINE_ASPECT = 3.5
BRACKET_ASPECT = 0.42
BRACKET_HEIGHT = 0.85
MIN_BEND = 0.07


def enclosing(components: Components, candidates: list[int]) -> set[int]:
    """Which of the candidates are frames: each has another one in it that may be a digit."""
    found: set[int] = set()
    for outer in candidates:
        for inner in candidates:
            if inner == outer or inner in found:
                continue
            if _frames(components, outer, inner):
                found.add(outer)
                break
    return found


def _frames(components: Components, outer: int, inner: int) -> bool:
    box, inside = components.boxes[outer], components.boxes[inner]
    if (inside[:2] < box[:2]).any() or (inside[2:] > box[2:]).any():
        return False
    height, inner_height = components.heights[outer], components.heights[inner]
    if inner_height < MIN_FRAMED * min(height, components.widths[outer]):
        return False
    middle = (inside[:2] + inside[2:]) / 2
    band = SIDE_BAND * (box[2:] - box[:2])
    if (middle < box[:2] + band / 2).any() or (middle > box[2:] - band / 2).any():
        return False  # a piece of the frame itself
    points = components.points[outer]
    if along_sides(points, box) >= MIN_ALONG_SIDES:
        return True
    if surrounded(points, middle) < MIN_SURROUNDED:
        return False
    return not _is_slash(components, outer, inner)


def along_sides(points: np.ndarray, box: np.ndarray) -> float:
    """The share of (k, 2) points that lie close to the sides of their box, no matter which."""
    band = SIDE_BAND * (box[2:] - box[:2])
    near = (points < box[:2] + band) | (points > box[2:] - band)
    return float(near.any(axis=1).mean())


def surrounded(points: np.ndarray, middle: np.ndarray) -> float:
    """The share of directions out of a place in which one of the (k, 2) points lies."""
    x, y = (points - middle).T
    turn = (np.arctan2(y, x) + np.pi) / (2 * np.pi) * DIRECTIONS
    return len(np.unique(turn.astype(int) % DIRECTIONS)) / DIRECTIONS


def _is_slash(components: Components, outer: int, inner: int) -> bool:
    """Whether the inner part is a nought's slash: it leans, is straight and comes close to it."""
    if components.widths[outer] > NOUGHTS_ASPECT * components.heights[outer]:
        return False
    (_, _), (one, other), angle = cv2.minAreaRect(components.points[inner])
    if min(one, other) > 0.35 * max(one, other):
        return False
    leaning = abs((angle if other > one else angle + 90) % 180)
    leaning = min(leaning, 180 - leaning)
    if leaning < SLASH_ANGLE:
        return False
    return components.gap(outer, inner) < SLASH_GAP * components.heights[outer]


def is_underline(components: Components, part: int, digit: tuple[int, ...]) -> bool:
    """Whether a part is a level line below a digit."""
    box, above = components.boxes[part], components.box_of(digit)
    width, height = components.widths[part], components.heights[part]
    if width < UNDERLINE_ASPECT * height:
        return False
    is_below = (box[1] + box[3]) / 2 > above[3] - 0.05 * (above[3] - above[1])
    return bool(is_below and width > 0.6 * (above[2] - above[0]))


def is_bracket(components: Components, part: int, digit: tuple[int, ...]) -> bool:
    """Whether a part is a bracket, round or square, that opens to a digit beside it."""
    box, beside = components.boxes[part], components.box_of(digit)
    width, height = components.widths[part], components.heights[part]
    if width > BRACKET_ASPECT * height or height < BRACKET_HEIGHT * (beside[3] - beside[1]):
        return False
    is_right = (box[0] + box[2]) / 2 > (beside[0] + beside[2]) / 2
    if (box[2] < beside[2]) if is_right else (box[0] > beside[0]):
        return False
    bend = _bend(components.points[part], stroke_width_of(components.mask_of((part,))))
    return bend > MIN_BEND if is_right else bend < -MIN_BEND


def _bend(points: np.ndarray, stroke_width: float) -> float:
    """How far a single upright stroke's middle lies right of its ends, as a share of its height.

    0 if there is more than one stroke side by side.
    """
    x, y = points.T
    rows = np.unique(y)
    first = np.array([x[y == row].min() for row in rows])
    last = np.array([x[y == row].max() for row in rows])
    height = len(rows)
    if height < 8:
        return 0.0
    body = slice(height // 6, height - height // 6)
    if np.median((last - first + 1)[body]) > 2.2 * stroke_width:
        return 0.0
    if ((last - first + 1)[body] > 3 * stroke_width).mean() > 0.1:
        return 0.0
    centre = (first + last) / 2
    tip = max(1, height // 12)
    top, bottom = centre[:tip].mean(), centre[-tip:].mean()
    chord = top + (bottom - top) * np.linspace(0, 1, height)
    third = slice(height // 3, height - height // 3)
    return float((centre - chord)[third].mean() / height)
