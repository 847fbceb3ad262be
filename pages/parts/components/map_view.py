"""Feature maps whose every cell answers to the pointer: the page's own small component.

A canvas rather than a Plotly heatmap: it is drawn at once, and sharp at any size.
"""

from __future__ import annotations

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.mosaic import Grid
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__, "figure_numbers.js")


def map_view(
    maps: np.ndarray,
    grid: Grid,
    palette: Palette,
    *,
    key: str,
    alt: str,
    strongest: float | None = None,
) -> None:
    """Show one map or a mosaic of maps, across the whole width of its container.

    Args:
        maps: (h, w, channels) floats, 0 or more; NaN cells are left empty.
        grid: where each of them stands.
        palette: the theme's.
        key: of the component in the session state.
        alt: what the picture shows, for those who do not see it.
        strongest: the value at the scale's end; None for the largest cell of all.
    """
    height, width, channels = maps.shape
    end = np.nanmax(maps) if strongest is None else strongest
    data = {
        "values": encoded(maps),
        "colours": encoded(colour_table(palette.sequential), "u1"),
        "height": height,
        "width": width,
        "channels": channels,
        "rows": grid.rows,
        "columns": grid.columns,
        "strongest": float(end),
        "edge": palette.grid,
        "alt": alt,
    }
    _component(data=data, key=key)
