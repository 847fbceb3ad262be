"""Questions about a window that slides over the digit: its weights, and one of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np

from cnn.cells.explain_cell import strongest_cell
from cnn.figures.printed_number import printed
from cnn.glossary import term
from cnn.lessons.local_patterns.sliding_window import Slide
from cnn.lessons.question import Question, tolerance_for

DECIMALS = 4
# A cell to be worked out in the head has at most so many products that are not zero.
MOST_PRODUCTS = 4


@dataclass(frozen=True)
class Asked:
    """The place that a question is about, and what of its numbers stays hidden.

    Attributes:
        hides: nothing; the sum and what is made of it; or the products as well.
    """

    row: int
    column: int
    hides: Literal["nothing", "sum", "products"]

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the cell."""
        return self.row, self.column


def asked_about(stops: Slide, number: int) -> Asked:
    """What a page's question of this number is about: the first is the easiest.

    First the weights, with the window at the map's largest cell; then a sum of products on view;
    then whole cells, those above 0 and those that ReLU makes 0 by turns, where there are both.
    """
    if number == 0:
        row, column = strongest_cell(stops.cells)
        return Asked(row, column, "nothing")
    row, column = _cell_to_work_out(stops, number)
    return Asked(row, column, "sum" if number == 1 else "products")


def window_question(stops: Slide, asked: Asked) -> Question:
    """The question about one place of the window."""
    match asked.hides:
        case "nothing":
            return _weights_question(stops)
        case "sum":
            return _cell_question(
                stops,
                asked,
                f"The {stops.kernel.size} products at row {asked.row}, column {asked.column} are "
                f"in the figure. Add them up and add the {term('bias')}. {term('relu')} turns a "
                f"number below 0 into 0. What is the {term('cell')}?",
            )
        case "products":
            return _cell_question(
                stops,
                asked,
                f"Now from the pixels: multiply each number of the {term('patch')} at row "
                f"{asked.row}, column {asked.column} by the one in the same place of the kernel, "
                f"add up, and add the {term('bias')}. What is the {term('cell')} after "
                f"{term('relu')}?",
            )
        case _:
            assert_never(asked.hides)


def _cell_to_work_out(stops: Slide, number: int) -> tuple[int, int]:
    """Row and column of a cell that can be worked out by hand: ink in its window, few products.

    Another number gives, as a rule, another cell; from the third on every other number asks for
    one that ReLU makes 0, where there is one.
    """
    counts = np.count_nonzero(stops.products, axis=(2, 3))
    hand = (counts >= 2) & (counts <= MOST_PRODUCTS)
    is_cut = number > 2 and number % 2 == 1
    # So far above 0 that 0 is no right answer.
    clear = 2 * _tolerance(stops)
    wanted = stops.before_relu < 0 if is_cut else stops.before_relu > clear
    for candidates in (hand & wanted, hand, counts > 0, np.ones_like(hand)):
        places = np.argwhere(candidates)
        if len(places):
            seed = (number, int(stops.fingerprint, 16))
            row, column = places[np.random.default_rng(seed).integers(len(places))]
            return int(row), int(column)
    raise AssertionError("a window has at least one place")


def _weights_question(stops: Slide) -> Question:
    """How many weights does the window need for all of its places?"""
    (rows, columns), size = stops.cells.shape, len(stops.kernel)
    height, width = stops.image.shape
    return Question(
        text=f"The window stops at {rows} x {columns} = {rows * columns:,} places and makes one "
        "number at each. How many weights does it need for all of them? Leave out the "
        f"{term('bias')}.",
        answer=float(size**2),
        working=f"The window takes the same {size} x {size} = **{size**2}** weights to every "
        f"place. The dense unit has a weight of its own for each of its {height} x {width} = "
        f"{height * width:,} pixels: move the digit, and the unit's sum is another one.",
        tolerance=0.0,
        fingerprint=f"{rows} {columns} {size}",
    )


def _tolerance(stops: Slide) -> float:
    return tolerance_for(float(np.abs(stops.before_relu).max()))


def _cell_question(stops: Slide, asked: Asked, text: str) -> Question:
    return Question(
        text=text,
        answer=float(stops.cells[asked.place]),
        working=cell_working(stops, asked.place),
        tolerance=_tolerance(stops),
        fingerprint=stops.fingerprint,
    )


def cell_working(stops: Slide, place: tuple[int, int]) -> str:
    """How the cell at this row and column comes about, with its numbers, as Markdown.

    The products that are not zero, their sum, the bias, ReLU; and that numbers are shown rounded,
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
        return f"{working} The numbers are shown rounded and computed exactly."
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
