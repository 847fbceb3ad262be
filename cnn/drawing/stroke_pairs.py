"""How likely two groups of strokes are one digit: from their places, and read apart and together.

A small network judges, learned from pen digits set side by side (cnn/training/stroke_pairs.py). Its
numbers stand in stroke_pairs.safetensors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from cnn.drawing.likeness import judge
from cnn.drawing.normalise import PEN_WIDTH, centre_strokes, draw_strokes, extent, fit_strokes
from cnn.network.shapes import IMAGE_SIZE

WEIGHTS = Path(__file__).with_suffix(".safetensors")

# Points that stand for a group when it is drawn to be judged.
DRAWN_POINTS = 160
# Of more strokes than this only some are drawn: that is no digit either way.
MOST_DRAWN = 60
# Beyond so many sides of the larger group one distance is as good as another.
FAR = 2.0
TOUCHING = 0.06
# A point has a side too: below this, in the strokes' own pixels, nothing is divided.
LEAST_SIDE = 1e-6


@dataclass(frozen=True, eq=False)
class Group:
    """Strokes that are one digit, or part of one.

    Attributes:
        members: the strokes' indices, in the order in which they were drawn.
        box: left, top, right and bottom, (4,).
        probabilities: (10,), what the group is read as on its own.
    """

    members: tuple[int, ...]
    box: np.ndarray
    probabilities: np.ndarray

    @property
    def side(self) -> float:
        """The box's longer side."""
        return float((self.box[2:] - self.box[:2]).max())


@dataclass(frozen=True, eq=False)
class Pair:
    """Two groups, and both as one.

    Attributes:
        distance: between their nearest points.
    """

    first: Group
    second: Group
    union: Group
    distance: float


def log_odds(pairs: list[Pair]) -> np.ndarray:
    """The logarithm of the odds that the groups of each pair are one digit: (n,)."""
    weights = _weights()
    hidden = np.maximum(pair_features(pairs) @ weights["hidden"] + weights["hidden_bias"], 0)
    return hidden @ weights["output"] + weights["output_bias"]


def pair_features(pairs: list[Pair]) -> np.ndarray:
    """What the judge knows of pairs, (n, features) float32, in sides of the larger group."""
    ordered = [_left_first(pair) for pair in pairs]
    left, right = (np.stack([groups[i].box for groups in ordered]) for i in (0, 1))
    sides = np.maximum([[groups[0].side, groups[1].side] for groups in ordered], LEAST_SIDE)
    scale = sides.max(axis=1, keepdims=True)
    low, high = np.minimum(left, right), np.maximum(left, right)
    gap = np.clip((high[:, :2] - low[:, 2:]) / scale, -1, FAR)
    centres = [(box[:, :2] + box[:, 2:]) / 2 for box in (left, right)]
    offset = np.clip((centres[1] - centres[0]) / scale, -FAR, FAR)
    union = np.minimum((high[:, 2:] - low[:, :2]) / scale, FAR)
    near = np.minimum(np.array([[pair.distance] for pair in pairs]) / scale, FAR)
    ratio = sides.min(axis=1, keepdims=True) / scale
    interrupted = [[_strokes_between(pair) > 0] for pair in pairs]
    readings = np.stack(
        [
            [first.probabilities, second.probabilities, pair.union.probabilities]
            for (first, second), pair in zip(ordered, pairs, strict=True)
        ]
    )
    likeness = np.log(np.maximum(readings.max(axis=2), np.exp(-FAR)))
    return np.hstack(
        [
            gap, offset, np.abs(offset), union, near, near < TOUCHING, ratio, ratio * offset,
            interrupted, likeness, readings.reshape(len(pairs), -1),
        ]
    ).astype(np.float32)  # fmt: skip


def drawn(strokes: list[np.ndarray]) -> np.ndarray:
    """Strokes as the judge's network reads them, (28, 28); nothing for what is a single point."""
    if extent(strokes) <= LEAST_SIDE:
        return np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.float32)
    strokes = strokes[:: 1 + len(strokes) // MOST_DRAWN]
    most = max(2, DRAWN_POINTS // len(strokes))
    thinned = [stroke[:: -(-len(stroke) // most)] for stroke in strokes]
    thinned = [np.vstack([few, stroke[-1:]]) for few, stroke in zip(thinned, strokes, strict=True)]
    return draw_strokes(centre_strokes(fit_strokes(thinned)), PEN_WIDTH)


def read(images: np.ndarray) -> np.ndarray:
    """(n, 10) probabilities by the network that has seen most hands."""
    return judge().predict(images)


def _left_first(pair: Pair) -> tuple[Group, Group]:
    groups = pair.first, pair.second
    first, second = (group.box[0] + group.box[2] for group in groups)
    return groups if first <= second else groups[::-1]


def _strokes_between(pair: Pair) -> int:
    """How many strokes were drawn between the two groups' nearest ones."""
    first, second = np.array(pair.first.members), np.array(pair.second.members)
    return int(np.abs(first[:, None] - second).min()) - 1


@cache
def _weights() -> dict[str, np.ndarray]:
    return load_file(WEIGHTS)
