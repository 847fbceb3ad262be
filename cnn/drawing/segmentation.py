"""The digits among all that stands out from the paper: not specks, frames, lines or table edges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from cnn.drawing.components import MAX_CONTACT, Components
from cnn.drawing.found_digit import MAX_DIGITS
from cnn.drawing.frames import enclosing, is_bracket, is_edge_bar, is_level_bar, is_underline
from cnn.drawing.reading_order import reading_order

# Indices of the components that are one digit.
Group = tuple[int, ...]

# How like a digit each of several groups is, larger is more alike.
Judge = Callable[[Sequence[Group]], np.ndarray]

# More pieces as large as digits are a pattern or grain; no more pairs of them are weighed.
MAX_PIECES = 60
MAX_PAIRS = 24

# Shares of the picture's longer side: the least size of a digit, and the least size at which what
# runs along the picture's edge is not taken for the digit.
MIN_LENGTH = 0.03
MIN_INSIDE = 0.06

# Shares of the clearest digit's size and outline: another digit has at least so much.
OTHER_SIZE = 0.45
OTHER_OUTLINE = 0.15

# A further part belongs to a digit if it has so much of its outline and lies no farther off than so
# much of its size. A dot is no longer than so many widths of the stroke.
MIN_PART = 0.04
MAX_GAP = 0.3
DOT_LENGTH = 2.6

# Parts as large as a digit may be one digit's pieces if no farther apart than this share of its
# size; they surely are if one stands so far above the other, as a share of the narrower one.
PIECES_GAP = 0.33
STACKED = 0.5

# A row of dashes: so many parts, each no longer than this share of the whole and so slim, no
# farther apart than so many times their own length.
MIN_DASHES = 4
DASH_LENGTH = 0.5
DASH_SLIMNESS = 0.62
DASH_GAP = 1.5

# Of more parts as large as digits none is a bracket: some 1, 6 or 7 of a whole line looks like one.
MAX_BRACKETED = 4

# How much less like a digit the sum of two pieces may be than they, if one is just above the other.
CLOSE_CALL = 0.05


@dataclass(frozen=True)
class Segmentation:
    """Which parts of the ink are digits.

    Attributes:
        digits: in reading order; none if no ink has a digit's size, or too much of it has.
        left_out: what else there was and is no digit, such as a frame.
    """

    digits: tuple[Group, ...]
    left_out: frozenset[str]


def segment(components: Components, judge: Judge) -> Segmentation:
    """Group the parts of an ink into digits, and leave out what is none."""
    inside = _inside(components)
    if not inside:
        return Segmentation((), frozenset())
    frames = enclosing(components, inside)
    left_out = {"frame"} if frames else set()
    within = [part for part in inside if part not in frames]
    if frames:
        within = [part for part in within if _is_framed(components, part, frames)]
    bars = _edge_bars(components, within)
    if bars:
        left_out.add("frame")
        within = [part for part in within if part not in bars]
    large, small = _by_size(components, within)
    dashed = _dashes(components, within)
    if dashed and components.outlines[list(dashed)].sum() > 0.8 * components.outlines[within].sum():
        return Segmentation((dashed,), frozenset(left_out))
    if len(large) > MAX_PIECES:
        return Segmentation((), frozenset())
    large, marks = _without_marks(components, large)
    left_out |= marks
    groups = _attached(components, [(part,) for part in large], small)
    groups = _joined(components, groups, judge)
    groups = _without_bars(components, groups)[:MAX_DIGITS]
    order = reading_order([components.box_of(group) for group in groups])
    return Segmentation(tuple(groups[index] for index in order), frozenset(left_out))


def _inside(components: Components) -> list[int]:
    """The parts that do not run along the picture's edge, clearest first; all, if none is left."""
    longest = components.longest
    everything = list(range(len(components)))
    if not (components.sizes >= MIN_LENGTH * longest).any():
        return []
    inside = [part for part in everything if components.contacts[part] <= MAX_CONTACT * longest]
    if any(components.sizes[part] >= MIN_INSIDE * longest for part in inside):
        return inside
    return everything


def _is_framed(components: Components, part: int, frames: set[int]) -> bool:
    """Whether the middle of a part lies in one of the frames and not along its sides."""
    left, top, right, bottom = components.boxes[part]
    x, y = (left + right) / 2, (top + bottom) / 2
    for frame in frames:
        first_x, first_y, last_x, last_y = components.boxes[frame]
        edge = 0.06 * min(last_x - first_x, last_y - first_y)
        if first_x + edge < x < last_x - edge and first_y + edge < y < last_y - edge:
            touches = (
                left < first_x + edge / 2
                or right > last_x - edge / 2
                or top < first_y + edge / 2
                or bottom > last_y - edge / 2
            )
            return not (touches and components.contacts[part] > 0)
    return False


def _edge_bars(components: Components, parts: list[int]) -> set[int]:
    """Straight pieces that end at the picture's edge, if the clearest other part is clear of it."""
    bars = {part for part in parts if is_edge_bar(components, part)}
    others = [part for part in parts if part not in bars]
    if not others or components.contacts[others[0]] > 0:
        return set()
    if components.sizes[others[0]] < MIN_INSIDE * components.longest:
        return set()
    return bars


def _by_size(components: Components, parts: list[int]) -> tuple[list[int], list[int]]:
    """Parts that may be digits of their own, and those that may only belong to one."""
    if not parts:
        return [], []
    upright = [part for part in parts if not is_level_bar(components.hulls[part])]
    main = max(upright or parts, key=lambda part: components.outlines[part])
    size, outline = components.sizes[main], components.outlines[main]
    large = [
        part
        for part in upright or parts
        if components.sizes[part] >= OTHER_SIZE * size
        and components.outlines[part] >= OTHER_OUTLINE * outline
    ]
    return large, [part for part in parts if part not in large]


