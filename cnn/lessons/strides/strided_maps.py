"""What a stride leaves out of a feature map, and the questions about it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from cnn.figures.number_grid import printed
from cnn.lessons.question import Question
from cnn.lessons.window_places import WindowPlaces
from cnn.network import ops

STRIDES = (2, 3)
DECIMALS = 4
TOLERANCE = 0.005


@dataclass(frozen=True)
class StridedMap:
    """One filter over one image, at every place and at every so manieth.

    Attributes:
        stride: pixels from one place to the next in the second map.
        places: of the window with that stride.
        every: (h, w) float32 after ReLU, the map of stride 1.
        strided: (h', w') float32 after ReLU, the map of the stride.
    """

    stride: int
    places: WindowPlaces
    every: np.ndarray
    strided: np.ndarray

    @property
    def goes(self) -> np.ndarray:
        """(h, w) bool: the cells of the map of stride 1 that the stride leaves out."""
        goes = np.ones(self.every.shape, dtype=bool)
        goes[:: self.stride, :: self.stride] = False
        return goes

    @property
    def fingerprint(self) -> str:
        """Another for other numbers or another stride."""
        return f"{self.stride}-{zlib.crc32(np.ascontiguousarray(self.every).tobytes()):08x}"


def strided_map(image: np.ndarray, kernel: np.ndarray, bias: float, stride: int) -> StridedMap:
    """Run one (k, k) filter over a (rows, rows) image with and without a stride of 2 or more.

    Each map is computed on its own.
    """
    maps, weights = image[None, ..., None], kernel[..., None, None]
    biases = np.array([bias], dtype=kernel.dtype)
    every, strided = (
        ops.relu(ops.conv2d(maps, weights, biases, step))[0, ..., 0] for step in (1, stride)
    )
    return StridedMap(
        stride, WindowPlaces(len(image), len(kernel), stride, "valid"), every, strided
    )


def cell_to_ask(maps: StridedMap, number: int) -> tuple[int, int]:
    """Row and column of a cell of the strided map whose number no other cell near it has.

    Another number gives, as a rule, another cell.
    """
    rows, columns = maps.strided.shape
    telling = np.zeros((rows, columns), dtype=bool)
    for row in range(1, rows - 1):
        for column in range(1, columns - 1):
            telling[row, column] = _differs_from_its_surroundings(maps, row, column)
    for candidates in (telling, maps.strided > 0, np.ones_like(telling)):
        places = np.argwhere(candidates)
        if len(places):
            seed = (number, zlib.crc32(maps.fingerprint.encode()))
            row, column = places[np.random.default_rng(seed).integers(len(places))]
            return int(row), int(column)
    raise AssertionError("a map has at least one cell")


def cell_question(maps: StridedMap, place: tuple[int, int]) -> Question:
    """What number stands at a row and column of the strided map?"""
    row, column = place
    above, left = row * maps.stride, column * maps.stride
    value = printed(maps.strided[place], DECIMALS)
    return Question(
        text=f"What number stands at the **?**, row {row}, column {column} of the map of stride "
        f"{maps.stride}? The map of stride 1 has it.",
        answer=float(maps.strided[place]),
        working=f"{row} x {maps.stride} = {above} and {column} x {maps.stride} = {left}: it is the "
        f"cell at row {above}, column {left} of the map of stride 1, **{value}**. Both windows "
        f"begin at that row and column of the digit.",
        tolerance=TOLERANCE,
        fingerprint=maps.fingerprint,
    )


def shape_question(maps: StridedMap) -> Question:
    """What shape has the strided map?"""
    places, (rows, columns) = maps.places, maps.every.shape
    kept = " x ".join(map(str, maps.strided.shape))
    return Question(
        text=f"The map of stride 1 is {rows} x {columns}. What shape has the map of stride "
        f"{maps.stride}?",
        answer=maps.strided.shape,
        working=f"{places.formula_worked}, rows as well as columns. Of {maps.every.size} cells "
        f"{maps.strided.size} remain, {kept}. {places.remainder_text}".strip(),
        fingerprint=maps.fingerprint,
    )


def _differs_from_its_surroundings(maps: StridedMap, row: int, column: int) -> bool:
    reach = maps.stride
    above, left = row * reach, column * reach
    value = maps.strided[row, column]
    around = maps.every[above - reach : above + reach + 1, left - reach : left + reach + 1]
    near = np.abs(around - value) <= 2 * TOLERANCE
    return bool(value > 0 and near.sum() == 1)
