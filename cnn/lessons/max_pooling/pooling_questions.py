"""Questions about pooled maps: what is this cell, and which result changes least."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np

from cnn.figures.printed_number import printed
from cnn.glossary import term
from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    MARGIN,
    METHODS,
    MOVES,
    WINDOW,
    Direction,
    Least,
    Method,
    Move,
    Pooled,
)
from cnn.lessons.question import Choice, Question

DECIMALS = 3
# What is asked for in turn: what a method puts into a cell, or what a move changes least.
_TURN: tuple[Method | Literal["move"], ...] = ("max", "average", "move", "stride")
CELL_TOLERANCE = 0.01
LABELS: Mapping[Least, str] = {
    "max": "Max",
    "average": "Average",
    "stride": "Every second cell",
    "alike": "No clear winner",
}
_MOVES_BY_ONE: Mapping[Direction, str] = {
    "left": "The digit moves by one pixel to the left.",
    "up": "The digit moves by one pixel up.",
    "right": "The digit moves by one pixel to the right.",
    "down": "The digit moves by one pixel down.",
}


@dataclass(frozen=True)
class Hidden:
    """What is not shown, and not sent, until the question is answered; one of the two.

    Attributes:
        cell: method, row and column of a pooled cell of the digit as it stands.
        direction: a move whose results are not shown, nor the changes of any move in numbers.
    """

    cell: tuple[Method, int, int] | None = None
    direction: Direction | None = None


@dataclass(frozen=True)
class PoolingQuestion:
    """A question about the figure.

    Attributes:
        hidden: what it asks for.
        first_move: where the digit stands at first: where the question puts it.
    """

    question: Question
    hidden: Hidden
    first_move: Move


def pooling_question(digit: Pooled, channel: int, number: int) -> PoolingQuestion:
    """By turns, easiest first: what a window's cells become, and which result changes least."""
    turn, place_in_turn = divmod(number, len(_TURN))
    asked = _TURN[place_in_turn]
    if asked == "move":
        direction = DIRECTIONS[(2 + turn) % len(DIRECTIONS)]
        question = least_question(digit, direction)
        return PoolingQuestion(question, Hidden(direction=direction), direction)
    place = cell_to_ask(digit.maps[0, ..., channel], number)
    question = cell_question(digit, channel, asked, place)
    return PoolingQuestion(question, Hidden(cell=(asked, *place)), "not moved")


def least_question(digit: Pooled, direction: Direction) -> Question:
    """Which of the three results changes least when the digit moves?"""
    count = digit.maps.shape[-1]
    return Question(
        text=f"{_MOVES_BY_ONE[direction]} Which result changes least, compared with its own mean, "
        f"over all {count} maps of {digit.layer}? Where the smallest two are within {MARGIN:g} of "
        "each other, there is no clear winner.",
        answer=digit.least(direction),
        working=_least_working(digit, direction),
        choices=tuple(Choice(key, label) for key, label in LABELS.items()),
        fingerprint=f"{digit.fingerprint} {direction}",
    )


def _least_working(digit: Pooled, direction: Direction) -> str:
    place = MOVES.index(direction)
    lines = []
    for method in METHODS:
        cells = digit.results[method].astype(np.float64)
        mean, moved_by = cells[0].mean(), np.abs(cells[place] - cells[0]).mean()
        share = digit.change(method, direction).relative
        # So many decimals that whoever divides them gets the very share.
        ratio = f"{moved_by:.6f} / {mean:.6f} = **{share:.3f}**" if mean else "all cells are 0"
        lines.append(f"- {LABELS[method]}: {ratio}")
    listed = "\n".join(lines)
    return f"How much a cell changes on average / how large it is on average:\n{listed}"


def cell_to_ask(maps: np.ndarray, number: int) -> tuple[int, int]:
    """A pooled cell that is worth asking for: its window holds different numbers.

    Args:
        maps: (h, w), one map of the digit as it stands.
        number: another one gives, as a rule, another cell.

    Returns:
        Row and column in the pooled map. Windows with a strong cell, whose four numbers are too far
        apart to be taken for each other, come first; then those with the most numbers that differ.
    """
    windows = _windows(maps)
    different = np.array([[len(np.unique(four.round(2))) for four in row] for row in windows])
    above_zero = (windows > 0).sum(axis=2)
    score = different * (different > 1) * (1 + above_zero)
    apart = np.diff(np.sort(windows, axis=2), axis=2).min(axis=2) > 2 * CELL_TOLERANCE
    score[apart & (windows.max(axis=2) >= windows.max() / 2)] = 1 + score.max()
    places = np.argwhere(score == score.max())
    seed = (number, zlib.crc32(np.ascontiguousarray(maps).tobytes()))
    row, column = places[np.random.default_rng(seed).integers(len(places))]
    return int(row), int(column)


def cell_question(digit: Pooled, channel: int, method: Method, place: tuple[int, int]) -> Question:
    """What is the cell at this row and column of a pooled map, for the digit as it stands?"""
    row, column = place
    four = _windows(digit.maps[0, ..., channel])[row, column]
    answer = float(digit.results[method][0, row, column, channel])
    return Question(
        text=f"The digit is as it stands, the window on rows {2 * row} and {2 * row + 1}, columns "
        f"{2 * column} and {2 * column + 1} of the {_MAP}. {_WHAT_IS_KEPT[method]}",
        answer=answer,
        working=_cell_working(four, method, answer),
        tolerance=CELL_TOLERANCE,
        fingerprint=f"{digit.fingerprint} {channel} {method}",
    )


_CELLS, _MAP = term("cell", "cells"), term("feature_map", "map")
_WHAT_IS_KEPT: Mapping[Method, str] = {
    "max": f"Its four {_CELLS} are written out in the figure. Which number does max pooling keep?",
    "average": f"Its four {_CELLS} are written out in the figure. What does average "
    "pooling make of them?",
    "stride": f"Its four {_CELLS} are written out in the figure. Which one does a stride of 2 "
    "keep, which takes every second cell?",
}


def _cell_working(four: np.ndarray, method: Method, answer: float) -> str:
    numbers = [printed(value, DECIMALS) for value in four]
    listed, result = ", ".join(numbers), f"**{printed(answer, DECIMALS)}**"
    match method:
        case "max":
            return f"The largest of {listed} is {result}. Nothing in it is learned."
        case "average":
            return f"({' + '.join(numbers)}) / {len(numbers)} = {result}."
        case "stride":
            return f"The upper left of {listed} is {result}; the other three are skipped."
        case _:
            assert_never(method)


def _windows(maps: np.ndarray) -> np.ndarray:
    """The four numbers of each window: (h // 2, w // 2, 4), row by row."""
    rows, columns = maps.shape[0] // WINDOW, maps.shape[1] // WINDOW
    cut = maps[: rows * WINDOW, : columns * WINDOW]
    cut = cut.reshape(rows, WINDOW, columns, WINDOW).transpose(0, 2, 1, 3)
    return cut.reshape(rows, columns, WINDOW**2)
