"""One layer for the current digit: its maps or units, and any of its cells worked out at once.

The page's own component: pointing, keys and numbers act in the browser, whose live engine has every
activation. What a visitor keeps is told to the server, which remembers it for the visit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import EPSILON, MOMENTUM
from cnn.network.layers import Layer
from pages.parts.components.figure_colours import figure_colours
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number
from pages.parts.maps.cell_choice import ChosenCell

Scale = Literal["layer", "channel"]

_SCRIPTS = Path(__file__).with_name("scripts")
# The scripts and the style of every figure that explains cells.
EXPLAINING = tuple(
    _SCRIPTS / f"{name}.js"
    for name in (
        "written_text",
        "colour_bar",
        "number_grid",
        "map_picture",
        "bar_chart",
        "worked_cell",
        "live_layer",
        "mounted",
        "map_chooser",
        "steppers",
    )
)
STYLE = _SCRIPTS / "worked_cell.css"
SHARED = (
    "figure_numbers.js",
    "cell_places.js",
    "elements.js",
    "tile_canvas.js",
    "text_colour.js",
    "cell_canvas.js",
)
_component = inline_component(
    __file__,
    *SHARED,
    *EXPLAINING,
    _SCRIPTS / "layer_maps.js",
    _SCRIPTS / "layer_units.js",
    styles=[STYLE],
)

# What is said of a cell worked out; numbers and names stand in for what is in braces.
CELL_WORDS = {
    "input": "Input",
    "inputAlt": "The image; what the cell sees of it, {rows} and {columns}, is framed.",
    "field": "Framed, its receptive field: {height} x {width} pixels, {rows}, {columns}.",
    "row": "row {first}",
    "rows": "rows {first} to {last}",
    "column": "column {first}",
    "columns": "columns {first} to {last}",
    "mapRead": "{giver}, map {map}",
    "onlyMapRead": "{giver}",
    "mapReadAlt": "Map {map} of {giver}; what the cell reads of it, {rows} and {columns}, is "
    "framed.",
    "mapReadNote": "Framed, what the cell reads of it. Its largest cell is {largest}.",
    "patch": "Patch",
    "kernel": "x kernel",
    "products": "= products",
    "window": "Window",
    "map": "Map",
    "patchOf": "patch",
    "kernelOf": "kernel",
    "productsOf": "products",
    "windowOf": "window",
    "mapOf": "map",
    "patchNote": "{rows}, {columns}.",
    "patchPadded": "{rows}, {columns}. Zeros outside the map are padding.",
    "kernelNote": "Learned weights.",
    "productsNote": "They add up to **{total}**.",
    "productsOfMap": "They add up to **{total}**, the share of map {map}.",
    "windowNote": "{rows}, {columns} of map {map}.",
    "maximumNote": "{rows}, {columns} of map {map}. The maximum is framed.",
    "wholeMap": "Map {map} of {giver}: all {count} cells.",
    "term": "Row {row}, column {column} of the kernel: {value} x {factor} = {product}.",
    "goDown": "Go to this cell, one layer down",
    "sumOfOne": "sum of the {size} x {size} products",
    "sumOfMaps": "sum of the {size} x {size} x {maps} products",
    "sumOfUnit": "sum of the {count} products",
    "bias": "+ bias",
    "beforeRelu": "= before ReLU",
    "relu": "ReLU: max(0, x)",
    "logit": "= logit",
    "softmax": "softmax",
    "rounded": "Shown rounded; computed exactly.",
    "shares": "**Each of the {count} maps of {giver} has its share in the sum**; together they are "
    "{total}. The bars begin with the largest share; bars up add to the sum, bars down take away "
    "from it. Point at a bar or a map to see its products above; a click keeps it.",
    "spoken": "{name}. {lines}.",
    "share": "Map {map} of {giver} gives {share}.",
    "sharesAlt": "Bar chart of what each map of {giver} gives to the sum, largest first. The left "
    "and right arrow keys go from map to map.",
    "mapsReadAlt": "The {count} maps of {giver}; in each the cell's patch, {rows} and {columns}, "
    "is framed.",
    "maximum": "max({numbers}) = **{result}**",
    "average": "({numbers}) / {count} = **{result}**",
    "mapAverage": "The {side} x {side} = {count} cells of {giver}'s map {map} add up to {total}, "
    "and {total} / {count} = **{result}**. Where in the map they stand no longer counts.",
    "normalizationLines": [
        "number read",
        "- moving mean",
        "/ sqrt(variance + epsilon)",
        "x gamma",
        "= normalised, scaled",
        "+ beta",
        "= output",
    ],
    "normalization": [
        "(number read - moving mean) / sqrt(variance + epsilon) x gamma + beta. The number read is "
        "what {giver} gives in the same place; the variance is {variance}, "
        f"epsilon {EPSILON:g}. The four numbers belong to this map, or unit, and are the same for "
        "all of its cells.",
        "A digit is being read, so mean and variance are the moving averages that training has "
        "left. While training they are those of each batch, and each gradient step moves the "
        f"averages {1 - MOMENTUM:.0%} of the way there, so they lag behind in a short training. "
        "Gamma and beta are learned like weights. Each convolution and each dense layer ends with "
        "a ReLU of its own; none follows here.",
    ],
    "dropout": [
        "A digit is being read, so dropout passes every number of {giver} on: this one stays "
        "**{value}**.",
        "Only while training it would be set to 0 with a probability of {percent}%, anew in every "
        "step, and otherwise be {value} / (1 - {rate}) = {training}, so that it stays the same on "
        "average.",
    ],
    "flatten": "Position {position} is the cell in **row {row}, column {column} of map {map}** of "
    "{giver}: ({row} x {width} + {column}) x {maps} + {map} = {position}. Its value stays "
    "**{value}**.",
    "softmaxSentence": "Softmax subtracts the largest of the ten logits from each of them, raises "
    "e to the result and divides by the sum of all ten powers: exp({relative}) / {total} = "
    "**{result}**.",
    "strongest": "**The {count} products that count most**, of {all}: each is an output of {giver} "
    "times its weight. Bars up add to the sum, bars down take away from it.",
    "product": "Number {from} of {giver}: {value} x {factor} = {product}.",
    "productsAlt": "Bar chart of the {count} largest products of {giver}'s outputs and this unit's "
    "weights. The largest: {strongest}",
    "takesAway": "\u2212 takes away",
    "adds": "+ adds",
    "scale": {
        "zero": "Colour scale of {of}: all are 0.",
        "sequential": "Colour scale of {of}: from 0 to {high}.",
        "diverging": "Colour scale of {of}: orange from {low} to 0, blue from 0 to {high}.",
        "ofASum": "Colour scale of {of}: orange from {low} to 0, which takes away, and blue from 0 "
        "to {high}, which adds.",
    },
    "cell": "{layer}, map {map}, row {row}, column {column}",
    "outputs": {
        "unit": "{layer}, unit {number}",
        "position": "{layer}, position {number}",
        "map": "{layer}, map {number}",
        "digit": "{layer}, digit {number}",
    },
}

_WORDS = CELL_WORDS | {
    "allMaps": "**All {count} maps of {layer}**",
    "onlyMap": "**The only map of {layer}**",
    "allAlt": "The {count} feature maps of {layer}. Arrow keys go from map to map, Page Up and "
    "Page Down from layer to layer.",
    "oneAlt": "Map {map} of {layer}, {side} x {side} cells; row {row}, column {column} is framed. "
    "Arrow keys go from cell to cell, Page Up and Page Down from layer to layer.",
    "mapUpTo": "**Map {map}**, {side} x {side}, up to {most}",
    "mapFromTo": "**Map {map}**, {side} x {side}, from {least} to {most}",
    "allCells": "all cells of {layer}",
    "cellsOfMap": "the cells of map {map}",
    "numbersOf": "the numbers of {layer}",
    "ownScale": "Each map has its own scale, up to its own largest cell.",
    "empty": "This map is empty for this digit: every cell is 0.",
    "unitsAlt": "Bar chart of the {count} outputs of {layer}. The left and right arrow keys go "
    "from one to the next, Page Up and Page Down from layer to layer.",
    "blockAlt": "The {count} numbers in reading order, {across} per line. Arrow keys go from one "
    "to the next, Page Up and Page Down from layer to layer.",
    "blockNote": "In reading order, {across} per line.",
    "upTo": "{name}, 0 to {last}",
    "less": "{name}: one less",
    "more": "{name}: one more",
    "mapName": "Map",
    "rowName": "Row",
    "columnName": "Column",
    "unitName": "Unit",
    "positionName": "Position",
    "digitName": "Digit",
    "scaleName": "Colour scale",
    "scales": [["layer", "Shared"], ["channel", "Own"]],
    "scaleHelp": "Shared: all maps on one scale, up to the layer's largest cell, so that they can "
    "be compared. Own: each map up to its own largest cell, so that faint ones can be seen.",
    "toFilter": "The filter of map {map}",
}


@dataclass(frozen=True)
class CellOfLayer:
    """A cell of any layer: its place among the layers, and among the layer's numbers."""

    layer: Layer
    place: tuple[int, ...]


