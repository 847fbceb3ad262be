"""Questions about one patch: its vector, one cell of it, and what one input map adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np

from cnn.cells.explain_cell import strongest_cell
from cnn.figures.printed_number import printed
from cnn.glossary import term
from cnn.lessons.patches_to_map.patch_vectors import PatchVectors
from cnn.lessons.question import Question, tolerance_for
from cnn.network.kinds.conv2d import ConvCell

DECIMALS = 4


@dataclass(frozen=True)
class Asked:
    """The place that a question is about, and what of it stays hidden.

    Attributes:
        about: the patch's vector, which hides nothing; the cell; or the first step of its sum.
    """

    row: int
    column: int
    about: Literal["vector", "cell", "step"]

    @property
    def place(self) -> tuple[int, int]:
        """Row and column of the cell."""
        return self.row, self.column


def asked_about(vectors: PatchVectors, number: int) -> Asked:
    """What a page's question of this number is about: the first is the easiest.

    First the vector, with the patch at the filter's largest cell; then cells and contributions by
    turns, at a place where there is something to add. Every fourth question is about a cell that
    ReLU makes 0, where there is one.
    """
    if number == 0:
        row, column = strongest_cell(vectors.cells)
        return Asked(row, column, "vector")
    several = (np.abs(vectors.steps[..., :-1]) > 10.0**-DECIMALS).sum(axis=-1) >= 2
    positive = vectors.before_relu > 0
    # So far above 0 that 0 is no right answer.
    clear = vectors.before_relu > 2 * _tolerance(vectors)
    wanted, else_wanted = (~positive, ~positive) if number % 4 == 3 else (clear, positive)
    for candidates in (several & wanted, several & else_wanted, several, np.ones_like(several)):
        places = np.argwhere(candidates)
        if len(places):
            row, column = map(int, places[np.random.default_rng(number).integers(len(places))])
            return Asked(row, column, "cell" if number % 2 else "step")
    raise AssertionError("a map has at least one cell")


def patch_question(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> Question:
    """The question about one patch; `cell` is the cell at its place, explained."""
    match asked.about:
        case "vector":
            return _vector_question(vectors)
        case "cell":
            return _cell_question(vectors, asked, cell)
        case "step":
            return _step_question(vectors, asked, cell)
        case _:
            assert_never(asked.about)


def _vector_question(vectors: PatchVectors) -> Question:
    """How many numbers does a patch become?"""
    maps, filters = vectors.given.shape[-1], vectors.output.shape[-1]
    window, layer = vectors.window, vectors.layer.name
    numbers = window**2 * maps
    return Question(
        text=f"The patch in the figure holds {window} x {window} x {maps} = {numbers:,} numbers. "
        f"How many numbers does {layer} make of it?",
        answer=float(filters),
        working=f"Each {term('filter')} of {layer} makes one number of the whole patch: the "
        f"{term('dot_product')} of its {numbers:,} weights with the patch's {numbers:,} numbers, "
        f"plus a bias, through ReLU. {layer} has {filters} filters, so the vector has "
        f"**{filters}** numbers.",
        tolerance=0.0,
        fingerprint=f"{layer} {window} {maps} {filters}",
    )


def _cell_question(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> Question:
    """What is the cell that the steps in the figure add up to?"""
    return Question(
        text=f"The bars show what each input map adds at row {asked.row}, column {asked.column}, "
        f"for filter {vectors.filter}. Add them up, with the {term('bias')}. What is the "
        f"{term('cell')} after {term('relu')}?",
        answer=cell.result,
        working=_cell_working(vectors, asked, cell),
        tolerance=_tolerance(vectors),
        fingerprint=vectors.fingerprint,
    )


def _step_question(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> Question:
    """What does one input map add?"""
    number = int(vectors.strongest[asked.row, asked.column, 0])
    return Question(
        text=f"At row {asked.row}, column {asked.column}, for filter {vectors.filter}, the figure "
        f"shows the sum before {term('relu')} and all steps but one. What does map {number} of "
        f"{vectors.giver} add?",
        answer=float(cell.channel_sums[number]),
        working=_step_working(vectors.steps[asked.place], cell, number),
        tolerance=_tolerance(vectors),
        fingerprint=vectors.fingerprint,
    )


def _tolerance(vectors: PatchVectors) -> float:
    return tolerance_for(float(np.abs(vectors.before_relu).max()))


def _cell_working(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> str:
    steps = vectors.steps[asked.place]
    before = printed(cell.before_relu, DECIMALS)
    return (
        f"{_sum_of(steps)} = {before}; max(0, {before}) = **{printed(cell.result, DECIMALS)}**. "
        "The steps are shown rounded; their sum is computed exactly."
    )


def _step_working(steps: np.ndarray, cell: ConvCell, number: int) -> str:
    """The first step is what the others leave of the sum, and the sum of its own products."""
    added = printed(cell.channel_sums[number], DECIMALS)
    products = cell.products[..., number].ravel()
    return (
        f"The sum {printed(cell.before_relu, DECIMALS)} less all other steps "
        f"({printed(steps[1:].sum(), DECIMALS)}) leaves **{added}**. It is the sum of "
        f"{products.size} products, patch times kernel: {_sum_of(products)} = {added}."
    )


def _sum_of(terms: np.ndarray) -> str:
    """Terms with their signs; those that print as 0 are counted, not written."""
    texts = [printed(term, DECIMALS) for term in terms]
    shown = [text for text in texts if float(text) != 0]
    if not shown:
        return f"{len(texts)} terms of 0"
    first, *others = shown
    signed = [f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in others]
    zeros = len(texts) - len(shown)
    return "".join([first, *signed]) + (f" ({zeros} more of 0)" if zeros else "")
