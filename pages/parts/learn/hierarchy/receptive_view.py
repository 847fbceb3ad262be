"""The digit beside one map of each layer: what the cell under the pointer sees, framed.

The page's own small component: Python computes every map and every frame beforehand; pointing,
stepping and going deeper happen in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.hierarchy.receptive_fields import Seen
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(__file__, "figure_numbers.js", "tile_canvas.js")


@dataclass(frozen=True)
class LayerMap:
    """One map of a layer, and what its cells see.

    Attributes:
        seen: what each of its cells depends on.
        cells: (side, side) float32, 0 or more.
        filter: whose map it is.
        asked: whether what it sees of the digit is asked for and stays hidden.
    """

    seen: Seen
    cells: np.ndarray
    filter: int
    asked: bool


def receptive_view(
    image: np.ndarray,
    maps: Sequence[LayerMap],
    palette: Palette,
    *,
    key: str,
    chosen: int,
    start: tuple[int, int, int],
    on_layer: Callable[[int], None],
) -> None:
    """Show the digit and the maps; the cell under the pointer has its field framed on the digit.

    Args:
        image: (28, 28) in [0, 1].
        maps: one for each layer, in order.
        key: of the component in the session state.
        chosen: position of the layer whose patches are shown below.
        start: position of a layer, row and column of its cell, framed until another is.
        on_layer: called before the rerun with the position of the layer that was clicked.
    """
    data = {
        "image": encoded(image),
        "side": len(image),
        "layers": [_layer(layer) for layer in maps],
        "chosen": chosen,
        "start": list(start),
        "sequential": encoded(colour_table(palette.sequential), "u1"),
        "alt": "The digit, and one map of each layer. Arrow keys move over a map, Page Down goes "
        "one layer deeper, Page Up one back, space plays from the first layer to the last, Enter "
        "shows the layer's strongest patches below.",
        "edge": palette.grid,
        "frame": palette.frame,
        "background": palette.background,
    }

    def take_layer() -> None:
        place = whole_number(st.session_state[key].picked, len(maps))
        if place is not None:
            on_layer(place)

    _component(data=data, key=key, on_picked_change=take_layer)


def _layer(one: LayerMap) -> dict[str, object]:
    layer = one.seen.layer
    field = layer.receptive_field
    size = "?" if one.asked else str(field.size)
    middle = field.start + (field.size - 1) / 2
    return {
        "name": layer.name,
        "caption": f"{layer.name}, map {one.filter}",
        "sees": f"{size} x {size}",
        "side": len(one.cells),
        "values": encoded(one.cells),
        "limit": float(one.cells.max()) or 1.0,
        # What is not sent cannot be looked up in the page.
        "image": None if one.asked else one.seen.image,
        "middles": [middle + cell * field.stride for cell in range(len(one.cells))],
        "before": list(one.seen.before.items()),
    }
