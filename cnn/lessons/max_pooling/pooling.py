"""Max pooling, average pooling and every second cell of the same maps, and what a move changes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Literal, assert_never, get_args

import numpy as np

from cnn.lessons.shifted_digit import shifted
from cnn.network import Network, ops
from cnn.ties import largest, smallest

WINDOW = 2
# What is taken of each window: the largest, the mean, or the upper left cell.
Method = Literal["max", "average", "stride"]
METHODS: tuple[Method, ...] = get_args(Method)
# The method whose results change least; alike where the smallest two are too close to call.
Least = Method | Literal["alike"]
Direction = Literal["left", "up", "right", "down"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
Move = Literal["not moved"] | Direction
MOVES: tuple[Move, ...] = ("not moved", *DIRECTIONS)
Measure = Literal["relative", "cosine"]
# Rows and columns by which the digit moves.
_SHIFTS: Mapping[Move, tuple[int, int]] = MappingProxyType(
    {"not moved": (0, 0), "left": (0, -1), "up": (-1, 0), "right": (0, 1), "down": (1, 0)}
)
# Changes, and cosines, that differ by no more are called about the same: another digit, or another
# direction, moves them by much more.
MARGIN = 0.02


@dataclass(frozen=True)
class Change:
    """How much maps change when the digit moves, in two measures.

    Attributes:
        relative: sum of the absolute differences of all cells, divided by the sum of all cells
            before the move (as means: the mean absolute change relative to the mean); 0 for no
            change; NaN where all cells were 0.
        cosine: cosine of the angle between the cells before and after, as vectors; 1 for the same
            direction; NaN where one of them is all 0.
    """

    relative: float
    cosine: float


# By method, None for the maps before pooling, and direction.
Changes = Mapping[tuple[Method | None, Direction], Change]


@dataclass(frozen=True)
class Pooled:
    """One layer's maps for a digit at its five places, and what each method makes of them.

    Attributes:
        layer: whose output the maps are.
        maps: (5, h, w, c) float32, in the order of MOVES.
        results: {method: (5, h // 2, w // 2, c)}.
    """

    layer: str
    maps: np.ndarray
    results: Mapping[Method, np.ndarray]

    @property
    def fingerprint(self) -> str:
        """Another for another digit, network or layer."""
        return f"{self.layer} {zlib.crc32(np.ascontiguousarray(self.maps).tobytes()):08x}"

    def change(
        self, method: Method | None, direction: Direction, channel: int | None = None
    ) -> Change:
        """What one move of the digit changes, from the digit as it stands.

        Args:
            method: None for the maps before pooling.
            channel: of one map; None for all maps together.
        """
        cells = self.maps if method is None else self.results[method]
        if channel is not None:
            cells = cells[..., channel]
        return change_between(cells[0], cells[MOVES.index(direction)])

    def least(self, direction: Direction) -> Least:
        """The method whose results change least, over all maps, by the relative change.

        They are alike where another one is within MARGIN of it, or where a change is not defined.
        """
        found = {method: self.change(method, direction).relative for method in METHODS}
        if not np.isfinite(list(found.values())).all():
            return "alike"
        first, *others = smallest(found, MARGIN)
        return "alike" if others else first


def pool(maps: np.ndarray, method: Method) -> np.ndarray:
    """Halve maps by 2 x 2 windows; rows and columns that fill no window are dropped.

    Args:
        maps: (n, h, w, c) floats.

    Returns:
        (n, h // 2, w // 2, c), the same dtype.
    """
    match method:
        case "max":
            return ops.max_pool2d(maps, WINDOW)
        case "average":
            return ops.average_pool2d(maps, WINDOW)
        case "stride":
            rows, columns = (size // WINDOW * WINDOW for size in maps.shape[1:3])
            return maps[:, :rows:WINDOW, :columns:WINDOW]
        case _:
            assert_never(method)


def moved(images: np.ndarray, move: Move) -> np.ndarray:
    """Move (n, h, w) images by one pixel; what comes in is background, what is moved out lost."""
    return np.stack([shifted(image, *_SHIFTS[move]) for image in images])


def ink_lost(image: np.ndarray, direction: Direction) -> float:
    """Share of an (h, w) image's ink that a move by one pixel takes out of it; 0 without ink."""
    border: Mapping[Direction, np.ndarray] = {
        "left": image[:, :1],
        "up": image[:1],
        "right": image[:, -1:],
        "down": image[-1:],
    }
    ink = float(image.sum())
    return float(border[direction].sum()) / ink if ink else 0.0


def pooled(network: Network, layer: str, image: np.ndarray) -> Pooled:
    """A convolution's maps for a (28, 28) digit at its five places, pooled in three ways."""
    places = np.concatenate([moved(image[None], move) for move in MOVES])
    maps = network.forward(places)[layer]
    return _pooled(layer, maps)


def _pooled(layer: str, maps: np.ndarray) -> Pooled:
    return Pooled(layer, maps, {method: pool(maps, method) for method in METHODS})


def clearest_map(maps: np.ndarray) -> int:
    """The map that shows the digit most clearly: bright strokes on a background that is silent.

    Args:
        maps: (h, w, c) floats, 0 or more.

    Returns:
        The channel with the largest sum of cells above its own median, less that median.
    """
    background = np.median(maps, axis=(0, 1))
    above = np.maximum(maps - background, 0).sum(axis=(0, 1))
    return int((above - background * maps.shape[0] * maps.shape[1]).argmax())


@dataclass(frozen=True)
class Finding:
    """What was found of many digits, by one measure.

    Attributes:
        means: of each method, over the four directions.
        least: the methods that change least, in the order of METHODS; more than one where they are
            within MARGIN of each other.
    """

    means: Mapping[Method, float]
    least: tuple[Method, ...]


def finding(changes: Changes, measure: Measure) -> Finding:
    """Which methods change least by a measure, averaged over the four directions."""
    means = {
        method: float(np.mean([getattr(changes[method, where], measure) for where in DIRECTIONS]))
        for method in METHODS
    }
    # The larger the cosine, the smaller the change.
    least = largest(means, MARGIN) if measure == "cosine" else smallest(means, MARGIN)
    return Finding(means, least)


@dataclass(frozen=True)
class StrongestFind:
    """The strongest cell of one map, and what each method makes of its window.

    Attributes:
        place: the window's row and column in the pooled map.
        four: the window's cells, row by row.
    """

    place: tuple[int, int]
    four: tuple[float, ...]

    @property
    def kept(self) -> Mapping[Method, float]:
        """What each method keeps of the four."""
        return {
            "max": max(self.four),
            "average": sum(self.four) / len(self.four),
            "stride": self.four[0],
        }


def strongest_find(cells: np.ndarray) -> StrongestFind:
    """The window of an (h, w) map that holds its largest cell, of those that fill a window."""
    rows, columns = (size // WINDOW for size in cells.shape)
    whole = cells[: rows * WINDOW, : columns * WINDOW]
    row, column = np.unravel_index(int(whole.argmax()), whole.shape)
    place = int(row) // WINDOW, int(column) // WINDOW
    top, left = place[0] * WINDOW, place[1] * WINDOW
    four = whole[top : top + WINDOW, left : left + WINDOW]
    return StrongestFind(place, tuple(four.ravel().tolist()))


def change_between(before: np.ndarray, after: np.ndarray) -> Change:
    """How much cells change: two arrays of any one shape, 0 or more."""
    before, after = before.astype(np.float64).ravel(), after.astype(np.float64).ravel()
    total, lengths = before.sum(), np.linalg.norm(before) * np.linalg.norm(after)
    return Change(
        relative=float(np.abs(after - before).sum() / total) if total else float("nan"),
        cosine=float(before @ after / lengths) if lengths else float("nan"),
    )


def mean_changes(network: Network, layer: str, images: np.ndarray) -> Changes:
    """The changes of many digits, each measured by itself over all maps, and averaged.

    Args:
        layer: one of the network's convolutions.
        images: (n, 28, 28) in [0, 1], n at least 1.

    Returns:
        {(method, direction): mean}, with None as the method for the maps before pooling. Digits
        for which a change is not defined do not count.
    """
    found: dict[tuple[Method | None, Direction], list[Change]] = {}
    for batch in network.batches(images):
        places = [network.forward(moved(batch, move))[layer] for move in MOVES]
        for maps in np.stack(places, axis=1):
            digit = _pooled(layer, maps)
            for key in product((None, *METHODS), DIRECTIONS):
                found.setdefault(key, []).append(digit.change(*key))
    return {key: _mean(changes) for key, changes in found.items()}


def _mean(changes: Sequence[Change]) -> Change:
    defined = [change for change in changes if np.isfinite((change.relative, change.cosine)).all()]
    if not defined:
        return Change(float("nan"), float("nan"))
    return Change(
        relative=float(np.mean([change.relative for change in defined])),
        cosine=float(np.mean([change.cosine for change in defined])),
    )
