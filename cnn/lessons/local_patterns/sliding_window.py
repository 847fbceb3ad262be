"""A window slides over the digit: patch times kernel, summed, plus bias, ReLU, cell by cell."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnn.figures.number_grid import printed
from cnn.lessons.question import Question
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
    """Slide a window over an image.

    Args:
        image: (rows, columns) floats.
        kernel: (k, k) floats, k no larger than the image.
        bias: added to each sum.

    Returns:
        Every stop.
    """
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
    """A cell that can be worked out by hand: ink in its window, and few products.

    Args:
        stops: every stop of the window.
        number: another one gives, as a rule, another cell.

    Returns:
        Its row and column; every other number asks for a cell that ReLU leaves above 0, where
        there is one.
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
    """What is this cell after ReLU?

    Args:
        stops: every stop of the window.
        place: row and column of the cell.

    Returns:
        The question, with a tolerance that fits the map's range.
    """
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
    """How a cell comes about, with its numbers.

    Args:
        stops: every stop of the window.
        place: row and column of the cell.

    Returns:
        Markdown: the products that are not zero, their sum, the bias, ReLU; and that the numbers
        are rounded where they are.
    """
    row, column = place
    size = len(stops.kernel)
    patch = stops.image[row : row + size, column : column + size]
    terms = [
        f"{_factor(pixel)} x {_factor(weight)}"
        for pixel, weight in zip(patch.ravel(), stops.kernel.ravel(), strict=True)
        if pixel * weight != 0
    ]
    zeros = size**2 - len(terms)
    numbers = (*patch.ravel(), *stops.kernel.ravel(), stops.bias)
    is_rounded = any(abs(value - round(value, DECIMALS)) > 1e-9 for value in numbers)
    rest = f" ({_products(zeros)} 0)" if terms and zeros else ""
    return (
        f"{' + '.join(terms) or f'All {size**2} products are 0, so their sum is'} "
        f"{'= ' if terms else ''}{printed(stops.sums[place], DECIMALS)}{rest}; "
        f"{printed(stops.sums[place], DECIMALS)} + bias {_factor(stops.bias)} = "
        f"{printed(stops.before_relu[place], DECIMALS)}; "
        f"max(0, {printed(stops.before_relu[place], DECIMALS)}) = "
        f"**{printed(stops.cells[place], DECIMALS)}**."
        f"{' What is written is rounded, what is computed is not.' if is_rounded else ''}"
    )


def _products(count: int) -> str:
    return "the other product is" if count == 1 else f"the other {count} products are"


def _factor(value: float) -> str:
    text = printed(value, DECIMALS).rstrip("0").rstrip(".")
    return f"({text})" if text.startswith("-") else text


def tolerance_for(strongest: float) -> float:
    """How far off an answer may be.

    Args:
        strongest: the largest number of the map, 0 or more.

    Returns:
        A twentieth of it, as 1, 2 or 5 times a power of ten; 0.01 at least.
    """
    wanted = max(strongest / 20, 0.01)
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(max(step * power for step in (1, 2, 5) if step * power <= wanted * (1 + 1e-9)))
