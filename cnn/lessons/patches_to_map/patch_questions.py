"""Questions about one cell of a convolution: what it is, and what one input map adds to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.figures.number_grid import printed
from cnn.lessons.local_patterns.sliding_window import tolerance_for
from cnn.lessons.patches_to_map.patch_vectors import PatchVectors
from cnn.lessons.question import Question
from cnn.network.kinds.conv2d import ConvCell

DECIMALS = 4


@dataclass(frozen=True)
class Asked:
    """What stays hidden until it has been answered.

    Attributes:
        row: of the cell.
        column: of the cell.
        step: the step that is asked for; None where it is the cell itself.
    """

    row: int
    column: int
    step: int | None


def asked_about(vectors: PatchVectors, number: int) -> Asked:
    """What to ask: cells and contributions by turns, at a place where there is something to add.

    Args:
        vectors: of the filter that is looked at.
        number: another one asks for something else.

    Returns:
        The cell, and which step of its sum; every fourth question is about a cell that ReLU makes
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
    """The question about one cell of one filter.

    Args:
        vectors: of the filter.
        asked: what is asked.
        cell: the same cell, explained.

    Returns:
        The question, with a tolerance that fits the map's range.
    """
    tolerance = tolerance_for(float(np.abs(vectors.before_relu).max()))
    where = f"row {asked.row}, column {asked.column}, filter {vectors.filter}"
    enough = f"To within {tolerance:g} will do."
    if asked.step is None:
        text = f"The steps at {where} are in the figure. What is the cell after ReLU? {enough}"
        answer, working = cell.result, _cell_working(vectors, asked, cell)
    else:
        channel = int(vectors.strongest[asked.row, asked.column, asked.step])
        text = (
            f"One step at {where} is hidden, the sum before ReLU is not. What does map "
            f"{channel} of {vectors.giver} add? {enough}"
        )
        answer = float(cell.channel_sums[channel])
        working = _step_working(vectors, asked, cell, channel)
    return Question(text, answer, working, tolerance=tolerance, fingerprint=vectors.fingerprint)


def _cell_working(vectors: PatchVectors, asked: Asked, cell: ConvCell) -> str:
    steps = vectors.steps[asked.row, asked.column]
    before = printed(cell.before_relu, DECIMALS)
    return (
        f"{_sum_of(steps)} = {before}; max(0, {before}) = **{printed(cell.result, DECIMALS)}**. "
        "The steps are rounded; their sum is not."
    )


def _step_working(vectors: PatchVectors, asked: Asked, cell: ConvCell, channel: int) -> str:
    others = np.delete(vectors.steps[asked.row, asked.column], asked.step)
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
