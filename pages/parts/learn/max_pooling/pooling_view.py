"""A 2 x 2 window on a feature map and three ways to pool it: the page's own small component.

Python computes every place of the window and of the digit beforehand; playing, stepping, dragging
and moving the digit happen in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import numpy as np

from cnn.figures.colour_bar import colour_bar
from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.max_pooling.pooling import METHODS, MOVES, Method, Move, Pooled
from cnn.lessons.max_pooling.pooling_questions import LABELS, Hidden
from pages.parts.components.inline_component import inline_component
from pages.parts.learn.max_pooling.other_digits import OtherDigits

_UNKNOWN, _UNDEFINED = "?", "none"
_CHANGE_ENDS = ("\u2212 shrank", "+ grew")
_component = inline_component(
    __file__, "figure_numbers.js", "cell_canvas.js", "window_stops.js", "text_colour.js"
)


_MOVE_TITLES: Mapping[Move, str] = {
    "not moved": "as it stands",
    "left": "\u2190 left",
    "up": "\u2191 up",
    "right": "\u2192 right",
    "down": "\u2193 down",
}
# What the table says, for each place of the digit.
_HEADINGS: Mapping[Move, str] = {
    "not moved": "The digit as it stands",
    "left": "Change after one pixel to the left",
    "up": "Change after one pixel up",
    "right": "Change after one pixel to the right",
    "down": "Change after one pixel down",
}
# What a cell of each method's map is, and of the map below it.
_RESULT_NAMES: Mapping[Method, str] = {
    "max": "The map of {side} x {side} cells that the maxima make.",
    "average": "The map of {side} x {side} cells that the averages make.",
    "stride": "The map of {side} x {side} cells that every second cell makes.",
}
_CHANGE_NAMES: Mapping[Method, str] = {
    "max": "How the map of the maxima changes when the digit moves.",
    "average": "How the map of the averages changes when the digit moves.",
    "stride": "How the map of every second cell changes when the digit moves.",
}


def pooling_view(
    digit: Pooled,
    channel: int,
    others: OtherDigits,
    palette: Palette,
    *,
    key: str,
    question: str,
    first_move: Move,
    hidden: Hidden,
    notes: Mapping[Move, str],
) -> None:
    """Show one map with the window on it, the three results, and what each move changes.

    Args:
        channel: of the map that is shown.
        key: of the component in the session state.
        question: names the question; with another one the figure shows what it is about.
        first_move: where the digit stands when a question is new.
        hidden: what the question asks for.
        notes: a sentence for each move that needs one.
    """
    maps = digit.maps[..., channel]
    results = np.stack([digit.results[method][..., channel] for method in METHODS], axis=1)
    side, strongest = results.shape[-1], float(maps.max())
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
        "strongest": strongest or 1.0,
        "moves": [_MOVE_TITLES[move] for move in MOVES],
        "methods": [LABELS[method] for method in METHODS],
        "signed": encoded(colour_table(palette.diverging), "u1"),
        "unsigned": encoded(colour_table(palette.sequential), "u1"),
        "asked": asked,
        "askedMethod": asked_method,
        "hiddenMove": MOVES.index(hidden.direction) if hidden.direction else -1,
        "firstMove": MOVES.index(first_move),
        "question": question,
        "notes": [notes.get(move, "") for move in MOVES],
        "changesHeading": "How the move changes each result",
        "headings": [_HEADINGS[move] for move in MOVES],
        "heads": [
            "Result",
            f"all {digit.maps.shape[-1]} maps",
            "this map",
            f"all {digit.maps.shape[-1]}, cosine",
            *_other_heads(others),
        ],
        "more": ["Show all five measures", "Show one measure"],
        "resultNames": [_RESULT_NAMES[method].format(side=side) for method in METHODS],
        "changeNames": [_CHANGE_NAMES[method] for method in METHODS],
        "scale": colour_bar(palette, strongest, "a map's cells"),
        "signedScale": colour_bar(
            palette, strongest, "a cell's change", signed=True, ends=_CHANGE_ENDS
        ),
        "tables": [_table(digit, channel, others, move, hidden) for move in MOVES],
        "caption": f"{digit.layer}, map {channel}, {maps.shape[-1]} x {maps.shape[-1]}",
        "alt": f"Map {channel} of {digit.layer} with a 2 x 2 window on it. Beside it stand "
        f"the three maps of {side} x {side} cells that the window fills: the maximum, the "
        "average, and every second cell. Arrow keys move the window, space plays and pauses, Home "
        "and End go to the first and the last cell.",
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
        results[MOVES.index(hidden.direction)] = np.nan
    return results, results - results[:1]


def _other_heads(others: OtherDigits) -> tuple[str, str]:
    """The heads of the two columns on other digits."""
    match others.source:
        case "mnist":
            return f"{others.count} MNIST digits", f"{others.count} MNIST digits, cosine"
        case "examples":
            return f"{others.count} examples", f"{others.count} examples, cosine"
        case _:
            assert_never(others.source)


def _table(
    digit: Pooled, channel: int, others: OtherDigits, move: Move, hidden: Hidden
) -> list[list[str]]:
    """The changes of one move in numbers: the map itself, then each method."""
    rows = []
    for method in (None, *METHODS):
        title = LABELS[method] if method else "The map itself"
        if move == "not moved":
            numbers = [""] * 5
        elif method and hidden.direction:
            numbers = [_UNKNOWN] * 5
        else:
            whole, other = digit.change(method, move), others.changes[method, move]
            shares = (
                whole.relative,
                digit.change(method, move, channel).relative,
                whole.cosine,
                other.relative,
                other.cosine,
            )
            numbers = [f"{share:.3f}" if np.isfinite(share) else _UNDEFINED for share in shares]
        rows.append([title, *numbers])
    return rows
