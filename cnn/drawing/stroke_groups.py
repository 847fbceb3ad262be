"""Which strokes of a drawing belong to one digit: by place, overlap and order, and by reading.

Dashes that go on where the last one ended are joined first. Then the likeliest pair of groups is
joined, again and again, until no pair is likely to be one digit (stroke_pairs.py judges). Time is
bounded: past so many readings, only what touches is joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from cnn.drawing.stroke_pairs import FAR, LEAST_SIDE, TOUCHING, Group, Pair, drawn, log_odds, read
from cnn.drawing.stroke_paths import StrokePaths

# Groups further apart than this, in sides of the larger one, are never one digit.
REACH = 0.5
# So sure must the judge be: splitting one digit is worse than joining two.
LEAST_LOG_ODDS = -1.5
MAX_READINGS = 900
# More groups than this are first joined where they touch, then where they nearly do.
MANY_GROUPS = 120


def group_strokes(strokes: Sequence[np.ndarray]) -> list[tuple[int, ...]]:
    """The indices of each digit's strokes, in no particular order of digits.

    Args:
        strokes: (k, 2) arrays, in the order in which they were drawn; stray taps among them would
            be taken for digits.
    """
    if len(strokes) == 1:
        return [(0,)]
    paths = StrokePaths(strokes)
    chains = paths.chains()
    near = TOUCHING
    while len(chains) > MANY_GROUPS and near < FAR:
        chains = paths.joined_where_they_touch(chains, near)
        near *= 2
    if len(chains) > MANY_GROUPS:
        return [tuple(chain) for chain in chains]
    if len(chains) == 1:
        return [tuple(chains[0])]
    return _Grouping(paths, chains).joined()


class _Grouping:
    """Groups on their way to being digits."""

    def __init__(self, paths: StrokePaths, chains: Iterable[Sequence[int]]) -> None:
        self._paths = paths
        self._readings_left = MAX_READINGS
        members = [tuple(sorted(chain)) for chain in chains]
        self._groups = set(self._read(members))
        self._pairs: dict[Pair, float] = {}
        self._add_pairs(combinations(self._groups, 2))

    def joined(self) -> list[tuple[int, ...]]:
        """Join the likeliest pair until none is likely."""
        while self._pairs:
            pair = max(self._pairs, key=self._pairs.__getitem__)
            if self._pairs[pair] < LEAST_LOG_ODDS:
                break
            apart = {pair.first, pair.second}
            self._pairs = {
                other: odds
                for other, odds in self._pairs.items()
                if not apart & {other.first, other.second}
            }
            self._groups -= apart
            self._add_pairs((pair.union, other) for other in self._groups)
            self._groups.add(pair.union)
        return self._without_points()

    def _without_points(self) -> list[tuple[int, ...]]:
        """The groups; one that is a point, which no digit is, goes to the nearest that is none."""
        digits = [list(group.members) for group in self._groups if group.side > LEAST_SIDE]
        if not digits:
            return [tuple(sorted(i for group in self._groups for i in group.members))]
        for group in self._groups:
            if group.side <= LEAST_SIDE:
                point = group.members
                min(digits, key=lambda digit: self._paths.distance(digit, point)).extend(point)
        return [tuple(sorted(digit)) for digit in digits]

    def _add_pairs(self, candidates: Iterable[tuple[Group, Group]]) -> None:
        near = []
        for first, second in candidates:
            distance = self._paths.distance(first.members, second.members)
            if distance <= REACH * max(first.side, second.side):
                near.append((first, second, distance))
        near.sort(key=lambda found: found[2])
        unions = self._read([tuple(sorted(a.members + b.members)) for a, b, _ in near])
        pairs = [Pair(a, b, union, d) for (a, b, d), union in zip(near, unions, strict=False)]
        if pairs:
            self._pairs.update(zip(pairs, log_odds(pairs).tolist(), strict=True))

    def _read(self, all_members: list[tuple[int, ...]]) -> list[Group]:
        """As many of the groups as may still be read."""
        all_members = all_members[: self._readings_left]
        self._readings_left -= len(all_members)
        if not all_members:
            return []
        images = [drawn(self._paths.points_of(members)) for members in all_members]
        readings = read(np.stack(images))
        return [
            Group(members, self._paths.box(members), reading)
            for members, reading in zip(all_members, readings, strict=True)
        ]
