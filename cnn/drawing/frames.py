"""Shapes around, beside and under a digit: boxes, circles, brackets, underlines, cut-off frames."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from cnn.drawing.components import Components

# Of 36 directions out of a part's middle, the share in which a frame must stand in the way; of a
# corner's ink, the share that must lie along the sides of its own box, and how far from them.
MIN_SURROUNDED = 0.75
MIN_ALONG_SIDES = 0.9
SIDE_BAND = 0.1
DIRECTIONS = 36

# A framed digit is so high, as a share of its frame: what is smaller is a dot in a nought.
MIN_FRAMED = 0.28

# A nought is narrower than a circle or a box; a slash through it leans by so many degrees and comes
# so close to it, as a share of its height.
NOUGHTS_ASPECT = 0.8
SLASH_ANGLE = 15
SLASH_GAP = 0.12

# A piece of a frame that the picture's edge cuts off is so many times longer than wide, unless it
# is a short one, as a share of the picture's longer side.
EDGE_BAR_ASPECT = 4.0
SHORT_EDGE_BAR = 0.12
NEAR_EDGE = 0.05

# So much of an empty box's ink lies along its sides; a nought's corners are round.
MIN_BOX = 0.95

# An underline is so many times longer than thick and leans by at most so many degrees.
UNDERLINE_ASPECT = 3.5
LEVEL_ANGLE = 25

# A bracket is so much narrower than high, at least as high as so much of the digit, and bent by so
# much of its height; by less, or hooked at both ends by so much, if it reaches beyond the digit
# above and below.
BRACKET_ASPECT = 0.42
BRACKET_HEIGHT = 0.85
MIN_BEND = 0.08
MIN_BEND_BEYOND = 0.035
MIN_HOOK = 0.08


def enclosing(components: Components, candidates: list[int]) -> set[int]:
    """Which of the candidates are frames: each has another one in it that may be a digit."""
    found: set[int] = set()
    boxes = components.boxes[candidates]
    starts_before = (boxes[:, np.newaxis, :2] <= boxes[:, :2]).all(axis=2)
    ends_after = (boxes[:, np.newaxis, 2:] >= boxes[:, 2:]).all(axis=2)
    around = np.asarray(starts_before & ends_after)
    for outer, is_within in zip(candidates, around, strict=True):
        others = (candidates[place] for place in np.flatnonzero(is_within))
        within = (inner for inner in others if inner != outer and inner not in found)
        if any(_frames(components, outer, inner) for inner in within):
            found.add(outer)
    return found


def _frames(components: Components, outer: int, inner: int) -> bool:
    """Whether a part whose box lies in another's is framed by that."""
    box, inside = components.boxes[outer], components.boxes[inner]
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
    (_, _), (one, other), angle = cv2.minAreaRect(components.hulls[inner])
    if min(one, other) > 0.35 * max(one, other):
        return False
    leaning = abs((angle if other > one else angle + 90) % 180)
    leaning = min(leaning, 180 - leaning)
    if leaning < SLASH_ANGLE:
        return False
    return components.gap(outer, inner) < SLASH_GAP * components.heights[outer]


def is_edge_bar(components: Components, part: int) -> bool:
    """Whether a part is a straight piece, level or upright, at the picture's edge."""
    is_short = components.sizes[part] < SHORT_EDGE_BAR * components.longest
    thickness, length = sorted(side + 1 for side in cv2.minAreaRect(components.hulls[part])[1])
    if components.contacts[part] > 0:
        is_slim = length > EDGE_BAR_ASPECT * thickness
        return bool(is_short or (is_slim and components.areas[part] > 0.5 * length * thickness))
    left, top, right, bottom = components.boxes[part]
    rows, columns = components.labels.shape
    is_level = right - left > bottom - top
    off_edge = min(top, rows - bottom) if is_level else min(left, columns - right)
    is_slim = length > 2 * EDGE_BAR_ASPECT * thickness
    return bool(is_slim and off_edge < NEAR_EDGE * components.longest)


def is_box(points: np.ndarray, box: np.ndarray) -> bool:
    """Whether (k, 2) points are an empty box's sides rather than a round nought."""
    sides = box[2:] - box[:2]
    if sides.min() < 0.3 * sides.max() or surrounded(points, (box[:2] + box[2:]) / 2) < 1:
        return False
    return along_sides(points, box) > MIN_BOX


def is_level_bar(points: np.ndarray) -> bool:
    """Whether what has (k, 2) points on its outline is a slim level line: no digit is one."""
    _, (one, other), angle = cv2.minAreaRect(points)
    leaning = angle % 180 if one > other else (angle + 90) % 180
    if min(leaning, 180 - leaning) > LEVEL_ANGLE:
        return False
    return bool(max(one, other) + 1 > UNDERLINE_ASPECT * (min(one, other) + 1))


def is_underline(components: Components, part: int, digit: tuple[int, ...]) -> bool:
    """Whether a part is a level line below a digit."""
    box, above = components.boxes[part], components.box_of(digit)
    if not is_level_bar(components.hulls[part]):
        return False
    width = components.widths[part]
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
    x, y = components.points[part].T
    stroke = _UprightStroke.of(-x if is_right else x, y)
    if not stroke.is_single(components.stroke_widths[part]):
        return False
    reaches_beyond = box[1] <= beside[1] and box[3] >= beside[3]
    if stroke.bend > (MIN_BEND_BEYOND if reaches_beyond else MIN_BEND):
        return True
    return bool(reaches_beyond and min(stroke.hooks) > MIN_HOOK)


@dataclass(frozen=True)
class _UprightStroke:
    """A stroke from top to bottom: the first and last x in each of its rows."""

    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray) -> _UprightStroke:
        order = np.lexsort((x, y))
        starts = np.flatnonzero(np.diff(y[order], prepend=-1))
        ends = np.append(starts[1:], len(order)) - 1
        return cls(x[order][starts], x[order][ends])

    @property
    def _body(self) -> slice:
        return slice(len(self.first) // 6, len(self.first) - len(self.first) // 6)

    def is_single(self, stroke_width: float) -> bool:
        """Whether there is but one stroke side by side, other than at the ends."""
        if len(self.first) < 8:
            return False
        spans = (self.last - self.first + 1)[self._body]
        return bool(np.median(spans) <= 2.2 * stroke_width) and bool(
            (spans > 3 * stroke_width).mean() <= 0.1
        )

    @property
    def bend(self) -> float:
        """How far the middle lies left of the ends, as a share of the height."""
        centre, height = (self.first + self.last) / 2, len(self.first)
        tip = max(1, height // 12)
        chord = np.linspace(centre[:tip].mean(), centre[-tip:].mean(), height)
        third = slice(height // 3, height - height // 3)
        return float((chord - centre)[third].mean() / height)

    @property
    def hooks(self) -> tuple[float, float]:
        """How far the upper and the lower end reach right of the body, in heights."""
        height, body = len(self.first), float(np.median(self.last[self._body]))
        tip = max(1, height // 8)
        upper, lower = self.last[:tip].max() - body, self.last[-tip:].max() - body
        return float(upper / height), float(lower / height)
