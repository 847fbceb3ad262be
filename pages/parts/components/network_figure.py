"""The whole network as one figure, live: every layer's maps, any cell followed to the pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette
from pages.parts.components.figure_colours import figure_colours
from pages.parts.components.inline_component import inline_component

_SCRIPTS = (
    "layer_pictures",
    "picture_sizes",
    "picture_elements",
    "contribution_paths",
    "contribution_lines",
    "following",
    "printed_sums",
    "sum_tables",
    "cell_panel",
    "moving_about",
    "space_camera",
    "space_lines",
    "in_space",
    "replay_times",
    "answer_changes",
    "replay",
)
_FOLDER = Path(__file__).with_name("network_figure_scripts")
_component = inline_component(
    __file__,
    "figure_numbers.js",
    "cell_places.js",
    "elements.js",
    *(_FOLDER / f"{name}.js" for name in _SCRIPTS),
)

_WORDS = {
    "flat": "Flat",
    "space": "In space",
    "hint": "Point at a cell to see what it is made of. A click or a tap keeps it and shows its "
    "arithmetic.",
    "hintPinned": "Underlined numbers lead to the cells that they come from. Another click on the "
    "cell, or Escape, lets it go.",
    "hintInSpace": "Drag to turn it. Point at a cell to see what it is made of; a click keeps it.",
    "turnAndZoom": "Turn and zoom",
    "turnLeft": "Turn left (Shift and left arrow)",
    "turnRight": "Turn right (Shift and right arrow)",
    "turnUp": "Turn up (Shift and up arrow)",
    "turnDown": "Turn down (Shift and down arrow)",
    "zoomIn": "Zoom in (+, or Ctrl and the wheel)",
    "zoomOut": "Zoom out (\u2212, or Ctrl and the wheel)",
    "reset": "Reset",
    "labelInSpace": "Shift and arrow keys turn the network, plus and minus zoom, 0 resets.",
    "label": "The network, layer by layer. Arrow keys move from cell to cell, Page Up and Page "
    "Down from layer to layer. Enter keeps a cell, and once more goes to its arithmetic; Escape "
    "lets it go.",
    "picture": "{name}, {shape}",
    "probabilityHead": "probability",
    "effectHead": "cell adds",
    "effects": "The numbers beside the ten digits say what this cell adds to each digit's sum, "
    "before softmax makes probabilities of the sums.",
    "overflowed": "overflow",
    "overflow": "From {layer} on, nothing can be shown for this digit: this network's weights are "
    "so large that its sums overflow. Choose another network.",
    "title": "{name}: {value}",
    "pixel": "Its ink is {value}: 0 is paper, 1 is full ink.",
    "end": "Here the way ends: this is what was drawn.",
    "sees": "It sees rows {top} to {bottom} and columns {left} to {right} of the image.",
    "seesPadding": "It sees rows {top} to {bottom} and columns {left} to {right} of the image, and "
    "padding beyond its edge.",
    "seesAll": "It sees the whole image.",
    "stopped": "Its sum is {sum}, and ReLU turns what is below 0 into 0.",
    "image": "the image",
    "map": "{layer}, map {map}",
    "pixelName": "Pixel in row {row}, column {column}",
    "cellName": "{layer}, map {map}, row {row}, column {column}",
    "unit": "{layer}, unit {unit}",
    "digit": "Output for the digit {unit}",
    "place": "row {row}, column {column}",
    "trail": "The way here",
    "back": "Back",
    "letGo": "Close",
    "sums": {
        "conv2d": "For each map of {from}: its patch times the kernel, added up.",
        "conv2dOnImage": "The patch of the image times the kernel, added up.",
        "dense": "For each map of {from}: its cells times their weights, added up.",
        "denseOnImage": "Each pixel times its weight, added up.",
        "units": "Each number of {from} times its weight, added up.",
        "batch_normalization": "The cell of {from} times a factor, plus a shift, both learned.",
        "average_pool2d": "The average of the cells in its window of {from}.",
        "global_average_pooling2d": "The average of a whole map of {from}.",
    },
    "passing": "({layers} hands on the numbers as they are.)",
    "others": "the other {count}",
    "bias": "bias",
    "shift": "shift",
    "sum": "sum",
    "relu": "ReLU keeps it",
    "reluStops": "ReLU makes it 0",
    "patch": "From {name}:",
    "patchTitle": "patch",
    "cellsTitle": "cells",
    "kernelTitle": "kernel",
    "weightsTitle": "weights",
    "shareTitle": "share",
    "productsTitle": "products",
    "productsSum": "The products add up to {sum}.",
    "padding": "padding",
    "maximum": "The largest cell of its window of {name} is kept:",
    "kept": "kept",
    "softmaxTitle": "Softmax makes probabilities of the ten sums.",
    "softmaxHeads": ["digit", "sum", "power of e", "probability"],
    "all": "all ten",
    "softmax": "Each sum less the largest of the ten is made a power of e. The share of this "
    "digit's power in all ten is its probability: {power} / {total} = {probability}.",
    "replay": "Replay",
    "closeReplay": "Close replay",
    "replayed": "Replay",
    "play": "Play",
    "pause": "Pause",
    "time": "Moment of the drawing",
    "moment": "{now} of {length} seconds",
    "momentRead": "{moment}, read as {answer}",
    "nothing": "\u2013",
    "momentUnread": "{moment}, nothing to read yet",
    "speed": "Speed",
    "speeds": [
        ["0.2", "slowly"],
        ["0.5", "half speed"],
        ["1", "normal speed"],
        ["3", "3 times as fast"],
    ],
    "changes": "Moments at which the answer changes",
    "changesTo": "From {time} seconds on it is read as {answer}",
    "changesToNothing": "From {time} seconds on there is nothing to read",
    "ownPace": "Drawn again as your hand drew it.",
    "ownPaceShortened": "Drawn again as your hand drew it; longer pauses are cut to a second.",
    "steadyPace": "How fast this was drawn is not known, so it is drawn again at a steady pace.",
    "notReadAlong": "This network takes too long to read along; it is read when the replay closes.",
    "partlySteady": "Your hand's own pace where it is known, a steady pace where it is not.",
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
            **figure_colours(palette, rule=palette.grid),
            "words": _WORDS,
        },
        key="network_figure",
        width="stretch",
        height="content",
    )
