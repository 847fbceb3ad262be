"""What one cell of each network's last maps sees of the digit, and the networks' layers.

The page's own small component: the frames follow the pointer and the arrow keys in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.downsampling.designs import Asked, Downsampling, cells_under, fields, unread_text
from cnn.network.kinds.flatten import Flatten
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE
from pages.parts.components.inline_component import inline_component

UNKNOWN = "?"
_component = inline_component(__file__, "figure_numbers.js")


@dataclass(frozen=True)
class Shown:
    """A network beside others.

    Attributes:
        title: above it.
        design: its poolings.
        asked: what is not shown, and not sent, until the question is answered; None for nothing.
    """

    title: str
    design: Downsampling
    asked: Asked | None


def receptive_fields(
    networks: Sequence[Shown], image: np.ndarray, palette: Palette, *, key: str
) -> None:
    """Show the digit for each network with a cell's receptive field, and the network's layers.

    Args:
        networks: beside each other; always as many.
        key: of the component in the session state.
    """
    # What is asked for gives no scale to the bars, lest the others tell it.
    largest = max(
        layer.parameters
        for shown in networks
        for layer in shown.design.layers
        if not _hides_parameters(shown, layer)
    )
    data = {
        "image": encoded(image),
        "colours": encoded(colour_table(palette.sequential), "u1"),
        "rows": IMAGE_SIZE,
        "heads": ["layer", "output", "one cell sees", "parameters"],
        "networks": [_network(shown, largest) for shown in networks],
        "alt": _alternative(networks),
        "edge": palette.grid,
        "frame": palette.frame,
    }
    _component(data=data, key=key)


def _network(shown: Shown, largest: int) -> dict:
    design, last = shown.design, shown.design.last_maps
    hides_field = shown.asked == "field"
    size = last.receptive_field.size
    return {
        "title": shown.title,
        "large": f"{UNKNOWN} x {UNKNOWN} pixels" if hides_field else f"{size} x {size} pixels",
        "about": f"seen by one cell of {last.name}.",
        # Both ends are shown, so both are of the field.
        "windows": None if hides_field else [[first, end - 1] for first, end in fields(last)],
        "cellAt": None if hides_field else list(cells_under(last)),
        "maps": [_map(shown, layer) for layer in design.layers if layer.is_spatial],
        "rows": [_row(shown, layer, largest) for layer in design.layers],
        "foot": _foot(shown),
        "unread": unread_text(design),
    }


def _map(shown: Shown, layer: Layer) -> list:
    """A layer's maps as a square to scale: name, and how many rows; null where that is asked."""
    hides_shape = layer == shown.design.last_maps and shown.asked == "shape"
    return [layer.name, None if hides_shape else layer.output_shape[0]]


def _row(shown: Shown, layer: Layer, largest: int) -> list:
    """A layer: name, output, what a cell sees, parameters, and the bar's share of the width."""
    is_last = layer == shown.design.last_maps
    is_flat = isinstance(layer.spec, Flatten)
    size = layer.receptive_field.size
    shape, field = layer.shape_text, f"{size} x {size}"
    if layer.is_spatial:
        hides_shape = is_last and shown.asked == "shape"
        hides_field = is_last and shown.asked == "field"
    else:
        shape = f"{layer.output_shape[0]:,}"
        hides_shape = is_flat and shown.asked == "shape"
        hides_field, field = False, ""
    hides_parameters = _hides_parameters(shown, layer)
    return [
        layer.name,
        UNKNOWN if hides_shape else shape,
        UNKNOWN if hides_field else field,
        UNKNOWN if hides_parameters else f"{layer.parameters:,}",
        0 if hides_parameters else layer.parameters / largest,
    ]


def _hides_parameters(shown: Shown, layer: Layer) -> bool:
    """The dense layer's, where they are asked for or would tell the shape that is."""
    is_first_dense = len(layer.input_shape) == 1 and layer.name == "dense"
    return is_first_dense and shown.asked in ("times", "parameters", "shape")


def hides_totals(shown: Shown) -> bool:
    """Whether all parameters and all multiplications together would tell what is asked for."""
    return shown.asked in ("times", "parameters", "shape", "multiplications")


def _foot(shown: Shown) -> str:
    layers = shown.design.layers
    if shown.design.problem:
        return "The layers after these do not fit."
    if hides_totals(shown):
        return f"{UNKNOWN} parameters, {UNKNOWN} multiplications per digit"
    parameters = f"{sum(layer.parameters for layer in layers):,}"
    multiplications = f"{sum(layer.multiply_adds for layer in layers):,}"
    return f"{parameters} parameters, {multiplications} multiplications per digit"


def _alternative(networks: Sequence[Shown]) -> str:
    sides = []
    for shown in networks:
        last = shown.design.last_maps
        size = UNKNOWN if shown.asked == "field" else last.receptive_field.size
        sides.append(f"{shown.title}: one cell of {last.name} sees {size} x {size} pixels")
    return f"Your digit, once for each network. {'; '.join(sides)}. Arrow keys move the frames."
