"""The filters of a layer, each with the map it makes, and any cell of the maps worked out at once.

The page's own component: pointing, keys and numbers act in the browser, whose live engine has every
weight and every activation. What a visitor keeps is told to the server, which remembers it for the
visit.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from cnn.figures.palette import Palette
from cnn.network.architecture import Architecture
from cnn.network.layers import Layer
from pages.parts.components.inline_component import inline_component
from pages.parts.maps.cell_choice import ChosenCell
from pages.parts.maps.layer_figure import (
    CELL_WORDS,
    EXPLAINING,
    SHARED,
    STYLE,
    CellOfLayer,
    checked_cell,
    figure_data,
    sent_by,
)

_SCRIPTS = Path(__file__).with_name("scripts")
_component = inline_component(
    __file__,
    *SHARED,
    *EXPLAINING,
    *(_SCRIPTS / f"{name}.js" for name in ("filter_cards", "filter_kernels", "pixel_weights")),
    styles=[STYLE],
)

_WORDS = CELL_WORDS | {
    "numberName": "unit",
    "kernels": "Kernels",
    "maps": "Maps",
    "allWeights": "all weights",
    "cellsOfAllMaps": "the cells of all maps",
    "allCells": "all cells of {layer}",
    "filter": "Filter {filter}",
    "cardNumbers": "bias {bias}, norm {norm}",
    "cardFires": "fires: {here} here, {overall} overall",
    "kernelAlt": "Kernel of filter {filter} of {layer}",
    "cardMap": "Map of filter {filter}. Page Up and Page Down go from filter to filter.",
    "cardMapAt": "Map of filter {filter}; row {row}, column {column} is framed. Arrow keys go from "
    "cell to cell, Page Up and Page Down from filter to filter.",
    "chooseMap": "**The {count} feature maps**: point at one",
    "itsMap": "**Its map**",
    "makesMap": "**Filter {filter}** makes this map, {side} x {side}",
    "allAlt": "The {count} feature maps of {layer}. Arrow keys go from map to map.",
    "filterMapAlt": "Map of filter {filter} for your digit; row {row}, column {column} is framed. "
    "Arrow keys go from cell to cell.",
    "facts": [
        "Its bias is **{bias}**.",
        "The norm of its {weights} weights is **{norm}**.",
        "It fires in **{here}** of its {cells} cells for your digit, in **{overall}** over all "
        "digits counted.",
    ],
    "normNote": "The norm says how large a kernel is: square the weights, add them up, take the "
    "root.",
    "toMaps": "This map among all layers",
    "kernelsOf": "The kernels of filter {filter}, strongest first",
    "kernelsNote": "One for each map of {giver}, the one with the largest norm first: square the "
    "weights, add them up, take the root. Where a kernel is blue (+), what the map shows there "
    "adds to the sum; where it is orange (\u2212), it takes away. Under each stands what it gives "
    "to the cell at the foot of the window.",
    "forMap": "for map {map}",
    "kernelForAlt": "Kernel of filter {filter} for map {map}",
    "norm": "norm {norm}",
    "gives": "gives {share}",
    "showAll": "Show all {count} kernels",
    "upTo": "{name}, 0 to {last}",
    "less": "{name}: one less",
    "more": "{name}: one more",
    "filterName": "Filter",
    "unitName": "Unit",
    "digitName": "Digit",
    "unitsOfAlt": "The weights of the {count} units of {layer}, a picture for each. Arrow keys go "
    "from one to the next.",
    "allUnits": "**All {count} units**: point at one",
    "allDigits": "**All {count} digits**: point at one",
    "weights": "Its weights",
    "timesInput": "x input = products",
    "weightsOf": "the weights of {layer}",
    "weightsOfOne": "its weights",
    "pixelTerm": "Row {row}, column {column}: {value} x {factor} = {product}.",
}


def filter_figure(
    layer: Layer,
    architecture: Architecture,
    image: np.ndarray,
    palette: Palette,
    *,
    chosen: ChosenCell | None,
    firing: np.ndarray | None,
    on_keep: Callable[[CellOfLayer], None],
) -> CellOfLayer | None:
    """Show the filters of a convolution of the live engine's network, or a dense layer's weights.

    Args:
        layer: a convolution, or the first dense layer of a network without one.
        architecture: of the network that the live engine was given.
        image: (28, 28) float32 in [0, 1], the current digit.
        palette: of the theme.
        chosen: what was kept of the layer before; None for its strongest cell.
        firing: (filters,) shares in [0, 1] of cells above zero over many digits; of a convolution.
        on_keep: called before the rerun with the cell that is kept from now on.

    Returns:
        The cell that is to be seen among all layers, if that is asked for in this run.
    """
    key = "filter_figure"

    def take_kept() -> None:
        cell = checked_cell(sent_by(key).get("kept"), architecture)
        if cell:
            on_keep(cell)

    result = _component(
        data=figure_data(layer, image, palette, chosen)
        | {
            "firing": None if firing is None else firing.tolist(),
            "words": _WORDS,
        },
        key=key,
        width="stretch",
        height="content",
        on_kept_change=take_kept,
        on_opened_change=lambda: None,
    )
    return checked_cell(result.opened, architecture)
