"""The outlines of what may be paper in a picture.

Paper is a region of one colour, give or take light, with straight sides: what a threshold in
lightness or colour cuts out, if its outline has four corners and its colour changes all along it.
Sides of the picture count as sides of the paper. What crosses the outline as ink does, or lies
outside, tells that the outline is a shadow's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

# Longer side in pixels of the picture while paper is sought in it.
SEARCH_SIZE = 240

# What is narrower than this, in pixels of the search, is no paper but ink, and smoothed away; what
# is narrower than REACH may be ink.
SMOOTHED = 9
REACH = 24

# So many levels, and those between tenths of all pixels, are tried as thresholds in each of
# lightness, green to red and blue to yellow, if the channel spans so many of 255 levels.
THRESHOLDS = 9
MIN_SPAN = 12.0

# Paper covers at least and at most so much of the picture, and so much of the four corners'
# quadrilateral.
MIN_AREA = 0.05
MAX_AREA = 0.97
MIN_COVER = 0.9

# Of the quadrilateral's four corners' triangles, each has so much: a fifth of a square's.
MIN_CORNER = 0.05

# Across the outline the colour changes by so many levels, nearly everywhere.
MIN_STEP = 8.0

# What is so long, in pixels of the search, is no speck. Around the paper nothing that looks like
# ink is longer than such a share of the longest on it: a table's grain is shorter.
MIN_MARK = 10
MIN_LENGTH = 0.5

# Ink stands out from the paper's grain so many times, and by such a share of what it does on the
# best paper found: a table's grain does not.
MIN_STRENGTH = 3.5
SURE_STRENGTH = 6.0
MIN_SHARE = 0.4

# Paper ends where neighbours differ by so many levels; each is tried.
STEEP = (8, 16, 32)

# Added to all levels before their ratios are taken: the tint of what is darker is uncertain.
DARK = 8.0

# A tint that differs by more, as a ratio's logarithm, is hardly a shadow's doing; by far more, not
# even where ink seems to cross the outline.
MIN_TINT = 0.12
CLEAR_TINT = 0.35

# A part of the paper's sides cut off along its edges; what part of another sheet's area may be new
# for the two to be the same; and how far apart corners are taken for the same at first, in pixels
# of the search.
INSET = 0.012
MAX_NEW = 0.15
SAME_PLACE = 3.0

# Of outlines for one sheet the largest is taken whose step is such a share of the greatest.
AS_CLEAR = 0.85
MAX_SHEETS = 3


def resized(image: Image.Image, longest: int) -> np.ndarray:
    """A picture in RGB with so many pixels along its longer side: (h, w, 3) uint8."""
    scale = longest / max(image.size)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0))


@dataclass(frozen=True)
class Outline:
    """Four corners, clockwise from the upper left, in pixels of the search.

    Attributes:
        step: how far the colour changes across it.
        strength: how many times the ink on it stands out from its grain.
        is_sure: whether it is no shadow's, and all the ink of the picture lies inside.
    """

    corners: np.ndarray
    step: float
    strength: float
    is_sure: bool

    @property
    def area(self) -> float:
        return float(cv2.contourArea(self.corners.astype(np.float32)))


@dataclass(frozen=True)
class _Marks:
    """Where what looks like ink lies: on the paper, across its outline, or as long beyond it.

    Attributes:
        strength: of the strongest against the paper's grain.
    """

    strength: float
    are_on_paper: bool
    cross: bool
    are_beyond: bool


@dataclass(frozen=True)
class PaperSearch:
    """A small copy of the picture, in which paper is sought.

    Attributes:
        colours: (h, w, 3) uint8: red, green and blue, without strokes and grain.
        lab: (h, w, 3) uint8: the same as lightness, green to red, and blue to yellow.
        narrow: (h, w) uint8: how far each pixel departs from what is around it, as ink does.
        scale: its pixels over the picture's.
    """

    colours: np.ndarray
    lab: np.ndarray
    narrow: np.ndarray
    scale: np.ndarray

    @classmethod
    def in_picture(cls, image: Image.Image) -> PaperSearch:
        small = resized(image, SEARCH_SIZE)
        # Square roots: in a shadow ink departs less, and the grain of what is dark is faint.
        roots = np.sqrt(cv2.GaussianBlur(small, (0, 0), 0.8).astype(np.float32) * 255)
        narrow = _narrow(np.rint(roots).astype(np.uint8))
        colours = cv2.medianBlur(small, SMOOTHED)
        lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)
        scale = np.array(small.shape[1::-1]) / image.size
        return cls(colours, lab, narrow, scale)

    def outlines(self) -> list[Outline]:
        """Outlines of what may be paper, the likeliest first, each but once."""
        found: list[Outline] = []
        candidates = sorted(self._candidates(), key=lambda outline: -outline.step)
        strongest = max((outline.strength for outline in candidates), default=0)
        candidates = [one for one in candidates if one.strength >= MIN_SHARE * strongest]
        for outline in candidates:
            if len(found) == MAX_SHEETS:
                break
            if all(_new_area(outline, other) > MAX_NEW for other in found):
                same = (one for one in candidates if _new_area(outline, one) <= MAX_NEW)
                as_clear = (one for one in same if one.step >= AS_CLEAR * outline.step)
                found.append(max(as_clear, key=lambda one: one.area))
        return sorted(found, key=lambda outline: outline.area)

    def _candidates(self) -> Iterator[Outline]:
        seen: set[tuple[float, ...]] = set()
        for mask in self._masks():
            contours, ranks = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
            for contour, rank in zip(contours, ranks[0] if contours else (), strict=True):
                if rank[3] >= 0:  # a hole
                    continue
                if not MIN_AREA * mask.size <= cv2.contourArea(contour) <= MAX_AREA * mask.size:
                    continue
                corners = _corners(contour)
                if corners is None:
                    continue
                place = tuple(np.rint(corners / SAME_PLACE).ravel().tolist())
                if place in seen:
                    continue
                seen.add(place)
                corners = _sharpened(corners, contour[:, 0].astype(np.float64))
                outline = self._outline(corners) if _is_quadrilateral(corners) else None
                if outline is not None:
                    yield outline

    def _masks(self) -> Iterator[np.ndarray]:
        steepness = cv2.morphologyEx(self.colours, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        red, green, blue = cv2.split(steepness)
        steepest = cv2.max(cv2.max(red, green), blue)
        for steep in STEEP:
            yield (steepest < steep).astype(np.uint8)
        levels = np.log(self.colours.astype(np.float32) + DARK)
        tints = levels[:, :, [0, 2]] - levels[:, :, [1]]
        tints = (np.clip(tints, -0.99, 0.99) * 127 + 128).astype(np.uint8)
        for channel in (*cv2.split(self.lab), *cv2.split(tints)):
            low, high = np.percentile(channel, (1, 99))
            if high - low < MIN_SPAN:
                continue
            steps = np.unique(np.percentile(channel, np.arange(5, 100, 10)))
            levels = np.concatenate(
                [np.linspace(low, high, THRESHOLDS + 2)[1:-1], (steps[1:] + steps[:-1]) / 2]
            )
            for level in np.unique(levels):
                upper = (channel > level).astype(np.uint8)
                yield upper
                yield 1 - upper

    def _outline(self, corners: np.ndarray) -> Outline | None:
        inside, outside = _along(corners, self.lab.shape[1::-1])
        if not len(inside):
            return None
        steps = np.abs(_at(self.lab, inside) - _at(self.lab, outside)).max(axis=1)
        if np.quantile(steps, 0.15) < MIN_STEP:
            return None
        marks = self._marks(corners)
        if not marks.are_on_paper or marks.strength < MIN_STRENGTH:
            return None
        tint = np.median(
            np.abs(_tint(_at(self.colours, inside)) - _tint(_at(self.colours, outside)))
        )
        is_on_screen = self._is_on_screen(corners)
        if marks.cross and tint < CLEAR_TINT and not is_on_screen:
            return None
        is_shadow = tint < MIN_TINT and not is_on_screen
        is_sure = not marks.are_beyond or (not is_shadow and marks.strength >= SURE_STRENGTH)
        return Outline(corners, float(np.median(steps)), marks.strength, is_sure)

    def _marks(self, corners: np.ndarray) -> _Marks:
        on_paper = _filled(self.inset(corners), self.narrow.shape) > 0
        kernel = np.ones((SMOOTHED, SMOOTHED), np.uint8)
        off_paper = cv2.dilate(_filled(corners, self.narrow.shape), kernel) == 0
        grain, strongest = np.quantile(self.narrow[on_paper], (0.5, 0.998))
        marks = (self.narrow > 0.5 * strongest).astype(np.uint8)
        for corner in np.rint(corners).astype(int).tolist():  # a corner is narrow, and no ink
            cv2.circle(marks, corner, round(REACH * 0.7), 0, cv2.FILLED)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
        length = stats[:, 2:4].max(axis=1)
        within = np.bincount(labels[on_paper], minlength=count)
        beyond = np.bincount(labels[off_paper], minlength=count)
        within[0] = beyond[0] = 0
        longest = length[within > beyond].max(initial=0)
        return _Marks(
            float(strongest / max(grain, 1)),
            bool(longest >= MIN_MARK and strongest >= MIN_STEP),
            bool((np.minimum(within, beyond) >= MIN_MARK).any()),
            bool(((beyond > within) & (length >= MIN_LENGTH * longest)).any()),
        )

    def _is_on_screen(self, corners: np.ndarray) -> bool:
        """Whether it is an upright rectangle amid the picture, which no shadow is."""
        size = np.array(self.narrow.shape[::-1])
        if not ((corners > 2) & (corners < size - 2)).all():
            return False
        sides = np.roll(corners, -1, axis=0) - corners
        return bool((np.abs(sides).min(axis=1) < 1).all())

    def inset(self, corners: np.ndarray) -> np.ndarray:
        """The corners drawn in, so that no edge stays; not where the picture ends."""
        size = np.array(self.narrow.shape[::-1])
        longest = np.ptp(corners, axis=0).max()
        is_inner = (corners > SMOOTHED / 2) & (corners < size - SMOOTHED / 2)
        middle = corners.mean(axis=0)
        moved = corners + np.sign(middle - corners) * np.where(is_inner, INSET * longest + 1, 0)
        return np.where(is_inner, moved, np.where(corners < middle, 0, size))


def _narrow(colours: np.ndarray) -> np.ndarray:
    """How far each pixel departs from what is left without all that is narrow: (h, w) uint8."""
    reach = REACH
    padded = cv2.copyMakeBorder(colours, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    kernel = np.ones((reach, reach), np.uint8)
    hats = (
        cv2.morphologyEx(padded, kind, kernel) for kind in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT)
    )
    red, green, blue = cv2.split(cv2.max(*hats))
    return cv2.max(cv2.max(red, green), blue)[reach:-reach, reach:-reach]


def _corners(contour: np.ndarray) -> np.ndarray | None:
    """The four corners of what is nearly a quadrilateral, clockwise from the upper left."""
    hull = cv2.convexHull(contour)
    if len(hull) < 4:
        return None
    area = cv2.contourArea(hull)
    if cv2.contourArea(contour) < MIN_COVER * area:
        return None
    polygon = cv2.approxPolyN(hull, 4).reshape(-1, 1, 2)
    if not MIN_COVER <= cv2.contourArea(polygon) / area <= 1 / MIN_COVER:
        return None
    corners = polygon[:, 0].astype(np.float64)
    middle = corners.mean(axis=0)
    corners = corners[np.argsort(np.arctan2(*(corners - middle).T[::-1]))]
    return np.roll(corners, -int(np.argmin(corners.sum(axis=1))), axis=0)


def _is_quadrilateral(corners: np.ndarray) -> bool:
    """Whether no corner lies nearly between its neighbours."""
    before, after = np.roll(corners, 1, axis=0) - corners, np.roll(corners, -1, axis=0) - corners
    triangles = after[:, 0] * before[:, 1] - after[:, 1] * before[:, 0]
    return bool(triangles.min() > MIN_CORNER * triangles.sum())


def _sharpened(corners: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """The corners where straight lines through the sides meet: smoothing rounds them off."""
    lines = []
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        length = float(np.linalg.norm(end - start))
        along = (outline - start) @ (end - start) / length**2
        normal = np.array([start[1] - end[1], end[0] - start[0]]) / length
        across = np.abs((outline - start) @ normal)
        points = outline[(along > 0.1) & (along < 0.9) & (across < SMOOTHED / 2)]
        if len(points) < 2:
            return corners
        x, y, left, top = cv2.fitLine(
            points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01
        ).ravel()
        lines.append(np.cross((left, top, 1), (left + x, top + y, 1)))
    meeting = np.array([np.cross(lines[number - 1], lines[number]) for number in range(4)])
    if (np.abs(meeting[:, 2]) < 1e-6).any():
        return corners
    sharp = meeting[:, :2] / meeting[:, 2:]
    return sharp if np.abs(sharp - corners).max() < SMOOTHED else corners


def _along(corners: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Points just inside and just outside the sides; not where those are the picture's own."""
    nexts = np.roll(corners, -1, axis=0)
    shares = np.linspace(0.08, 0.92, 25)[:, np.newaxis]
    inside, outside = [], []
    for start, end in zip(corners, nexts, strict=True):
        direction = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
        inward = np.array([-direction[1], direction[0]]) * SMOOTHED / 2
        points = start + shares * (end - start)
        inside.append(points + inward)
        outside.append(points - inward)
    within, beyond = np.concatenate(inside), np.concatenate(outside)
    visible = ((beyond >= 0) & (beyond < size)).all(axis=1)
    return within[visible], beyond[visible]


def _at(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    columns, rows = np.rint(points).astype(int).T
    rows, columns = rows.clip(0, values.shape[0] - 1), columns.clip(0, values.shape[1] - 1)
    return values[rows, columns].astype(np.float32)


def _filled(corners: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    return cv2.fillConvexPoly(mask, np.rint(corners).astype(np.int32), 1)


def _tint(colours: np.ndarray) -> np.ndarray:
    """What of (n, 3) colours a shadow leaves: two ratios' logarithms each."""
    levels = np.log(colours + DARK)
    return (levels[:, [0, 2]] - levels[:, [1]]).ravel()


def _new_area(outline: Outline, other: Outline) -> float:
    """How much of two outlines' union is not in both."""
    both, _ = cv2.intersectConvexConvex(
        outline.corners.astype(np.float32), other.corners.astype(np.float32)
    )
    return 1 - both / (outline.area + other.area - both)
