"""The confusion matrix as a table whose cells can be opened, by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from cnn.evaluation.charts import confusion_colours
from cnn.figures.palette import Palette
from cnn.network.layer_shapes import CLASSES
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(__file__, "figure_numbers.js")


def confusion_matrix(
    confusion: np.ndarray,
    palette: Palette,
    *,
    key: str,
    label: str,
    chosen: tuple[int, int] | None,
    on_open: Callable[[int, int], None],
) -> None:
    """Show the counts; a cell that holds digits can be opened.

    Args:
        confusion: (10, 10) counts, row the true digit, column the answer.
        palette: the theme's colours.
        key: of the component in the session state.
        label: what the table is, for screen readers; our own words.
        chosen: true digit and answer of the cell to frame.
        on_open: called before the rerun with true digit and answer.
    """

    def take() -> None:
        cell = checked_cell(st.session_state[key].opened)
        if cell and confusion[cell]:
            on_open(*cell)

    colours = confusion_colours(confusion, palette)
    _component(
        data={
            "counts": confusion.tolist(),
            "colours": [[list(cell) for cell in row] for row in colours],
            "chosen": list(chosen) if chosen else None,
            "frame": palette.frame,
            "muted": palette.muted,
            "label": label,
        },
        key=key,
        on_opened_change=take,
    )


def checked_cell(value: object) -> tuple[int, int] | None:
    """True digit and answer that the browser sent, or None if it names no cell."""
    if not isinstance(value, Mapping):
        return None
    true, answer = (whole_number(value.get(name), CLASSES) for name in ("true", "answer"))
    if true is None or answer is None:
        return None
    return true, answer
