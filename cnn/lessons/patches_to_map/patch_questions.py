"""Questions about one cell of a convolution: what it is, and what one input map adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.figures.number_grid import printed
from cnn.lessons.patches_to_map.patch_vectors import PatchVectors
from cnn.lessons.question import Question, tolerance_for
from cnn.network.kinds.conv2d import ConvCell

DECIMALS = 4


@dataclass(frozen=True)
class Asked:
    """What stays hidden until it has been answered.

    Attributes:
        step: of the cell's sum, where one is asked for; None where it is the cell itself.
    """

    row: int
    column: int
    step: int | None


def asked_about(vectors: PatchVectors, number: int) -> Asked:
    """What to ask: cells and contributions by turns, at a place where there is something to add.

    Another number asks for something else; every fourth question is about a cell that ReLU makes
    0, where there is one.
    """
    several = (np.abs(vectors.steps[..., :-1]) > 10.0**-DECIMALS).sum(axis=-1) >= 2
    positive = vectors.before_relu > 0
    wanted = ~positive if number % 4 == 2 else positive
    for candidates in (several & wanted, several, np.ones_like(several)):
        places = np.argwhere(candidates)
        if len(places):
            row, column = map(int, places[np.random.default_rng(number).integers(len(places))])
            return Asked(row, column, 0 if number % 2 else None)
    raise AssertionError("a map has at least one cell")


def patch_question(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> Question:
    """The question about one cell of one filter; `cell` is the same cell, explained."""
    tolerance = tolerance_for(float(np.abs(vectors.before_relu).max()))
    row, column = asked.row, asked.column
    if asked.step is None:
        return Question(
            text=f"The steps at row {row}, column {column}, filter {vectors.filter} are in the "
            f"figure. What is the cell after ReLU? To within {tolerance:g} will do.",
            answer=cell.result,
            working=_cell_working(vectors, asked, cell),
            tolerance=tolerance,
            fingerprint=vectors.fingerprint,
        )
    channel = int(vectors.strongest[row, column, asked.step])
    return Question(
        text=f"One step at row {row}, column {column}, filter {vectors.filter} is hidden, the sum "
        f"before ReLU is not. What does map {channel} of {vectors.giver} add? To within "
        f"{tolerance:g} will do.",
        answer=float(cell.channel_sums[channel]),
        working=_step_working(vectors.steps[row, column], asked.step, cell, channel),
        tolerance=tolerance,
        fingerprint=vectors.fingerprint,
    )


def _cell_working(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> str:
    steps = vectors.steps[asked.row, asked.column]
    before = printed(cell.before_relu, DECIMALS)
    return (
        f"{_sum_of(steps)} = {before}; max(0, {before}) = **{printed(cell.result, DECIMALS)}**. "
        "The steps are rounded; their sum is not."
    )


def _step_working(steps: np.ndarray, asked: int, cell: ConvCell, channel: int) -> str:
    others = np.delete(steps, asked)
    added = printed(cell.channel_sums[channel], DECIMALS)
    products = cell.products[..., channel].ravel()
    return (
        f"{printed(cell.before_relu, DECIMALS)} less all other steps "
        f"({printed(others.sum(), DECIMALS)}) leaves **{added}**. It is the sum of "
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
