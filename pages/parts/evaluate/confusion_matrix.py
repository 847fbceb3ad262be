"""The confusion matrix as a table whose cells can be opened, by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import streamlit as st

from cnn.evaluation.charts import confusion_colours
from cnn.figures.palette import Palette
from cnn.network.layer_shapes import CLASSES

_HTML = """
<div class="matrix">
  <div class="axis answers">answer</div>
  <div class="axis trues">true digit</div>
  <table role="grid"></table>
  <p aria-live="polite"></p>
</div>
"""
_CSS = """
.matrix { display: grid; grid-template-columns: 1.1rem 1fr; font-family: var(--st-font); }
.axis { font-size: 0.75rem; opacity: 0.75; text-align: center; }
.answers { grid-column: 2; }
.trues { writing-mode: vertical-rl; transform: rotate(180deg); }
table { border-collapse: separate; border-spacing: 1px; table-layout: fixed; width: 100%; }
th { font-size: 0.8rem; font-weight: 600; padding: 0; }
thead th { height: 1.4rem; }
td, th { text-align: center; overflow: hidden; }
td {
  height: 2.05rem; padding: 0; cursor: pointer; border-radius: 2px;
  font-size: 0.8rem; font-variant-numeric: tabular-nums;
}
td.none { cursor: default; color: color-mix(in srgb, var(--st-text-color) 45%, transparent); }
td.right { font-weight: 600; }
td:hover:not(.none) { outline: 2px solid var(--st-primary-color); outline-offset: -2px; }
td:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 0; }
td[aria-selected=true] { box-shadow: inset 0 0 0 3px var(--frame); }
p { grid-column: 2; margin: 0.3rem 0 0; font-size: 0.8rem; min-height: 1.2rem; opacity: 0.85; }
@media (max-width: 640px) { td { font-size: 0.68rem; letter-spacing: -0.02em; } }
"""
_component = st.components.v2.component(
    "convoscope_confusion_matrix",
    html=_HTML,
    css=_CSS,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


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
            "label": label,
        },
        key=key,
        on_opened_change=take,
    )


def checked_cell(value: object) -> tuple[int, int] | None:
    """What the browser sent, trusting nothing.

    Args:
        value: anything.

    Returns:
        True digit and answer, or None if it names no cell.
    """
    if not isinstance(value, Mapping):
        return None
    numbers = (value.get("true"), value.get("answer"))
    for number in numbers:
        whole = isinstance(number, int | float) and number == number // 1
        if isinstance(number, bool) or not whole or not 0 <= number < CLASSES:
            return None
    true, answer = map(int, numbers)
    return true, answer
