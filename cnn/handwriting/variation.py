"""Variation: the same digit as other people write it, slanted, stretched, bent, hurried.

Works on many digits at once: `cnn.handwriting.synthetic` draws tens of thousands of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from cnn.handwriting.stroke_templates import STROKE_TEMPLATES, StrokeTemplate
from cnn.network.layer_shapes import CLASSES

# Lengths are in units of the height of the sheet on which the templates are written.
CONTROL_JITTER = 0.05
STROKE_JITTER = 0.02
SLANT_MEAN, SLANT_SPREAD = 0.1, 0.25
TURN_SPREAD = np.radians(6)
STRETCH_MEAN, STRETCH_SPREAD = 0.1, 0.18
TAPER_SPREAD = 0.2
# Templates whose paths are nearer than this, on average, are mixed: from so far away to so near.
NEAR_DISTANCE, NEAR_SHARE = 0.16, (-0.3, 0.7)
WAVES, WAVE_NUMBER, WAVE_HEIGHT = 3, 4.0, 0.018
WOBBLE = 0.006
# Half the width, in points, of the mean that rounds a hurried stroke.
HURRY = 2.5


@dataclass(frozen=True)
class Paths:
    """The points of many digits, one digit after the other.

    Attributes:
        points: (m, 2) float32, x right, y down; neighbours in a stroke are half a pixel apart
            in MNIST's box.
        starts: (n,) where each digit's points begin.
    """

    points: np.ndarray
    starts: np.ndarray

    @property
    def count(self) -> int:
        """How many digits."""
        return len(self.starts)

    def of_points(self, values: np.ndarray) -> np.ndarray:
        """One value per digit, (n, ...), as one per point, (m, ...)."""
        return np.repeat(values, np.diff(self.starts, append=len(self.points)), axis=0)

    def reduced(self, operation: np.ufunc) -> np.ndarray:
        """The least or greatest x and y of each digit, (n, 2), or their sums."""
        return operation.reduceat(self.points, self.starts, axis=0)


def written_paths(labels: np.ndarray, random: np.random.Generator) -> Paths:
    """Paths of the digits of (n,) labels, at least one, in their order; templates at random."""
    chosen = _chosen_templates(labels, random)
    written: list[np.ndarray] = [np.empty(0)] * len(labels)
    for number in np.unique(chosen).tolist():
        places = np.flatnonzero(chosen == number)
        paths = _written(number, len(places), random)
        for place, path in zip(places.tolist(), paths, strict=True):
            written[place] = path
    lengths = np.array([len(path) for path in written])
    joined = Paths(np.concatenate(written), np.cumsum(lengths) - lengths)
    return _wobbled(_bent(_slanted(joined, random), random), random)


def _chosen_templates(labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(n,) positions in STROKE_TEMPLATES, each of a digit as likely as any other."""
    digits = [template.digit for template in STROKE_TEMPLATES]
    counts = np.bincount(digits, minlength=CLASSES)
    first = np.cumsum(counts) - counts
    return first[labels] + (random.random(len(labels)) * counts[labels]).astype(np.int64)


def _written(number: int, count: int, random: np.random.Generator) -> np.ndarray:
    """(count, points, 2): one template on so many days."""
    jitter = random.uniform(0, CONTROL_JITTER, (count, 1, 1))
    hurry = np.abs(random.normal(0, HURRY, count)).astype(np.int64)
    strokes = []
    for stroke in STROKE_TEMPLATES[number].strokes:
        shape = (count, *stroke.controls.shape)
        moved = stroke.controls + jitter * random.normal(0, 1, shape)
        moved += random.normal(0, STROKE_JITTER, (count, 1, 2))
        strokes.append(_hurried(stroke.curve @ moved.astype(np.float32), hurry))
    return np.concatenate(strokes, axis=1) + _towards_near(number, count, random)


def _towards_near(number: int, count: int, random: np.random.Generator) -> np.ndarray:
    """(count, points, 2) steps from a template's path towards, or away from, one near it."""
    ways = _ways_to_near(number)
    chosen = random.integers(len(ways), size=count)
    share = random.uniform(*NEAR_SHARE, (count, 1, 1))
    return (share * ways[chosen]).astype(np.float32)


