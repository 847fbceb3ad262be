"""A window that slides over the digit, with its arithmetic: the page's own small component.

Python computes every stop beforehand; playing, stepping and dragging happen in the browser. The
kernel and the bias are edited in place and come back as texts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.local_patterns.kernels import MAX_CELL_TEXT, SIZES
from cnn.lessons.local_patterns.moved_digit import MOST_MOVED, Reach, reach_of
from cnn.lessons.local_patterns.sliding_window import Slide
from cnn.lessons.local_patterns.window_questions import Asked
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(
    __file__,
    "figure_numbers.js",
    "cell_canvas.js",
    "colour_scale.js",
    "window_stops.js",
    "text_colour.js",
)

MAX_EDITS = 10**9
_SAYINGS = {
    "same": "Moved {moved}: both sums stay the same.",
    "changed": "Moved {moved}: the window's sum stays the same, the unit's goes from {first} to "
    "{now}.",
}


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


@dataclass(frozen=True)
class DenseUnit:
    """A unit of a dense layer that reads the pixels.

    Attributes:
        number: which one.
        weights: (28, 28) float32, one for each pixel.
        sums: (up + down + 1, left + right + 1), its sum for the digit at each place that its reach
            allows, bias included.
    """

    number: int
    weights: np.ndarray
    sums: np.ndarray


def sliding_window(
    image: np.ndarray,
    stops: Slide,
    cells: KernelCells,
    unit: DenseUnit | None,
    palette: Palette,
    *,
    key: str,
    question: str,
    asked: Asked,
    answered: bool,
    problem: KernelProblem | None,
    on_edit: Callable[[KernelCells], None],
) -> None:
    """Show the digit, the window on it, the map that it fills, and the arithmetic of each stop.

    Beside it a dense unit, and both their sums while the digit is moved.

    Args:
        image: the digit, (28, 28) floats.
        stops: every stop on the digit with room around it, see `with_room`.
        cells: what stands in the kernel's cells.
        unit: of a dense layer; None where there is none to show.
        key: of the component in the session state.
        question: names the question; with another one the window goes to the place it is about.
        asked: what is asked for, on the digit where it stands at first.
        answered: whether what is asked for is shown.
        problem: why the typed cells are not in force; None where they are.
        on_edit: called before the rerun with what was typed, of bounded size and nothing else
            checked.
    """
    size, side = len(stops.kernel), len(image)
    rows = columns = side - size + 1
    reach = reach_of(image)
    hides = "nothing" if answered else asked.hides
    place = (asked.row + MOST_MOVED, asked.column + MOST_MOVED)
    hidden = None if hides == "nothing" else place
    position = asked.row * columns + asked.column
    data = {
        "image": encoded(stops.image),
        "products": encoded(_without(stops.products, place if hides == "products" else None)),
        "sums": encoded(_without(stops.sums, hidden)),
        "before": encoded(_without(stops.before_relu, hidden)),
        "cells": encoded(_without(stops.cells, hidden)),
        "weights": stops.kernel.ravel().tolist(),
        "signed": encoded(colour_table(palette.diverging), "u1"),
        "unsigned": encoded(colour_table(palette.sequential), "u1"),
        "productLimit": _limit(stops.products),
        "weightLimit": _limit(stops.kernel),
        "strongest": _limit(stops.cells),
        "digit": zlib.crc32(np.ascontiguousarray(image).tobytes()),
        "reach": asdict(reach),
        "room": MOST_MOVED,
        "side": side,
        "size": size,
        "rows": rows,
        "columns": columns,
        "unit": _unit_data(unit),
        "asked": -1 if hidden is None else position,
        "hides": hides,
        "start": position,
        "question": question,
        "texts": list(cells.texts),
        "bias": cells.bias,
        "number": st.session_state.get(f"{key}_number", 0),
        "problem": problem.sentence if problem else "",
        "wrong": list(problem.wrong) if problem else [],
        "captions": [
            f"Digit, {side} x {side}",
            f"Output, {rows} x {columns}, after ReLU",
            f"Dense unit {unit.number}: {unit.weights.size} weights" if unit else "",
        ],
        "names": [
            f"The digit with a {size} x {size} window on it",
            f"The {rows} x {columns} map that the window fills",
            f"The weights of a dense unit, one for each of the {side * side} pixels, strong where "
            "the digit has ink",
        ],
        "ends": [
            ("0", "1"),
            ("0", f"{_limit(stops.cells):.2f}"),
            (f"\u2212 {_limit(unit.weights):.2f}", f"+ {_limit(unit.weights):.2f}")
            if unit
            else ("", ""),
        ],
        "sayings": {**_SAYINGS, "first": _first_saying(reach)},
        "alt": f"The digit with a {size} x {size} window on it, and beside it the {rows} x "
        f"{columns} map that the window fills cell by cell. Arrow keys move the window, with Shift "
        "they move the digit, space plays and pauses, Home and End go to the first and the last "
        "cell.",
        "edge": palette.grid,
        "muted": palette.muted,
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


def _first_saying(reach: Reach) -> str:
    if not any((reach.up, reach.down, reach.left, reach.right)):
        return "The ink reaches all four edges, so this digit cannot be moved."
    return "Each arrow moves the digit by one pixel, and the window with it."


def _unit_data(unit: DenseUnit | None) -> dict[str, object] | None:
    if unit is None:
        return None
    return {
        "number": unit.number,
        "weights": encoded(unit.weights),
        "sums": encoded(unit.sums),
        "limit": _limit(unit.weights),
    }


def _without(values: np.ndarray, place: tuple[int, int] | None) -> np.ndarray:
    """NaN where the answer would stand: what is not sent cannot be looked up in the page."""
    if place is None:
        return values
    values = values.copy()
    values[place] = np.nan
    return values


def _limit(values: np.ndarray) -> float:
    return float(np.abs(values).max()) or 1.0
