"""Feature maps that can be read and clicked: the page's own small component.

A canvas rather than a Plotly heatmap: every cell answers to the pointer, a click and the arrow
keys choose a channel or a cell, and a choice redraws nothing but its frame.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st

from cnn.figures.mosaic import Grid
from cnn.figures.palette import Palette, colour_table

_HTML = """
<div class="view">
  <canvas></canvas><div class="tip" hidden></div><div class="spoken" aria-live="polite"></div>
</div>
"""
_CSS = """
.view { position: relative; }
canvas { display: block; width: 100%; touch-action: manipulation; }
canvas:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 3px; }
.tip {
  position: absolute; top: 0; left: 0; z-index: 2; pointer-events: none; white-space: nowrap;
  padding: 0.15rem 0.45rem; border-radius: 0.3rem; font-size: 0.8rem;
  font-family: var(--st-font); font-variant-numeric: tabular-nums;
  color: var(--st-background-color); background: var(--st-text-color);
}
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
"""
_component = st.components.v2.component(
    "convoscope_map_view",
    html=_HTML,
    css=_CSS,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Pick:
    """A cell that the visitor clicked, or went to with the arrow keys.

    Attributes:
        channel: its map, from 0.
        row: in its map, from 0.
        column: in its map, from 0.
    """

    channel: int
    row: int
    column: int


def map_view(
    maps: np.ndarray,
    grid: Grid,
    palette: Palette,
    *,
    key: str,
    alt: str,
    strongest: np.ndarray | float | None = None,
    picks: Literal["channel", "cell"] | None = None,
    chosen: Pick | None = None,
    window: tuple[tuple[int, int], tuple[int, int]] | None = None,
    channel: int | None = None,
    flat: bool = False,
    on_pick: Callable[[Pick], None] | None = None,
) -> None:
    """Show one map or a mosaic of maps, across the whole width of its container.

    Args:
        maps: (h, w, channels) floats, 0 or more; NaN cells are left empty.
        grid: maps per row and column of the mosaic.
        palette: the theme's colours.
        key: of the component in the session state.
        alt: what the picture shows, for those who do not see it.
        strongest: the value at the scale's end, one for all maps or one per map; None for the
            largest cell of all.
        picks: what a click chooses; None where there is nothing to choose.
        chosen: what is framed now.
        window: rows and columns, first and one-past-last, to be framed in the only map.
        channel: number of the only map in its layer, where it is shown alone.
        flat: name cells by their position in reading order.
        on_pick: called before the rerun with what was chosen, checked to lie in the maps.
    """
    height, width, channels = maps.shape
    ends = np.nanmax(maps) if strongest is None else strongest
    data = {
        "values": _encode(np.asarray(maps, dtype="<f4")),
        "colours": _encode(colour_table(palette.sequential)),
        "height": height,
        "width": width,
        "channels": channels,
        "rows": grid.rows,
        "columns": grid.columns,
        "strongest": np.broadcast_to(np.asarray(ends, dtype=float), channels).tolist(),
        "picks": picks,
        "chosen": vars(chosen) if chosen else None,
        "window": _frame(window) if window else None,
        "channel": channel,
        "flat": flat,
        "edge": palette.grid,
        "frame": palette.frame,
        "alt": alt,
    }

    def take_pick() -> None:
        pick = checked_pick(st.session_state[key].picked, maps.shape)
        if pick and on_pick:
            on_pick(pick)

    _component(data=data, key=key, on_picked_change=take_pick)


def checked_pick(value: object, shape: tuple[int, int, int]) -> Pick | None:
    """What the browser sent, trusting nothing.

    Args:
        value: anything.
        shape: (h, w, channels) of the maps that were shown.

    Returns:
        The pick, or None if it names no cell of the maps.
    """
    if not isinstance(value, Mapping):
        return None
    numbers: list[Any] = [value.get(name) for name in ("row", "column", "channel")]
    for number, size in zip(numbers, shape, strict=True):
        whole = isinstance(number, int | float) and number == number // 1
        if isinstance(number, bool) or not whole or not 0 <= number < size:
            return None
    row, column, channel = (int(number) for number in numbers)
    return Pick(channel, row, column)


def _frame(window: tuple[tuple[int, int], tuple[int, int]]) -> dict[str, int]:
    (top, bottom), (left, right) = window
    return {"top": top, "bottom": bottom, "left": left, "right": right}


def _encode(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
