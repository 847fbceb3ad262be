"""A window that slides over the digit, with its arithmetic: the page's own small component.

Python computes every stop beforehand; playing, stepping and dragging happen in the browser. The
kernel and the bias are edited in place and come back as texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.local_patterns.kernels import MAX_CELL_TEXT, SIZES
from cnn.lessons.local_patterns.sliding_window import Slide
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(
    __file__, "figure_numbers.js", "cell_canvas.js", "window_stops.js", "text_colour.js"
)

MAX_EDITS = 10**9


@dataclass(frozen=True)
class KernelCells:
    """What stands in the cells of the kernel and of the bias.

    Attributes:
        texts: k x k texts row by row, as typed.
        bias: as typed.
    """

    texts: tuple[str, ...]
    bias: str


@dataclass(frozen=True)
class KernelProblem:
    """Why what was typed is not in force.

    Attributes:
        sentence: fit to be shown.
        wrong: positions of the cells that cannot be used, row by row; k x k is the bias.
    """

    sentence: str
    wrong: tuple[int, ...]


def sliding_window(
    stops: Slide,
    cells: KernelCells,
    palette: Palette,
    *,
    key: str,
    question: str,
    asked: tuple[int, int],
    answered: bool,
    problem: KernelProblem | None,
    on_edit: Callable[[KernelCells], None],
) -> None:
    """Show the digit, the window on it, the map that it fills, and the arithmetic of each stop.

    Args:
        stops: every stop, of a square image and map.
        cells: what stands in the kernel's cells.
        key: of the component in the session state.
        question: names the question; with another one the window goes to the cell it asks for.
        asked: row and column of the cell that is asked for.
        answered: whether that cell is shown.
        problem: why the typed cells are not in force; None where they are.
        on_edit: called before the rerun with what was typed, of bounded size and nothing else
            checked.
    """
    size, (rows, columns) = len(stops.kernel), stops.cells.shape
    hidden = None if answered else asked
    position = asked[0] * columns + asked[1]
    data = {
        "image": encoded(stops.image),
        "products": encoded(_without(stops.products, hidden)),
        "sums": encoded(_without(stops.sums, hidden)),
        "before": encoded(_without(stops.before_relu, hidden)),
        "cells": encoded(_without(stops.cells, hidden)),
        "weights": stops.kernel.ravel().tolist(),
        "signed": encoded(colour_table(palette.diverging), "u1"),
        "unsigned": encoded(colour_table(palette.sequential), "u1"),
        "productLimit": _limit(stops.products),
        "weightLimit": _limit(stops.kernel),
        "strongest": _limit(stops.cells),
        "side": len(stops.image),
        "size": size,
        "rows": rows,
        "columns": columns,
        "asked": -1 if answered else position,
        "start": position,
        "question": question,
        "texts": list(cells.texts),
        "bias": cells.bias,
        "number": st.session_state.get(f"{key}_number", 0),
        "problem": problem.sentence if problem else "",
        "wrong": list(problem.wrong) if problem else [],
        "captions": [
            f"Digit, {len(stops.image)} x {len(stops.image)}",
            f"Output, {rows} x {columns}, after ReLU",
        ],
        "alt": f"The digit with a {size} x {size} window on it, and beside it the {rows} x "
        f"{columns} map that the window fills cell by cell. Arrow keys move the window, space "
        "plays and pauses, Home and End go to the first and the last cell.",
        "edge": palette.grid,
        "frame": palette.frame,
        "background": palette.background,
    }

    def take_edit() -> None:
        edited = checked_edit(st.session_state[key].edited)
        if edited:
            # Sent back, so that an answer to an earlier edit does not take back a later one.
            cells, st.session_state[f"{key}_number"] = edited
            on_edit(cells)

    _component(data=data, key=key, on_edited_change=take_edit)


def checked_edit(value: object) -> tuple[KernelCells, int] | None:
    """What the browser sent, trusting nothing.

    The cells as typed, 9 or 25 short texts and the bias, and the edit's number; None for anything
    else.
    """
    if not isinstance(value, Mapping):
        return None
    texts, bias, number = value.get("texts"), value.get("bias"), value.get("number")
    if not isinstance(texts, Sequence) or isinstance(texts, str):
        return None
    if len(texts) not in [size**2 for size in SIZES] or not all(map(_is_short, texts)):
        return None
    if not isinstance(bias, str) or not _is_short(bias):
        return None
    edit = whole_number(number, MAX_EDITS)
    return None if edit is None else (KernelCells(tuple(texts), bias), edit)


def _is_short(text: object) -> bool:
    return isinstance(text, str) and len(text) <= MAX_CELL_TEXT


def _without(values: np.ndarray, place: tuple[int, int] | None) -> np.ndarray:
    """NaN where the answer would stand: what is not sent cannot be looked up in the page."""
    if place is None:
        return values
    values = values.copy()
    values[place] = np.nan
    return values


def _limit(values: np.ndarray) -> float:
    return float(np.abs(values).max()) or 1.0
