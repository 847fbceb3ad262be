"""The outputs of one layer: all of its maps and one of them large, or its units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st

from cnn.figures.colour_bar import colour_bar
from cnn.figures.mosaic import Grid, grid_for
from cnn.figures.palette import Palette
from cnn.network.kinds.cell import Place
from cnn.network.layers import Layer
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import Pick, map_view
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.maps.bar_choice import bar_choice
from pages.parts.maps.cell_choice import choose_channel, choose_place, number_choice
from pages.parts.session.theme import palette

Scale = Literal["layer", "channel"]
SCALES: Mapping[Scale, str] = {"layer": "Shared", "channel": "Own"}
# All maps together are so many times as wide as high, or a little wider.
WIDER_THAN_HIGH = 1.8
# In pixels: a single map on a phone, and the numbers beside the maps.
MAP_WIDTH = 300
NUMBER_WIDTH = 160


def maps_of_layer(layer: Layer, output: np.ndarray, place: Place, texts: ExplainedTexts) -> None:
    """All maps of a layer, the chosen one large with its chosen cell, and both by number."""
    row, column, channel = place
    size, count, colours = output.shape[0], output.shape[-1], palette()
    # Below zero there is something only where no ReLU has followed.
    signed = bool(output.min() < 0)
    sizes = np.abs(output).max(axis=(0, 1))
    is_shared = st.session_state.get("map_scale", "layer") == "layer"
    ends = np.full_like(sizes, sizes.max()) if is_shared else sizes
    all_side, map_side, number_side = st.columns((100, 52, 40), gap="medium")
    all_width: Literal["stretch"] | int = "stretch" if count > 1 else MAP_WIDTH
    with all_side, st.container(width=all_width, gap="xxsmall"):
        texts.markdown(f"**All {count} maps of {layer.name}**" if count > 1 else "**The only map**")
        map_view(
            output,
            wide_grid(count, size),
            colours,
            key="mosaic",
            alt=f"The {count} feature maps of {layer.name}; map {channel} is chosen. Arrow keys "
            "choose another.",
            strongest=ends,
            signed=signed,
            picks="channel",
            chosen=Pick(channel, row, column),
            on_pick=lambda pick: choose_channel(layer, pick.channel),
        )
        if is_shared:
            _scale(colours, float(sizes.max()), f"all cells of {layer.name}", signed)
        else:
            texts.caption("Each map has its own scale, up to its own largest cell.")
    with map_side, st.container(width=MAP_WIDTH, gap="xxsmall"):
        texts.markdown(
            f"**Map {channel}**, {size} x {size}, {_from_to(output[..., channel], signed)}"
        )
        map_view(
            output[..., [channel]],
            grid_for(1, size),
            colours,
            key="single_map",
            alt=f"Feature map {channel} of {layer.name}, {size} x {size} cells; row {row}, column "
            f"{column} is chosen. Arrow keys choose another.",
            strongest=ends[channel],
            signed=signed,
            picks="cell",
            chosen=Pick(0, row, column),
            channel=channel,
            on_pick=lambda pick: choose_place(layer, (pick.row, pick.column, channel)),
        )
        _scale(colours, float(ends[channel]), f"the cells of map {channel}", signed)
    with number_side:
        _numbers(layer, place)
    if sizes[channel] == 0:
        texts.info(f"Map {channel} is empty for this digit: every cell is 0.")


def wide_grid(count: int, size: int) -> Grid:
    """So many maps side by side that all together are wider than high."""
    return grid_for(count, size, math.ceil(math.sqrt(count * WIDER_THAN_HIGH)))


def _scale(colours: Palette, largest: float, of: str, signed: bool) -> None:
    st.html(colour_bar(colours, largest, of, signed=signed))


def _from_to(cells: np.ndarray, signed: bool) -> str:
    if signed:
        return f"from {cells.min():.4f} to {cells.max():.4f}"
    return f"up to {cells.max():.4f}"


def _numbers(layer: Layer, place: Place) -> None:
    """The map, the cell's row and column, to type or step through; and how maps are coloured."""
    row, column, channel = place
    rows, columns, count = layer.output_shape
    with st.container(horizontal=True, gap="small"):
        with st.container(width=NUMBER_WIDTH):
            number_choice("Map", channel, count, lambda n: choose_channel(layer, n), "channel")
        with st.container(width=NUMBER_WIDTH):
            number_choice(
                "Row", row, rows, lambda n: choose_place(layer, (n, column, channel)), "row"
            )
        with st.container(width=NUMBER_WIDTH):
            number_choice(
                "Column", column, columns, lambda n: choose_place(layer, (row, n, channel)), "col"
            )
        with st.container(width=NUMBER_WIDTH):
            segmented_choice(
                "Colour scale",
                SCALES,
                "layer",
                key="map_scale",
                help="Shared: all maps on one scale, up to the layer's largest cell, so that they "
                "can be compared. Own: each map up to its own largest cell, so that faint ones "
                "can be seen.",
            )


def units(layer: Layer, output: np.ndarray, unit: int, texts: ExplainedTexts) -> None:
    """The outputs of a layer without maps: bars, or a block of cells where they are many."""
    colours = palette()
    what = "digit" if layer.name == "softmax" else layer.spec.number_name
    with st.container(width=NUMBER_WIDTH):
        number_choice(
            what.capitalize(), unit, len(output), lambda n: choose_place(layer, (n,)), "unit"
        )
    if layer.name != "flatten":
        bar_choice(
            output,
            list(range(len(output))),
            colours,
            chosen=unit,
            axis_title=what,
            hover=f"{what} %{{x}}: %{{y:.4f}}",
            alt=f"Bar chart of the {len(output)} outputs of {layer.name}; {what} {unit} is chosen.",
            on_choose=lambda number: choose_place(layer, (number,)),
            key="units",
            height=190,
        )
        return
    columns = min(int(np.ceil(np.sqrt(4 * len(output)))), len(output))
    padded = np.full(-(-len(output) // columns) * columns, np.nan, np.float32)
    padded[: len(output)] = output
    largest, signed = float(np.abs(output).max()), bool(output.min() < 0)
    map_view(
        padded.reshape(-1, columns, 1),
        grid_for(1, columns),
        colours,
        key="flat",
        strongest=largest,
        signed=signed,
        alt=f"The {len(output)} numbers of flatten in reading order, {columns} per line; position "
        f"{unit} is chosen. Arrow keys choose another.",
        picks="cell",
        chosen=Pick(0, *divmod(unit, columns)),
        channel=0,
        flat=True,
        on_pick=lambda pick: choose_place(layer, (pick.row * columns + pick.column,)),
    )
    _scale(colours, largest, "the numbers of flatten", signed)
    texts.caption(f"In reading order, {columns} per line.")
