"""The geometry of a drawing's strokes: boxes, distances, and dashes that go on in one line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn.drawing.path_lengths import lengths_of, travelled

# Points that a stroke is known by, at even distances along it, and of all strokes together.
STROKE_POINTS = 24
ALL_POINTS = 4096
LEAST_POINTS = 4

# A dash is a straight stroke, one that is no longer than its ends are apart but for this share. It
# goes on where the last one ended: the gap, in lengths of the longer of the two, and how far it may
# turn away, as a cosine.
DASH_STRAIGHTNESS = 0.85
DASH_GAP = 1.0
DASH_TURN = 0.3
# A dot is this small beside the whole drawing. Dots go on if the gap is at most so many times the
# usual one, and there are so many of them.
DOT_SIDE = 0.04
DOT_GAP = 2.0
MIN_DOTS = 5


class StrokePaths:
    """Strokes known by a few points each: at most 24, and about 4,000 in all.

    Attributes:
        points: (n, points, 2).
        boxes: (n, 4) left, top, right and bottom.
        sides: (n,) each box's longer side.
    """

    def __init__(self, strokes: Sequence[np.ndarray]) -> None:
        count = min(STROKE_POINTS, max(LEAST_POINTS, ALL_POINTS // len(strokes)))
        self.points = np.stack([_resampled(stroke, count) for stroke in strokes])
        low = np.stack([stroke.min(axis=0) for stroke in strokes])
        high = np.stack([stroke.max(axis=0) for stroke in strokes])
        self.boxes = np.hstack([low, high])
        self.sides = (high - low).max(axis=1)
        self._distances = _distances(self.points)

    def points_of(self, members: Sequence[int]) -> list[np.ndarray]:
        """The strokes of a group, few points each."""
        return list(self.points[list(members)])

    def box(self, members: Sequence[int]) -> np.ndarray:
        """(4,) around a group."""
        boxes = self.boxes[list(members)]
        return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])

    def distance(self, first: Sequence[int], second: Sequence[int]) -> float:
        """Between the nearest points of two groups."""
        return float(self._distances[np.ix_(first, second)].min())

    def chains(self) -> list[list[int]]:
        """All strokes, those together that go on as one dashed or dotted line."""
        starts, ends = self.points[:, 0], self.points[:, -1]
        gaps = lengths_of(starts[1:] - ends[:-1])
        is_next = _both(self._are_straight()) & (self._turns(starts, ends) >= DASH_TURN)
        is_next &= gaps <= DASH_GAP * np.maximum(self.sides[1:], self.sides[:-1])
        dots = _both(self.sides <= DOT_SIDE * np.ptp(self.points, axis=(0, 1)).max())
        if dots.sum() >= MIN_DOTS:
            is_next |= dots & (gaps <= DOT_GAP * np.median(gaps[dots]))
        chains = [[0]]
        for index, goes_on in enumerate(is_next.tolist(), 1):
            if goes_on:
                chains[-1].append(index)
            else:
                chains.append([index])
        return chains

    def joined_where_they_touch(
        self, chains: Sequence[Sequence[int]], near: float
    ) -> list[list[int]]:
        """Groups whose nearest points are closer than this share of the larger stroke's side."""
        reach = near * np.maximum(self.sides[:, None], self.sides)
        touching = self._distances <= reach
        for chain in chains:
            touching[chain[:-1], chain[1:]] = True
        return _connected(touching | touching.T)

    def _are_straight(self) -> np.ndarray:
        lengths = lengths_of(np.diff(self.points, axis=1)).sum(axis=1)
        spans = lengths_of(self.points[:, -1] - self.points[:, 0])
        return (lengths > 0) & (spans >= DASH_STRAIGHTNESS * lengths)

    def _turns(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """(n - 1,) the least cosine between a stroke's end, the gap after it and the next start."""
        leaving = _directions(ends - self.points[:, -3])[:-1]
        arriving = _directions(self.points[:, 2] - starts)[1:]
        across = _directions(starts[1:] - ends[:-1])
        return np.minimum((leaving * across).sum(axis=1), (across * arriving).sum(axis=1))


def _resampled(stroke: np.ndarray, count: int) -> np.ndarray:
    """Points at even distances along a path, both ends among them."""
    along = travelled(stroke)
    places = np.linspace(0, along[-1], count)
    return np.stack([np.interp(places, along, stroke[:, axis]) for axis in (0, 1)], axis=1)


def _both(are_such: np.ndarray) -> np.ndarray:
    """(n - 1,) whether a stroke and the next one are such."""
    return are_such[1:] & are_such[:-1]


def _directions(vectors: np.ndarray) -> np.ndarray:
    lengths = lengths_of(vectors)[:, None]
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


def _distances(points: np.ndarray) -> np.ndarray:
    """(n, n) between the nearest points of each two strokes."""
    count, per_stroke, _ = points.shape
    flat = points.reshape(-1, 2).astype(np.float32)
    distances = np.empty((count, count), np.float32)
    for index, stroke in enumerate(flat.reshape(points.shape)):
        squares = (stroke[:, None, 0] - flat[:, 0]) ** 2 + (stroke[:, None, 1] - flat[:, 1]) ** 2
        distances[index] = squares.min(axis=0).reshape(count, per_stroke).min(axis=1)
    return np.sqrt(distances)


def _connected(adjacent: np.ndarray) -> list[list[int]]:
    """The connected parts of a graph, (n, n) bool."""
    left = np.ones(len(adjacent), bool)
    parts = []
    for seed in range(len(adjacent)):
        if not left[seed]:
            continue
        part = np.zeros(len(adjacent), bool)
        frontier = np.zeros(len(adjacent), bool)
        frontier[seed] = True
        while frontier.any():
            part |= frontier
            frontier = adjacent[frontier].any(axis=0) & ~part
        left &= ~part
        parts.append(np.flatnonzero(part).tolist())
    return parts
