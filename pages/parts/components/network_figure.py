"""The whole network as one figure, live: every layer's maps, any cell followed to the pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component

_SCRIPTS = (
    "layer_pictures",
    "picture_elements",
    "following",
    "cell_panel",
    "moving_about",
    "in_space",
    "answer_now",
    "replay",
)
_FOLDER = Path(__file__).with_name("network_figure_scripts")
_component = inline_component(
    __file__, "figure_numbers.js", *(_FOLDER / f"{name}.js" for name in _SCRIPTS)
)

_WORDS = {
    "probability": "probability ",
    "several": "{count} digits, each with at least ",
    "flat": "Flat",
    "space": "In space",
    "hint": "Point at a cell to see what it is made of; a click keeps it.",
    "label": "The network, layer by layer. Arrow keys move from cell to cell, Page Up and Page "
    "Down from layer to layer; Enter keeps a cell, Escape lets it go.",
    "point": "Point at any cell: here stands how it came about, down to the pixels.",
    "pixel": "Ink {value}: 0 is paper, 1 is full ink.",
    "sees": "It sees rows {top} to {bottom} and columns {left} to {right} of the image.",
    "image": "the image",
    "map": "{layer}, map {map}",
    "pixelName": "Pixel in row {row}, column {column}",
    "cellName": "{layer}, map {map}, row {row}, column {column}",
    "unit": "{layer}, unit {unit}",
    "digit": "Output for the digit {unit}",
    "others": "the other {count}",
    "bias": "bias",
    "summand": "shift",
    "sum": "sum",
    "relu": "after ReLU",
    "softmax": "after softmax",
    "patch": "From {name}:",
    "patchTitle": "patch",
    "kernelTitle": "kernel",
    "productsTitle": "products",
    "maximum": "The largest of these is kept:",
    "replay": "Replay",
    "play": "Play",
    "pause": "Pause",
    "time": "Moment of the drawing",
    "moment": "{now} of {length} seconds",
    "speed": "Speed",
    "speeds": [["1", "as drawn"], ["0.5", "half as fast"], ["0.2", "slowly"]],
    "released": "No cell is followed.",
}


def network_figure(
    image: np.ndarray, drawing: int | None, palette: Palette, *, is_drawn: bool
) -> None:
    """Show what every layer of the live engine's network makes of a digit.

    Args:
        image: (28, 28) float32 in [0, 1], the digit as the server has read it.
        drawing: number of the drawing on the canvas that was read last; what is drawn after it is
            read in the browser.
        palette: of the theme.
        is_drawn: whether the digit is the drawing on the canvas, which can be drawn again.
    """
    _component(
        data={
            "image": encoded(image),
            "drawing": drawing,
            "is_drawn": is_drawn,
            "sequential": encoded(colour_table(palette.sequential), "u1"),
            "diverging": encoded(colour_table(palette.diverging), "u1"),
            "colours": {
                "frame": palette.frame,
                "adds": palette.accent,
                "takes": palette.frame,
                "muted": palette.muted,
                "sequential": f"linear-gradient(to right, {', '.join(palette.sequential)})",
                "diverging": f"linear-gradient(to right, {', '.join(palette.diverging)})",
            },
            "words": _WORDS,
        },
        key="network_figure",
        width="stretch",
        height="content",
    )
