"""Feature maps that can be read and clicked: the page's own small component.

A canvas rather than a Plotly heatmap: every cell answers to the pointer, a click and the arrow
keys choose a channel or a cell, and a choice redraws nothing but its frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.mosaic import Grid
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(__file__, "figure_numbers.js")


@dataclass(frozen=True)
class Pick:
    """A cell that the visitor clicked, or went to with the arrow keys; all from 0."""

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
    signed: bool = False,
    picks: Literal["channel", "cell"] | None = None,
    chosen: Pick | None = None,
    window: tuple[tuple[int, int], tuple[int, int]] | None = None,
    channel: int | None = None,
    flat: bool = False,
    on_pick: Callable[[Pick], None] | None = None,
) -> None:
    """Show one map or a mosaic of maps, across the whole width of its container.

    Args:
        maps: (h, w, channels) floats, 0 or more unless signed; NaN cells are left empty.
        key: of the component in the session state.
        alt: what the picture shows, for those who do not see it.
        strongest: the value at the scale's end, one for all maps or one per map; None for the
            largest cell of all.
        signed: diverging colours from -strongest to strongest, rather than sequential from 0.
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
        "values": encoded(maps),
        "colours": encoded(colour_table(palette.diverging if signed else palette.sequential), "u1"),
        "signed": signed,
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
    """What the browser sent, or None if it names no cell of (h, w, channels) maps."""
    if not isinstance(value, Mapping):
        return None
    names = ("row", "column", "channel")
    row, column, channel = map(whole_number, map(value.get, names), shape)
    if row is None or column is None or channel is None:
        return None
    return Pick(channel, row, column)


def _frame(window: tuple[tuple[int, int], tuple[int, int]]) -> dict[str, int]:
    (top, bottom), (left, right) = window
    return {"top": top, "bottom": bottom, "left": left, "right": right}