def layer_figure(
    layer: Layer,
    architecture: Architecture,
    image: np.ndarray,
    palette: Palette,
    *,
    chosen: ChosenCell | None,
    scale: Scale,
    on_keep: Callable[[CellOfLayer], None],
    on_scale: Callable[[Scale], None],
    on_follow: Callable[[CellOfLayer], None],
) -> CellOfLayer | None:
    """Show a layer of the live engine's network.

    Args:
        layer: one of the architecture's.
        architecture: of the network that the live engine was given.
        image: (28, 28) float32 in [0, 1], the current digit.
        palette: of the theme.
        chosen: what was kept of the layer before; None for its strongest cell.
        scale: how maps are coloured at first: up to the layer's largest cell, or each to its own.
        on_keep: called before the rerun with the cell that is kept from now on.
        on_scale: the same with another scale.
        on_follow: the same with a cell of another layer that is to be shown.

    Returns:
        The cell whose filter is asked for in this run, if any.
    """
    key = "layer_figure"

    def take(name: str, act: Callable[[CellOfLayer], None]) -> Callable[[], None]:
        def taken() -> None:
            cell = checked_cell(sent_by(key).get(name), architecture)
            if cell:
                act(cell)

        return taken

    def take_scale() -> None:
        sent = sent_by(key).get("scaled")
        for known in get_args(Scale):
            if sent == known:
                on_scale(known)

    result = _component(
        data=figure_data(layer, image, palette, chosen)
        | {
            "scale": scale,
            "words": _WORDS | {"numberName": layer.spec.number_name},
        },
        key=key,
        width="stretch",
        height="content",
        on_kept_change=take("kept", on_keep),
        on_followed_change=take("followed", on_follow),
        on_scaled_change=take_scale,
        on_opened_change=lambda: None,
    )
    return checked_cell(result.opened, architecture)


