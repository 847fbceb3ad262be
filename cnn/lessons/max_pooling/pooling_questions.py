"""Questions about pooled maps: what is this cell, and which result changes least."""

from __future__ import annotations

import zlib

import numpy as np

from cnn.figures.number_grid import printed
from cnn.lessons.max_pooling.pooling import ALIKE, METHOD_TITLES, METHODS, MOVES, WINDOW, Pooled
from cnn.lessons.question import Question

DECIMALS = 3
CELL_TOLERANCE = 0.01


def least_question(digit: Pooled, direction: str) -> Question:
    """Which of the three results changes least?

    Args:
        digit: the maps.
        direction: in which the digit moves.

    Returns:
        The question.
    """
    count = digit.maps.shape[-1]
    return Question(
        text=f"The digit moves by one pixel {_towards(direction)}. Which result changes least, "
        f"relative to its own mean, over all {count} maps of {digit.layer}?",
        answer=digit.least(direction),
        working=_least_working(digit, direction),
        choices=(*METHOD_TITLES.values(), ALIKE),
        fingerprint=f"{digit.fingerprint} {direction}",
    )


def _least_working(digit: Pooled, direction: str) -> str:
    place = list(MOVES).index(direction)
    lines = []
    for method in METHODS:
        cells = digit.results[method].astype(np.float64)
        mean, moved_by = cells[0].mean(), np.abs(cells[place] - cells[0]).mean()
        share = digit.change(method, direction).relative
        # So many decimals that whoever divides them gets the very share.
        ratio = f"{moved_by:.6f} / {mean:.6f} = **{share:.3f}**" if mean else "all cells are 0"
        lines.append(f"- {METHOD_TITLES[method]}: {ratio}")
    return "Mean absolute change / mean of the cells as the digit stands:\n" + "\n".join(lines)


def cell_to_ask(maps: np.ndarray, number: int) -> tuple[int, int]:
    """A pooled cell that is worth asking for: its window holds different numbers.

    Args:
        maps: (h, w), one map of the digit as it stands.
        number: another one gives, as a rule, another cell.

    Returns:
        Row and column in the pooled map. Windows whose four numbers all differ, and are above 0,
        come first.
    """
    windows = _windows(maps)
    different = np.array([[len(np.unique(four.round(2))) for four in row] for row in windows])
    above_zero = (windows > 0).sum(axis=2)
    score = different * (different > 1) * (1 + above_zero)
    places = np.argwhere(score == score.max())
    seed = (number, zlib.crc32(np.ascontiguousarray(maps).tobytes()))
    row, column = places[np.random.default_rng(seed).integers(len(places))]
    return int(row), int(column)


def cell_question(digit: Pooled, channel: int, method: str, place: tuple[int, int]) -> Question:
    """What is this pooled cell?

    Args:
        digit: the maps.
        channel: of the map.
        method: one of METHODS.
        place: row and column of the pooled cell.

    Returns:
        The question, about the digit as it stands.
    """
    row, column = place
    four = _windows(digit.maps[0, ..., channel])[row, column]
    said = {
        "max": "max pooling",
        "average": "average pooling",
        "stride": "taking every second cell",
    }
    return Question(
        text=f"The window stands on rows {2 * row} and {2 * row + 1}, columns {2 * column} and "
        f"{2 * column + 1}. What does {said[method]} put into row {row}, column {column}?",
        answer=float(digit.results[method][0, row, column, channel]),
        working=_cell_working(four, method, float(digit.results[method][0, row, column, channel])),
        tolerance=CELL_TOLERANCE,
        fingerprint=f"{digit.fingerprint} {channel} {method}",
    )


def _cell_working(four: np.ndarray, method: str, answer: float) -> str:
    numbers = [printed(value, DECIMALS) for value in four]
    result = f"**{printed(answer, DECIMALS)}**"
    match method:
        case "max":
            return f"max({', '.join(numbers)}) = {result}. Nothing in it is learned."
        case "average":
            return f"({' + '.join(numbers)}) / {len(numbers)} = {result}."
    return f"The upper left of {', '.join(numbers)} is {result}; the other three are skipped."


def _windows(maps: np.ndarray) -> np.ndarray:
    """The four numbers of each window: (h // 2, w // 2, 4), row by row."""
    rows, columns = maps.shape[0] // WINDOW, maps.shape[1] // WINDOW
    cut = maps[: rows * WINDOW, : columns * WINDOW]
    cut = cut.reshape(rows, WINDOW, columns, WINDOW).transpose(0, 2, 1, 3)
    return cut.reshape(rows, columns, WINDOW**2)


def _towards(direction: str) -> str:
    return f"to the {direction}" if direction in ("left", "right") else direction
