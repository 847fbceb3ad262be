"""A change as a person could make it: short strokes added to the ink or erased from it.

A greedy search: at each step, of many strokes near the ink, the one that brings the wished answer
closest. In the end strokes that were not needed are left out again, and each of the others gives
way to one of less ink as long as the answer stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np

from cnn.experiment.least_change import Changed, Lead, SearchStep
from cnn.network import Network
from cnn.network.shapes import IMAGE_SIZE

MOST_STROKES = 14
# In pixels: how far from the ink the middle of a stroke may lie, how far apart middles are, half
# the lengths of strokes, half the width of the pen.
REACH, SPACING = 2, 2
HALF_LENGTHS = (0.5, 2.0, 3.5)
PEN_RADIUS = 1.1
DIRECTIONS = 4
# A pixel with more ink than this is ink.
INK = 0.3
# So many strokes that promise most, by the gradient, are tried.
TRIED = 64
# How often all strokes are gone through for one of less ink in their place.
ROUNDS = 2

StrokeKind = Literal["add", "erase"]


class Stroke(NamedTuple):
    """One stroke of the pen or of the eraser; `ink` is (28, 28) float32 in [0, 1]."""

    kind: StrokeKind
    ink: np.ndarray

    def on(self, image: np.ndarray) -> np.ndarray:
        """The image after it."""
        if self.kind == "add":
            return np.maximum(image, self.ink)
        return np.minimum(image, 1 - self.ink)


@dataclass(frozen=True)
class StrokeStep(SearchStep):
    """How far a search with strokes is.

    Attributes:
        strokes: made so far; in the end, those that were needed.
    """

    strokes: tuple[Stroke, ...] = ()


def stroke_change(network: Network, image: np.ndarray, target: int | None) -> Iterator[StrokeStep]:
    """Look for a few strokes near the ink that make a network answer otherwise.

    Args:
        network: any.
        image: (28, 28) in [0, 1].
        target: the answer wished for; None for any other than the present one.

    Yields:
        How far it is, after every stroke; nothing found in the end where 14 are not enough, or
        none brings the answer closer.

    Raises:
        ExplanationError: the network's sums overflow.
    """
    image = image.astype(np.float32)
    lead = Lead(network, image, target)
    strokes: list[Stroke] = []
    now = image
    while len(strokes) < MOST_STROKES:
        here = lead.of(now)
        if here.is_ahead:
            break
        best = _best_stroke(lead, now, here.gradient)
        if best is None:
            yield StrokeStep(1.0, None, not here.gradient.any(), tuple(strokes))
            return
        strokes.append(best)
        now = best.on(now)
        yield StrokeStep(len(strokes) / (MOST_STROKES + 1), None, False, tuple(strokes))
    needed = _needed(lead, image, strokes)
    for _ in range(ROUNDS):
        for place in range(len(needed)):
            needed[place] = _cheaper(lead, image, needed, place)
            yield StrokeStep(MOST_STROKES / (MOST_STROKES + 1), None, False, tuple(needed))
    needed = _needed(lead, image, needed)
    final = lead.of(with_strokes(image, needed))
    found = final.changed(image) if final.is_ahead else None
    yield StrokeStep(1.0, found, False, tuple(needed))


def with_strokes(image: np.ndarray, strokes: list[Stroke] | tuple[Stroke, ...]) -> np.ndarray:
    """The image after some strokes, in their order."""
    for stroke in strokes:
        image = stroke.on(image)
    return image


def film(found: Changed, strokes: tuple[Stroke, ...]) -> np.ndarray:
    """(strokes + 1, 28, 28): the digit, then one stroke more in each picture."""
    return np.stack([with_strokes(found.before, strokes[:n]) for n in range(len(strokes) + 1)])


def _best_stroke(lead: Lead, image: np.ndarray, gradient: np.ndarray) -> Stroke | None:
    """Of those that make the answer the one with least ink, else the one that comes closest."""
    strokes, after = _promising(image, gradient)
    if not strokes:
        return None
    margins = lead.margins(after)
    if margins.max() > 0:
        changes = np.abs(after - image).sum(axis=(1, 2))
        return strokes[np.where(margins > 0, changes, np.inf).argmin()]
    if margins.max() <= lead.margins(image[np.newaxis])[0]:
        return None
    return strokes[margins.argmax()]


def _promising(image: np.ndarray, gradient: np.ndarray) -> tuple[list[Stroke], np.ndarray]:
    """The strokes that promise most by the gradient, the best first, and the images after each."""
    strokes = _candidates(image)
    if not strokes:
        return [], np.zeros((0, IMAGE_SIZE, IMAGE_SIZE), np.float32)
    after = np.stack([stroke.on(image) for stroke in strokes])
    promised = ((after - image) * gradient).sum(axis=(1, 2))
    order = np.argsort(-promised, kind="stable")[:TRIED]
    return [strokes[place] for place in order], after[order]


def _cheaper(lead: Lead, image: np.ndarray, strokes: list[Stroke], place: int) -> Stroke:
    """In place of a stroke, one with which less ink changes in all and the answer stays as wished.

    The stroke itself where none of those tried is such.
    """
    before, after = strokes[:place], strokes[place + 1 :]
    without = with_strokes(image, [*before, *after])
    others, _ = _promising(without, lead.of(without).gradient)
    wholes = [with_strokes(image, [*before, other, *after]) for other in others]
    changes = [_ink(whole - image) for whole in wholes]
    least = _ink(with_strokes(image, strokes) - image)
    order = [n for n in np.argsort(changes, kind="stable") if changes[n] < least]
    if not order:
        return strokes[place]
    ahead = np.flatnonzero(lead.margins(np.stack([wholes[n] for n in order])) > 0)
    return others[order[ahead[0]]] if len(ahead) else strokes[place]


def _ink(change: np.ndarray) -> float:
    return float(np.abs(change, dtype=np.float64).sum())


def _needed(lead: Lead, image: np.ndarray, strokes: list[Stroke]) -> list[Stroke]:
    """The strokes without those, the first ones first, that can be left out."""
    needed = list(strokes)
    for stroke in strokes:
        fewer = [one for one in needed if one is not stroke]
        if lead.margins(with_strokes(image, fewer)[np.newaxis])[0] > 0:
            needed = fewer
    return needed


def _candidates(image: np.ndarray) -> list[Stroke]:
    """Strokes whose middle is near the ink, and erasures whose middle is on it."""
    ink = image > INK
    near = _widened(ink, REACH)
    rows, columns = np.mgrid[0:IMAGE_SIZE:SPACING, 0:IMAGE_SIZE:SPACING]
    found: list[Stroke] = []
    for row, column in zip(rows.ravel().tolist(), columns.ravel().tolist(), strict=True):
        if not near[row, column]:
            continue
        for shape in _shapes():
            stroke = _at(shape, row, column)
            found.append(Stroke("add", stroke))
            if ink[row, column]:
                found.append(Stroke("erase", stroke))
    return found


def _widened(ink: np.ndarray, reach: int) -> np.ndarray:
    padded = np.pad(ink, reach)
    wide = np.zeros_like(ink)
    for row in range(2 * reach + 1):
        for column in range(2 * reach + 1):
            wide |= padded[row : row + IMAGE_SIZE, column : column + IMAGE_SIZE]
    return wide


@lru_cache(maxsize=1)
def _shapes() -> tuple[np.ndarray, ...]:
    """Short straight strokes in all directions, (57, 57) float32, with their middle in pixel 28."""
    offsets = np.arange(-IMAGE_SIZE, IMAGE_SIZE + 1, dtype=np.float32)
    down, right = np.meshgrid(offsets, offsets, indexing="ij")
    shapes = []
    for half in HALF_LENGTHS:
        # The shortest is a dot, which has no direction.
        for turn in range(DIRECTIONS if half > HALF_LENGTHS[0] else 1):
            angle = np.pi * turn / DIRECTIONS
            along = right * np.cos(angle) + down * np.sin(angle)
            beside = np.maximum(np.abs(along) - half, 0)
            across = down * np.cos(angle) - right * np.sin(angle)
            distance = np.hypot(beside, across)
            shapes.append(np.clip(PEN_RADIUS + 0.5 - distance, 0, 1).astype(np.float32))
    return tuple(shapes)


def _at(shape: np.ndarray, row: int, column: int) -> np.ndarray:
    """A view of a stroke with its middle in a pixel."""
    top, left = IMAGE_SIZE - row, IMAGE_SIZE - column
    return shape[top : top + IMAGE_SIZE, left : left + IMAGE_SIZE]
