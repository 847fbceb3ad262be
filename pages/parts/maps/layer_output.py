"""The outputs of one layer: its maps beside the input, or its units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st

from cnn.figures.mosaic import grid_for
from cnn.network.kinds.cell import Cell, Place
from cnn.network.layers import Layer
from pages.parts.components.map_view import Pick, map_view
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.maps.bar_choice import bar_choice
from pages.parts.maps.cell_arithmetic import equation, span
from pages.parts.maps.cell_choice import choose_channel, choose_place, number_choice
from pages.parts.session.theme import palette

Scale = Literal["layer", "channel"]
SCALES: Mapping[Scale, str] = {"layer": "Shared scale", "channel": "Own scale"}


def maps_and_input(
    layer: Layer, output: np.ndarray, place: Place, image: np.ndarray, cell: Cell
) -> None:
    """All channels, the chosen one large, and the input with the cell's receptive field."""
    row, column, channel = place
    size, colours = layer.output_shape[0], palette()
    peaks = output.max(axis=(0, 1))
    # Below zero there is something only where no ReLU has followed.
    signed = bool(output.min() < 0)
    sizes = np.abs(output).max(axis=(0, 1))
    mosaic_side, map_side, input_side = st.columns((10, 9, 7), gap="medium")
    with mosaic_side:
        st.markdown(f"**All {output.shape[-1]} channels of {layer.name}**")
        scale = st.session_state.get("map_scale", "layer")
        ends = sizes if scale == "channel" else np.full_like(sizes, sizes.max())
        map_view(
            output,
            grid_for(output.shape[-1], size),
            colours,
            key="mosaic",
            alt=f"Mosaic of the {output.shape[-1]} feature maps of {layer.name}; channel "
            f"{channel} is chosen. Arrow keys choose another.",
            strongest=ends,
            signed=signed,
            picks="channel",
            chosen=Pick(channel, row, column),
            on_pick=lambda pick: choose_channel(layer, pick.channel),
        )
        channel_side, scale_side = st.columns((2, 3), wrap=False, vertical_alignment="bottom")
        with channel_side:
            number_choice(
                "Channel",
                channel,
                output.shape[-1],
                lambda number: choose_channel(layer, number),
                "channel",
            )
        with scale_side:
            segmented_choice(
                "Colours",
                SCALES,
                "layer",
                key="map_scale",
                help="Shared: all channels against the layer's strongest cell. Own: each channel "
                "against its own strongest cell.",
            )
    with map_side:
        ends_text = f"up to {peaks[channel]:.4f}"
        if signed:
            ends_text = f"from {output[..., channel].min():.4f} to {peaks[channel]:.4f}"
        st.markdown(f"**Channel {channel}**, {size} x {size}, {ends_text}")
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
        _row_and_column(layer, place)
    with input_side:
        field = layer.receptive_field
        rows, columns = field.window(row), field.window(column)
        st.markdown("**Input**, 28 x 28")
        map_view(
            image[..., None],
            grid_for(1, len(image)),
            colours,
            key="input_image",
            alt=f"The input image; the cell's receptive field, {span('row', rows)} and "
            f"{span('column', columns)}, is framed.",
            strongest=1.0,
            window=(rows, columns),
            channel=0,
        )
        st.caption(
            f"Framed: the cell's receptive field, {rows[1] - rows[0]} x {columns[1] - columns[0]} "
            f"pixels, {span('row', rows)}, {span('column', columns)}."
        )
        equation(cell)
    st.markdown(layer.output_sentence)
    if sizes[channel] == 0:
        st.info(
            f"Channel {channel} is silent for this digit: every cell is 0.", icon=":material/info:"
        )
    st.markdown(f"#### {layer.name}, channel {channel}, row {row}, column {column}")


def _row_and_column(layer: Layer, place: Place) -> None:
    """A cell's place in its map, to type or step through."""
    row, column, channel = place
    size = layer.output_shape[0]
    row_side, column_side = st.columns(2, wrap=False)
    with row_side:
        number_choice(
            "Row", row, size, lambda number: choose_place(layer, (number, column, channel)), "row"
        )
    with column_side:
        number_choice(
            "Column",
            column,
            size,
            lambda number: choose_place(layer, (row, number, channel)),
            "col",
        )


def units(layer: Layer, output: np.ndarray, unit: int) -> None:
    """The outputs of a layer without maps: bars, or a block of cells where they are many."""
    colours = palette()
    st.markdown(layer.output_sentence)
    what = "digit" if layer.name == "softmax" else layer.spec.number_name
    if layer.name == "flatten":
        columns = min(int(np.ceil(np.sqrt(4 * len(output)))), len(output))
        padded = np.full(-(-len(output) // columns) * columns, np.nan, np.float32)
        padded[: len(output)] = output
        map_view(
            padded.reshape(-1, columns, 1),
            grid_for(1, columns),
            colours,
            key="flat",
            strongest=float(np.abs(output).max()),
            signed=bool(output.min() < 0),
            alt=f"The {len(output)} numbers of flatten in reading order, {columns} per line.",
            picks="cell",
            chosen=Pick(0, *divmod(unit, columns)),
            channel=0,
            flat=True,
            on_pick=lambda pick: choose_place(layer, (pick.row * columns + pick.column,)),
        )
        st.caption(f"In reading order, {columns} per line.")
    else:
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
        )
    with st.container(width=220):
        number_choice(
            what.capitalize(), unit, len(output), lambda n: choose_place(layer, (n,)), "unit"
        )
    st.markdown(f"#### {layer.name}, {what} {unit}")
