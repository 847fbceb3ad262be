"""Feature maps that can be read and clicked: the page's own small component.

A canvas rather than a Plotly heatmap: every cell answers to the pointer, a click and the arrow
keys choose a map, and a choice redraws nothing but its frame.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.mosaic import Grid
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(__file__, "figure_numbers.js")


def map_view(
    maps: np.ndarray,
    grid: Grid,
    palette: Palette,
    *,
    key: str,
    alt: str,
    strongest: float | None = None,
    signed: bool = False,
    outlined: np.ndarray | None = None,
    chosen: int | None = None,
    on_choose: Callable[[int], None] | None = None,
) -> None:
    """Show one map or a mosaic of maps, across the whole width of its container.

    Args:
        maps: (h, w, channels) floats, 0 or more unless signed; NaN cells are left empty.
        grid: where each of them stands.
        palette: the theme's.
        key: of the component in the session state.
        alt: what the picture shows, for those who do not see it.
        strongest: the value at the scale's end; None for the largest cell of all.
        signed: diverging colours from -strongest to strongest, rather than sequential from 0.
        outlined: (h, w) bool, cells around which a line is drawn in every map, such as the ink's.
        chosen: the map that is framed; None where there is nothing to choose.
        on_choose: called before the rerun with the map that was chosen, checked to be one.
    """
    height, width, channels = maps.shape
    end = np.nanmax(maps) if strongest is None else strongest
    data = {
        "values": encoded(maps),
        "colours": encoded(colour_table(palette.diverging if signed else palette.sequential), "u1"),
        "signed": signed,
        "height": height,
        "width": width,
        "channels": channels,
        "rows": grid.rows,
        "columns": grid.columns,
        "strongest": float(end),
        "chosen": chosen,
        "outlined": None if outlined is None else encoded(outlined, "u1"),
        "outline": palette.muted,
        "edge": palette.grid,
        "frame": palette.frame,
        "alt": alt,
    }

    def take_choice() -> None:
        number = whole_number(st.session_state[key].chosen, channels)
        if number is not None and on_choose:
            on_choose(number)

    _component(data=data, key=key, on_chosen_change=take_choice)
