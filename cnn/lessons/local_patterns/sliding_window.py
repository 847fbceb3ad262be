"""A window slides over the digit: patch times kernel, summed, plus bias, ReLU, cell by cell."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnn.figures.number_grid import printed
from cnn.lessons.question import Question, tolerance_for
from cnn.network import ops

DECIMALS = 4
# A cell to be worked out in the head has at most so many products that are not zero.
MOST_PRODUCTS = 4


@dataclass(frozen=True)
class Slide:
    """Every stop of a window that slides over an image by one pixel, without padding.

    All arrays are float64; h x w are the places that the window has.

    Attributes:
        image: (rows, columns) floats.
        kernel: (k, k).
        bias: added to each sum.
        products: (h, w, k, k), patch times kernel at each stop.
        sums: (h, w), the products summed.
        before_relu: (h, w), plus the bias.
        cells: (h, w), after ReLU: the output map.
    """

    image: np.ndarray
    kernel: np.ndarray
    bias: float
    products: np.ndarray
    sums: np.ndarray
    before_relu: np.ndarray
    cells: np.ndarray

    @property
    def fingerprint(self) -> str:
        """Another for another image, kernel or bias."""
        checksum = 0
        for array in (self.image, self.kernel, np.float64(self.bias)):
            checksum = zlib.crc32(np.ascontiguousarray(array).tobytes(), checksum)
        return f"{checksum:08x}"


def slide(image: np.ndarray, kernel: np.ndarray, bias: float) -> Slide:
    """Slide a (k, k) kernel, no larger than the image, over a (rows, columns) image."""
    image, kernel = image.astype(np.float64), kernel.astype(np.float64)
    maps, weights = image[None, ..., None], kernel[..., None, None]
    before_relu = ops.conv2d(maps, weights, np.array([bias]))
    return Slide(
        image=image,
        kernel=kernel,
        bias=float(bias),
        products=sliding_window_view(image, kernel.shape) * kernel,
        sums=ops.conv2d(maps, weights, np.zeros(1))[0, ..., 0],
        before_relu=before_relu[0, ..., 0],
        cells=ops.relu(before_relu)[0, ..., 0],
    )


def cell_to_ask(stops: Slide, number: int) -> tuple[int, int]:
    """Row and column of a cell that can be worked out by hand: ink in its window, few products.

    Another number gives, as a rule, another cell; every other number asks for one that ReLU leaves
    above 0, where there is one.
    """
    counts = np.count_nonzero(stops.products, axis=(2, 3))
    hand = (counts >= 2) & (counts <= MOST_PRODUCTS)
    wanted = stops.before_relu > 0 if number % 2 == 0 else stops.before_relu < 0
    for candidates in (hand & wanted, hand, counts > 0, np.ones_like(hand)):
        places = np.argwhere(candidates)
        if len(places):
            seed = (number, int(stops.fingerprint, 16))
            row, column = places[np.random.default_rng(seed).integers(len(places))]
            return int(row), int(column)
    raise AssertionError("a window has at least one place")


def cell_question(stops: Slide, place: tuple[int, int]) -> Question:
    """What is the cell at this row and column after ReLU?"""
    row, column = place
    tolerance = tolerance_for(float(np.abs(stops.before_relu).max()))
    return Question(
        text=f"What is the cell at row {row}, column {column}, after ReLU? To within "
        f"{tolerance:g} will do.",
        answer=float(stops.cells[place]),
        working=cell_working(stops, place),
        tolerance=tolerance,
        fingerprint=stops.fingerprint,
    )


def cell_working(stops: Slide, place: tuple[int, int]) -> str:
    """How the cell at this row and column comes about, with its numbers, as Markdown.

    The products that are not zero, their sum, the bias, ReLU; and that the numbers are rounded
    where they are.
    """
    row, column = place
    size = len(stops.kernel)
    patch = stops.image[row : row + size, column : column + size]
    terms = [
        f"{_factor(pixel)} x {_factor(weight)}"
        for pixel, weight in zip(patch.ravel(), stops.kernel.ravel(), strict=True)
        if pixel * weight != 0
    ]
    summed = _sum_text(terms, size**2, printed(stops.sums[place], DECIMALS))
    before = printed(stops.before_relu[place], DECIMALS)
    working = (
        f"{summed}; {printed(stops.sums[place], DECIMALS)} + bias {_factor(stops.bias)} = "
        f"{before}; max(0, {before}) = **{printed(stops.cells[place], DECIMALS)}**."
    )
    numbers = (*patch.ravel(), *stops.kernel.ravel(), stops.bias)
    if any(abs(value - round(value, DECIMALS)) > 1e-9 for value in numbers):
        return f"{working} What is written is rounded, what is computed is not."
    return working


def _sum_text(terms: Sequence[str], products: int, total: str) -> str:
    """The products that are not zero, of so many, and their sum."""
    zeros = products - len(terms)
    if not terms:
        return f"All {products} products are 0, so their sum is {total}"
    if zeros == 0:
        return f"{' + '.join(terms)} = {total}"
    if zeros == 1:
        return f"{' + '.join(terms)} = {total} (the other product is 0)"
    return f"{' + '.join(terms)} = {total} (the other {zeros} products are 0)"


def _factor(value: float) -> str:
    text = printed(value, DECIMALS).rstrip("0").rstrip(".")
    return f"({text})" if text.startswith("-") else text
