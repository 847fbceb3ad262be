"""What a stride leaves out of a feature map, and the questions about it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.figures.printed_number import printed
from cnn.glossary import term
from cnn.lessons.question import Question
from cnn.lessons.window_places import WindowPlaces
from cnn.network import ops

STRIDES = (2, 3)
DECIMALS = 4
TOLERANCE = 0.005


@dataclass(frozen=True)
class StridedMap:
    """One filter over one image, at every place and with a stride.

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
    def multiplications(self) -> tuple[int, int]:
        """How many the map of stride 1 takes, and how many the map of the stride."""
        window = self.places.kernel**2
        return self.every.size * window, self.strided.size * window

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


@dataclass(frozen=True)
class StrideQuestion:
    """A question about the two maps.

    Attributes:
        asks_size: whether it asks how large the strided map is, which is then not written.
        place: row and column of the strided map's cell that it asks for, which is then not shown.
    """

    question: Question
    asks_size: bool = False
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Halved:
    """The same map halved in two ways, by a stride of 2 and by 2 x 2 max pooling.

    Attributes:
        strided: (h', w') float32, every second cell.
        pooled: (h', w') float32, the largest of each 2 x 2 window whose upper left cell that is.
    """

    strided: np.ndarray
    pooled: np.ndarray

    @property
    def missed(self) -> int:
        """In how many cells the stride holds 0 where pooling found something."""
        return int(((self.strided == 0) & (self.pooled > 0)).sum())


def halved(every: np.ndarray) -> Halved:
    """Halve an (h, w) map, 0 or more and of even h and w, with a stride of 2 and by max pooling."""
    pooled = ops.max_pool2d(every[None, ..., None], 2)[0, ..., 0]
    return Halved(every[::2, ::2], pooled)


def stride_question(maps: StridedMap, number: int) -> StrideQuestion:
    """Easiest first: the strided map's shape, a cell, its multiplications; then other cells."""
    match number:
        case 0:
            return StrideQuestion(shape_question(maps), asks_size=True)
        case 2:
            return StrideQuestion(work_question(maps))
        case _:
            place = cell_to_ask(maps, number)
            return StrideQuestion(cell_question(maps, place), place=place)


def cell_to_ask(maps: StridedMap, number: int) -> tuple[int, int]:
    """Row and column of a cell of the strided map whose number no other cell near it has.

    Another number gives another cell, as long as there are such cells left.
    """
    rows, columns = maps.strided.shape
    telling = np.zeros((rows, columns), dtype=bool)
    for row in range(1, rows - 1):
        for column in range(1, columns - 1):
            telling[row, column] = _differs_from_its_surroundings(maps, row, column)
    for candidates in (telling, maps.strided > 0, np.ones_like(telling)):
        places = np.argwhere(candidates)
        if len(places):
            seed = zlib.crc32(maps.fingerprint.encode())
            order = np.random.default_rng(seed).permutation(len(places))
            row, column = places[order[number % len(places)]]
            return int(row), int(column)
    raise AssertionError("a map has at least one cell")


def shape_question(maps: StridedMap) -> Question:
    """What shape has the strided map?"""
    places, (rows, columns) = maps.places, maps.every.shape
    kept = " x ".join(map(str, maps.strided.shape))
    return Question(
        text=_SHAPE_TEXTS[maps.stride].format(rows=rows, columns=columns, shape=term("shape")),
        answer=maps.strided.shape,
        working=f"`{places.formula_worked}` rows, and as many columns. Of the {maps.every.size} "
        f"cells {maps.strided.size} remain, {kept}. {places.remainder_text}".strip(),
        fingerprint=maps.fingerprint,
    )


def cell_question(maps: StridedMap, place: tuple[int, int]) -> Question:
    """What number stands at a row and column of the strided map?"""
    row, column = place
    above, left = row * maps.stride, column * maps.stride
    value = printed(maps.strided[place], DECIMALS)
    return Question(
        text=f"Which number belongs at the **?**, row {row}, column {column} of the map of stride "
        f"{maps.stride}? Find its cell in the map of stride 1 and read it there.",
        answer=float(maps.strided[place]),
        working=f"{row} x {maps.stride} = {above} and {column} x {maps.stride} = {left}: it is the "
        f"cell at row {above}, column {left} of the map of stride 1, **{value}**. In both maps the "
        "window starts at that row and column of the digit.",
        tolerance=TOLERANCE,
        fingerprint=maps.fingerprint,
    )


def work_question(maps: StridedMap) -> Question:
    """How many multiplications does the strided map take?"""
    kernel, (every, strided) = maps.places.kernel, maps.multiplications
    rows, columns = maps.every.shape
    return Question(
        text=f"Each cell takes {kernel} x {kernel} = {kernel**2} multiplications, so the map of "
        f"stride 1 takes {rows} x {columns} x {kernel**2} = {every:,}. How many does the map of "
        f"stride {maps.stride} take?",
        answer=strided,
        working=f"{maps.strided.shape[0]} x {maps.strided.shape[1]} x {kernel**2} = "
        f"**{strided:,}**, {strided / every:.0%} of {every:,}. What a stride skips is not "
        "computed at all.",
        tolerance=0.0,
        fingerprint=maps.fingerprint,
    )


_SHAPE_TEXTS: Mapping[int, str] = {
    2: "The map of stride 1 is {rows} x {columns}. With stride 2 the window skips every other row "
    "and column. What is the {shape} of the map of stride 2?",
    3: "The map of stride 1 is {rows} x {columns}. With stride 3 the window stops at every third "
    "row and column only, beginning with the first. What is the {shape} of the map of stride 3?",
}


def _differs_from_its_surroundings(maps: StridedMap, row: int, column: int) -> bool:
    reach = maps.stride
    above, left = row * reach, column * reach
    value = maps.strided[row, column]
    around = maps.every[above - reach : above + reach + 1, left - reach : left + reach + 1]
    near = np.abs(around - value) <= 2 * TOLERANCE
    return bool(value > 0 and near.sum() == 1)