@lru_cache(maxsize=len(STROKE_TEMPLATES))
def _ways_to_near(number: int) -> np.ndarray:
    """(near, points, 2) from one template's path to those of its digit that run much alike."""
    template = STROKE_TEMPLATES[number]
    own = template.path
    ways = [np.zeros((sum(map(len, own)), 2))]
    for place, other in enumerate(STROKE_TEMPLATES):
        if place == number or not _are_comparable(template, other):
            continue
        theirs = [_resampled(path, len(mine)) for path, mine in zip(other.path, own, strict=True)]
        way = np.concatenate(theirs) - np.concatenate(own)
        if np.hypot(*(way - way.mean(axis=0)).T).mean() < NEAR_DISTANCE:
            ways.append(way)
    return np.stack(ways)


def _are_comparable(one: StrokeTemplate, other: StrokeTemplate) -> bool:
    return one.digit == other.digit and len(one.strokes) == len(other.strokes)


def _resampled(path: np.ndarray, count: int) -> np.ndarray:
    places = np.linspace(0, len(path) - 1, count)
    return np.stack([np.interp(places, np.arange(len(path)), axis) for axis in path.T], axis=1)


def _hurried(points: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Round the corners of (n, k, 2) strokes; the ends stay.

    Each point becomes the mean of (n,) reach neighbours before and as many after.
    """
    count = points.shape[1]
    place = np.arange(count)
    reach = np.minimum(reach[:, None], np.minimum(place, count - 1 - place))
    sums = np.pad(np.cumsum(points, axis=1, dtype=np.float64), ((0, 0), (1, 0), (0, 0)))
    after = np.take_along_axis(sums, (place + reach + 1)[..., None], axis=1)
    before = np.take_along_axis(sums, (place - reach)[..., None], axis=1)
    return ((after - before) / (2 * reach + 1)[..., None]).astype(np.float32)


def _slanted(paths: Paths, random: np.random.Generator) -> Paths:
    """Each digit slanted, turned, stretched, and wider above or below."""
    count = paths.count
    middle = (paths.reduced(np.minimum) + paths.reduced(np.maximum)) / 2
    x, y = (paths.points - paths.of_points(middle)).T
    x = x * (1 + paths.of_points(random.normal(0, TAPER_SPREAD, count)) * y)
    stretch = np.exp(random.normal(STRETCH_MEAN, STRETCH_SPREAD, count))
    slant = random.normal(SLANT_MEAN, SLANT_SPREAD, count)
    x = paths.of_points(stretch) * x - paths.of_points(slant) * y
    turn = random.normal(0, TURN_SPREAD, count)
    cosine, sine = paths.of_points(np.cos(turn)), paths.of_points(np.sin(turn))
    return Paths(np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1), paths.starts)


def _bent(paths: Paths, random: np.random.Generator) -> Paths:
    """The plane under each digit bent in long waves."""
    moved = paths.points.copy()
    for _ in range(WAVES):
        frequency = paths.of_points(random.normal(0, WAVE_NUMBER, (paths.count, 2)))
        phase = paths.of_points(random.uniform(0, 2 * np.pi, paths.count))
        height = paths.of_points(random.normal(0, WAVE_HEIGHT, (paths.count, 2)))
        moved += height * np.sin((paths.points * frequency).sum(axis=1) + phase)[:, None]
    return Paths(moved, paths.starts)


def _wobbled(paths: Paths, random: np.random.Generator) -> Paths:
    """Each point a little beside its place: an unsteady hand, its neighbours going along."""
    size = paths.of_points(np.abs(random.normal(0, WOBBLE, paths.count)))[:, None]
    noise = random.normal(0, 1, (len(paths.points) + 2, 2))
    smooth = (noise[:-2] + noise[1:-1] + noise[2:]) / np.sqrt(3)
    return Paths(paths.points + size * smooth, paths.starts)
