"""A 2 x 2 window on a feature map and three ways to pool it: the page's own small component.

Python computes every place of the window and of the digit beforehand; playing, stepping, dragging
and moving the digit happen in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    METHOD_TITLES,
    METHODS,
    MOVES,
    Change,
    Pooled,
)
from pages.parts.components.inline_component import inline_component

_UNKNOWN, _UNDEFINED = "?", "none"
_component = inline_component(
    __file__, "figure_numbers.js", "cell_canvas.js", "window_stops.js", "text_colour.js"
)


@dataclass(frozen=True)
class OtherDigits:
    """What the same moves change in digits other than the one on the page.

    Attributes:
        title: what they are, in two or three words.
        changes: as `cnn.lessons.max_pooling.pooling.mean_changes` gives them.
    """

    title: str
    changes: Mapping[tuple[str | None, str], Change]


@dataclass(frozen=True)
class Hidden:
    """What is not shown, and not sent, until the question is answered; one of the two.

    Attributes:
        cell: method, row and column of a pooled cell of the digit as it stands.
        direction: a move whose results are not shown, nor the changes of any move in numbers.
    """

    cell: tuple[str, int, int] | None = None
    direction: str | None = None


def pooling_view(
    digit: Pooled,
    channel: int,
    others: OtherDigits,
    palette: Palette,
    *,
    key: str,
    question: str,
    first_move: str,
    hidden: Hidden,
    notes: Mapping[str, str],
) -> None:
    """Show one map with the window on it, the three results, and what each move changes.

    Args:
        digit: the maps of the digit at its five places.
        channel: of the map that is shown.
        others: for comparison.
        palette: the theme's colours.
        key: of the component in the session state.
        question: names the question; with another one the figure shows what it is about.
        first_move: one of MOVES, where the digit stands when a question is new.
        hidden: what the question asks for.
        notes: a sentence for each of MOVES that needs one.
    """
    maps = digit.maps[..., channel]
    results = np.stack([digit.results[method][..., channel] for method in METHODS], axis=1)
    side, moves = results.shape[-1], list(MOVES)
    results, changes = _without(results, hidden)
    asked, asked_method = -1, -1
    if hidden.cell:
        method, row, column = hidden.cell
        asked, asked_method = row * side + column, METHODS.index(method)
    data = {
        "maps": encoded(maps),
        "results": encoded(results),
        "changes": encoded(changes),
        "rowsGiven": maps.shape[-1],
        "side": side,
        "strongest": float(maps.max()) or 1.0,
        "moves": _move_titles(),
        "methods": list(METHOD_TITLES.values()),
        "signed": encoded(colour_table(palette.diverging), "u1"),
        "unsigned": encoded(colour_table(palette.sequential), "u1"),
        "asked": asked,
        "askedMethod": asked_method,
        "hiddenMove": moves.index(hidden.direction) if hidden.direction else -1,
        "firstMove": moves.index(first_move),
        "question": question,
        "notes": [notes.get(move, "") for move in moves],
        "headings": _headings(),
        "heads": [
            "",
            "this map",
            f"all {digit.maps.shape[-1]} maps",
            "all, cosine",
            others.title,
            f"{others.title}, cosine",
        ],
        "tables": [_table(digit, channel, others, move, hidden) for move in moves],
        "caption": f"{digit.layer}, map {channel}, {maps.shape[-1]} x {maps.shape[-1]}",
        "alt": f"Map {channel} of {digit.layer} with a 2 x 2 window on it, and beside it the three "
        f"maps of {side} x {side} cells that the window fills: the maximum, the average, and every "
        "second cell; below each how it changes when the digit moves. Arrow keys move the window, "
        "space plays and pauses, Home and End go to the first and the last cell.",
        "edge": palette.grid,
        "frame": palette.frame,
        "background": palette.background,
        "muted": palette.muted,
    }
    _component(data=data, key=key)


def _without(results: np.ndarray, hidden: Hidden) -> tuple[np.ndarray, np.ndarray]:
    """Results and changes with NaN where the answer would stand, so that it is not in the page."""
    results = results.copy()
    if hidden.cell:
        method, row, column = hidden.cell
        results[0, METHODS.index(method), row, column] = np.nan
    if hidden.direction:
        results[list(MOVES).index(hidden.direction)] = np.nan
    return results, results - results[:1]


def _table(
    digit: Pooled, channel: int, others: OtherDigits, move: str, hidden: Hidden
) -> list[list[str]]:
    """The changes of one move in numbers: the map itself, then each method."""
    rows = []
    for method in (None, *METHODS):
        title = METHOD_TITLES[method] if method else "The map itself"
        if move not in DIRECTIONS:
            numbers = [""] * 5
        elif method and hidden.direction:
            numbers = [_UNKNOWN] * 5
        else:
            whole, other = digit.change(method, move), others.changes[method, move]
            shares = (
                digit.change(method, move, channel).relative,
                whole.relative,
                whole.cosine,
                other.relative,
                other.cosine,
            )
            numbers = [f"{share:.3f}" if np.isfinite(share) else _UNDEFINED for share in shares]
        rows.append([title, *numbers])
    return rows


def _move_titles() -> list[str]:
    arrows = {"left": "\u2190", "up": "\u2191", "right": "\u2192", "down": "\u2193"}
    return [f"{arrows[name]} {name}" if name in arrows else "as it stands" for name in MOVES]


def _headings() -> list[str]:
    """What the table says, for each place of the digit."""
    return [
        f"Change relative to the mean, one pixel {move}"
        if move in DIRECTIONS
        else "Change: move the digit by one pixel"
        for move in MOVES
    ]