def figure_data(
    layer: Layer, image: np.ndarray, palette: Palette, chosen: ChosenCell | None
) -> dict[str, object]:
    """What every figure of this kind needs: layer, cell, digit, colours, a constant."""
    return {
        "layer": layer.name,
        "shape": list(layer.output_shape),
        "chosen": vars(chosen) if chosen else None,
        "image": encoded(image),
        **figure_colours(palette, muted=palette.muted),
        "ink": {"background": palette.surface, "edge": palette.grid, "frame": palette.frame},
        "epsilon": EPSILON,
    }


def sent_by(key: str) -> Mapping[str, object]:
    """What a component has just sent; nothing where the visitor has left its page meanwhile."""
    sent = st.session_state.get(key)
    return sent if isinstance(sent, Mapping) else {}


def checked_cell(sent: object, architecture: Architecture) -> CellOfLayer | None:
    """What the browser sent, or None if it names no cell of any layer."""
    if not isinstance(sent, Mapping):
        return None
    layers = architecture.layers
    number = whole_number(sent.get("layer"), len(layers))
    if number is None:
        return None
    shape = layers[number].output_shape
    cell = whole_number(sent.get("cell"), int(np.prod(shape)))
    if cell is None:
        return None
    return CellOfLayer(layers[number], tuple(int(index) for index in np.unravel_index(cell, shape)))