def _without_marks(components: Components, large: list[int]) -> tuple[list[int], set[str]]:
    """Large parts that are neither underlines nor brackets of another one."""
    marks: set[str] = set()
    kept = list(large)
    can_be_brackets = len(large) <= MAX_BRACKETED
    for part in large:
        others = [(other,) for other in kept if other != part]
        if any(is_underline(components, part, other) for other in others):
            marks.add("underline")
            kept.remove(part)
        elif can_be_brackets and any(is_bracket(components, part, other) for other in others):
            marks.add("bracket")
            kept.remove(part)
    return kept, marks


def _attached(components: Components, groups: list[Group], small: list[int]) -> list[Group]:
    """Small parts added to the digit that each is nearest to, if it belongs to it at all."""
    if not groups or not small:
        return groups
    cores = [group[0] for group in groups]
    widths = components.stroke_widths[cores]
    grown = [list(group) for group in groups]
    for part in small:
        gaps = [components.gap(core, part) for core in cores]
        nearest = int(np.argmin(gaps))
        core = cores[nearest]
        if components.outlines[part] < MIN_PART * components.outlines[core]:
            continue
        if gaps[nearest] > MAX_GAP * components.sizes[core]:
            continue
        if is_underline(components, part, (core,)):
            continue
        if _is_dot_beside(components, part, core, widths[nearest]):
            continue
        grown[nearest].append(part)
    return [tuple(group) for group in grown]


def _is_dot_beside(components: Components, part: int, core: int, stroke_width: float) -> bool:
    """Whether a part is a full stop, a comma or a point beside a digit, not a piece of it."""
    left, _, right, _ = components.boxes[part]
    first, _, last, _ = components.boxes[core]
    is_beside = left > last or right < first
    is_short = components.sizes[part] <= max(
        DOT_LENGTH * stroke_width, 0.2 * components.sizes[core]
    )
    return bool(is_short and is_beside)


def _joined(components: Components, groups: list[Group], judge: Judge) -> list[Group]:
    """Pieces of one digit put together, nearest first, where that is more like digits."""
    pairs = []
    for number, one in enumerate(groups):
        for other in groups[number + 1 :]:
            gap = _group_gap(components, one, other)
            size = max(_size(components, one), _size(components, other))
            if gap <= PIECES_GAP * size:
                pairs.append((gap / size, one, other))
    whole_of = {group: group for group in groups}
    for share, one, other in sorted(pairs)[:MAX_PAIRS]:
        first, second = whole_of[one], whole_of[other]
        if first != second and _is_one(components, first, second, share, judge):
            for group, whole in whole_of.items():
                if whole in (first, second):
                    whole_of[group] = first + second
    return list(dict.fromkeys(whole_of.values()))


def _without_bars(components: Components, groups: list[Group]) -> list[Group]:
    """Digits that are not just a level line, unless there is nothing else."""
    kept = [
        group
        for group in groups
        if not is_level_bar(np.concatenate([components.hulls[part] for part in group]))
    ]
    return kept or groups


def _is_one(components: Components, one: Group, other: Group, share: float, judge: Judge) -> bool:
    """Whether two pieces are one digit: by place where that is clear, by the judge where not."""
    first, second = components.box_of(one), components.box_of(other)
    width = min(first[2] - first[0], second[2] - second[0])
    beside = min(first[2], second[2]) - max(first[0], second[0])
    whole = components.box_of(one + other)
    aspect = (whole[2] - whole[0]) / (whole[3] - whole[1])
    overlap = beside / max(width, 1)
    if overlap < 0.1 and aspect > 1.3:
        return False
    sum_of_both, *pieces = judge([one + other, one, other])
    margin = CLOSE_CALL if overlap >= STACKED and share < 0.12 else 0.0
    return bool(sum_of_both + margin > min(pieces))


def _group_gap(components: Components, one: Group, other: Group) -> float:
    apart = np.maximum(
        components.box_of(one)[:2] - components.box_of(other)[2:],
        components.box_of(other)[:2] - components.box_of(one)[2:],
    )
    far = float(np.maximum(apart, 0).max())
    size = max(_size(components, one), _size(components, other))
    if far > PIECES_GAP * size:
        return far
    return min(components.gap(part, next_part) for part in one for next_part in other)


def _size(components: Components, group: Group) -> float:
    left, top, right, bottom = components.box_of(group)
    return float(max(right - left, bottom - top))


def _dashes(components: Components, parts: list[int]) -> Group:
    """The parts of a dashed digit, or nothing."""
    parts = [part for part in parts if _is_slim(components, part)]
    if not MIN_DASHES <= len(parts) <= MAX_PIECES:
        return ()
    length = float(np.median(components.sizes[parts[: max(MIN_DASHES, len(parts) // 2)]]))
    chain, waiting = [], [parts[0]]
    left = set(parts[1:])
    while waiting:
        part = waiting.pop()
        chain.append(part)
        near = [
            other
            for other in left
            if components.box_gaps[part, other] <= DASH_GAP * length
            and components.gap(part, other) <= DASH_GAP * length
        ]
        left.difference_update(near)
        waiting += near
    if len(chain) < MIN_DASHES:
        return ()
    _, top, _, bottom = components.box_of(tuple(chain))
    if components.heights[chain].max() > DASH_LENGTH * (bottom - top):
        return ()
    return tuple(chain)


def _is_slim(components: Components, part: int) -> bool:
    """Whether a part is a plain dash or dot: it fills the tightest box around it."""
    sides = np.array(cv2.minAreaRect(components.hulls[part])[1]) + 1
    return bool(components.areas[part] >= DASH_SLIMNESS * sides.prod())
