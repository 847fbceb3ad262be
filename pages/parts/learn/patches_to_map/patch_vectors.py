"""Patches become vectors, vectors become maps: the page's own small component.

Python computes the steps of one filter's sum at every place beforehand; moving, playing and
looking at single steps happen in the browser. Another filter is asked for from Python.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.mosaic import grid_for
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.patches_to_map.patch_questions import Asked
from cnn.lessons.patches_to_map.patch_vectors import PatchVectors
from cnn.network.shapes import shape_text
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(
    __file__, "figure_numbers.js", "tile_canvas.js", "colour_scale.js", "window_stops.js"
)


def patch_vectors_view(
    vectors: PatchVectors,
    palette: Palette,
    *,
    key: str,
    question: str,
    asked: Asked,
    answered: bool,
    on_filter: Callable[[int], None],
) -> None:
    """Show input maps, the patch, its vector, the output maps, and one cell's sum step by step.

    Args:
        vectors: of the filter that is looked at.
        key: of the component in the session state.
        question: names the question; with another one the patch goes to the place it is about.
        asked: what is asked for.
        answered: whether it is shown.
        on_filter: called before the rerun with the filter that was clicked.
    """
    rows, columns, filters = vectors.output.shape
    size, maps = vectors.window, vectors.given.shape[-1]
    output, steps, levels, cells = (
        np.array(values, dtype="<f4")
        for values in (vectors.output, vectors.steps, vectors.levels, vectors.cells)
    )
    before = vectors.before_relu.astype("<f4")
    hides = "vector" if answered else asked.about
    # What is not sent cannot be looked up in the page.
    match hides:
        case "vector":
            pass
        case "cell":
            levels[asked.place] = before[asked.place] = cells[asked.place] = np.nan
            output[asked.row, asked.column, vectors.filter] = np.nan
        case "step":
            levels[asked.place] = np.nan
            steps[asked.row, asked.column, 0] = np.nan
        case _:
            assert_never(hides)
    low, high = _scales(steps, levels, before)
    data = {
        "given": encoded(vectors.given),
        "output": encoded(output),
        "steps": encoded(steps),
        "levels": encoded(levels),
        "before": encoded(before),
        "cells": encoded(cells),
        "strongest": encoded(vectors.strongest, "<u2"),
        "starts": list(vectors.starts),
        "inside": len(vectors.given),
        "maps": maps,
        "rows": rows,
        "columns": columns,
        "filters": filters,
        "size": size,
        "named": vectors.strongest.shape[-1],
        "rest": vectors.rest,
        "filter": vectors.filter,
        "giver": vectors.giver,
        "layer": vectors.layer.name,
        "inputColumns": grid_for(maps, len(vectors.given)).columns,
        "outputColumns": grid_for(filters, rows).columns,
        "givenLimit": _limit(vectors.given),
        "outputLimit": _limit(vectors.output),
        "low": encoded(low),
        "high": encoded(high),
        "asked": -1 if hides == "vector" else asked.row * columns + asked.column,
        "start": asked.row * columns + asked.column,
        "about": asked.about,
        "question": question,
        "captions": [
            f"{vectors.giver}, {shape_text(vectors.given.shape)}",
            f"Patch, {size} x {size} x {maps}",
            f"Vector, {filters} numbers",
            f"{vectors.layer.name}, {shape_text(vectors.output.shape)}",
        ],
        "then": [
            f"cut through all {maps} maps",
            f"{filters} dot products, + bias, ReLU",
            "back in its place",
            f"{rows} x {columns} vectors side by side",
        ],
        "ends": [f"{_limit(vectors.given):.2f}", f"{_limit(vectors.output):.2f}"],
        "names": [
            f"The {maps} maps of {vectors.giver} with the window in each",
            f"The patch: {size} x {size} cells of each of the {maps} maps",
            f"The vector of {filters} numbers",
            f"The {filters} maps of {vectors.layer.name}",
            f"One map of {vectors.layer.name}, large",
        ],
        "alt": f"The {maps} maps of {vectors.giver} with a {size} x {size} window in each, the "
        f"patch under the windows, the vector of {filters} numbers that it becomes, and the "
        f"{filters} maps of {vectors.layer.name} in which each number is put back in place. Arrow "
        "keys move the patch, space plays and pauses, Home and End go to the first and the last "
        "place.",
        "sequential": encoded(colour_table(palette.sequential), "u1"),
        "positive": palette.diverging[-2],
        "negative": palette.diverging[1],
        "text": palette.text,
        "muted": palette.muted,
        "edge": palette.grid,
        "frame": palette.frame,
        "background": palette.background,
    }

    def take_filter() -> None:
        number = whole_number(st.session_state[key].picked, filters)
        if number is not None:
            on_filter(number)

    _component(data=data, key=key, on_picked_change=take_filter)


def _scales(*shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of the bars' scale at each place, 0 between them; hidden numbers do not count."""
    values = [np.zeros((*shown[0].shape[:2], 1), "<f4")]
    values += [array if array.ndim == 3 else array[..., None] for array in shown]
    everything = np.concatenate(values, axis=-1)
    low, high = np.nanmin(everything, axis=-1), np.nanmax(everything, axis=-1)
    return low, np.where(high > low, high, 1).astype("<f4")


def _limit(values: np.ndarray) -> float:
    return float(values.max()) or 1.0
