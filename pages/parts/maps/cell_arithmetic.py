"""The arithmetic of one cell, written out with its numbers: lines, sentences and pictures.

Lines and sentences come with the cell; a kind of cell that needs a picture besides has one here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from cnn.figures.bars import NO_TOOLBAR, bars
from cnn.figures.mosaic import grid_for
from cnn.figures.number_grid import NumberGrid, grid_svg, printed
from cnn.figures.palette import Palette
from cnn.network.kinds.cell import Cell, Place
from cnn.network.kinds.conv2d import ConvCell
from cnn.network.kinds.dense import DenseCell
from cnn.network.kinds.global_average_pooling2d import GlobalAverageCell
from cnn.network.kinds.pooling import AverageCell, PoolCell
from cnn.network.layers import Layer
from cnn.network.shapes import Span
from pages.parts.components.map_view import map_view
from pages.parts.maps.bar_choice import bar_choice
from pages.parts.maps.cell_choice import number_choice

_INPUT_CHANNEL = "arithmetic_input_channel"
NUMBER_SIDE = 52
# Larger maps than so many cells a side are shown without numbers, so wide.
MOST_NUMBERS = 7
MAP_WIDTH = 300


def cell_arithmetic(cell: Cell, layer: Layer, giver: str, place: Place, palette: Palette) -> None:
    """How a cell comes about; of feature maps without the lines of `equation`.

    Args:
        cell: the cell to explain.
        layer: whose output it is in.
        giver: name of the layer before, or input.
        place: of the cell: (row, column, channel), or (unit,).
        palette: the theme's colours.
    """
    if not layer.is_spatial:
        equation(cell)
    sentences(cell, giver)
    picture = _PICTURES.get(type(cell))
    if picture:
        picture(cell, layer, giver, place[-1], palette)


def equation(cell: Cell) -> None:
    """Terms and result under each other, each beside its name, where a cell has such lines."""
    lines = cell.equation
    if lines is None:
        return
    *terms, result = (printed(value, lines.decimals) for value in lines.values)
    rows = [*zip(lines.labels, terms, strict=False), (f"**{lines.labels[-1]}**", f"**{result}**")]
    table = [
        "| step | value |",
        "| :--- | ---: |",
        *(f"| {name} | {value} |" for name, value in rows),
    ]
    st.markdown("\n".join(table))


def sentences(cell: Cell, giver: str) -> None:
    """What a cell says of its arithmetic in words; `giver` is the layer before, or input."""
    for sentence in cell.words(giver):
        st.markdown(sentence)


def span(what: str, window: Span) -> str:
    """A window, first and one-past-last row or column, in words: rows 3 to 5."""
    first, last = window[0], window[1] - 1
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"


def _conv_picture(
    cell: ConvCell, layer: Layer, giver: str, _channel: int, palette: Palette
) -> None:
    """Patch times kernel, and the sums of every input channel's products."""
    channel = 0
    if cell.kernel.shape[-1] > 1:
        channel = _input_channel(cell, layer, giver, palette)
    _patch_times_kernel(cell, layer, giver, channel, palette)


def _input_channel(cell: ConvCell, layer: Layer, giver: str, palette: Palette) -> int:
    """The sums per input channel as bars; one of them is chosen to be looked at."""
    order = cell.strongest_channels
    memory = f"{_INPUT_CHANNEL}_{layer.name}"
    chosen = st.session_state.get(memory)
    if chosen is None or chosen >= len(order):
        chosen = int(order[0])

    def choose(channel: int) -> None:
        st.session_state[memory] = channel

    st.markdown(
        f"**The sum, by channel of {giver}**, largest first: {len(order)} sums that together give "
        f"{cell.products_sum:.{cell.decimals}f}."
    )
    bar_choice(
        cell.channel_sums[order],
        order.tolist(),
        palette,
        chosen=int(np.flatnonzero(order == chosen)[0]),
        axis_title=f"channel of {giver}",
        hover="channel %{x}: %{y:.4f}",
        alt=f"Bar chart of the sums of products per channel of {giver}, largest first.",
        on_choose=choose,
        key="channel_sums",
        height=190,
    )
    with st.container(width=220):
        number_choice(f"Channel of {giver}", chosen, len(order), choose, "input_channel_number")
    return chosen


def _patch_times_kernel(
    cell: ConvCell, layer: Layer, giver: str, channel: int, palette: Palette
) -> None:
    patch, kernel = cell.patch[..., channel], cell.kernel[..., channel]
    products, decimals = cell.products[..., channel], cell.decimals
    total = printed(cell.channel_sums[channel], decimals)
    where = f"{span('row', cell.rows)}, {span('column', cell.columns)}"
    said, weights = f"{giver}: {where}.", f"{layer.name}'s weights, learned."
    if cell.patch.shape[-1] > 1:
        said = f"{giver}, channel {channel}: {where}."
        weights = f"{layer.name}'s weights for this channel, learned."
    if _is_padded(cell, layer):
        said += " Zeros outside the map are padding."
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        _grid(
            _of_outputs(patch, decimals, of=cell.patch),
            "Patch",
            said,
            palette,
        )
        _grid(
            NumberGrid(kernel, float(np.abs(cell.kernel).max()), True, decimals, NUMBER_SIDE),
            "x kernel",
            weights,
            palette,
        )
        _grid(
            NumberGrid(products, float(np.abs(cell.products).max()), True, decimals, NUMBER_SIDE),
            "= products",
            f"They sum to **{total}**.",
            palette,
        )


def _max_picture(cell: PoolCell, _layer: Layer, giver: str, channel: int, palette: Palette) -> None:
    """The window with its maximum framed."""
    _grid(
        _of_outputs(cell.window, 4, cell.maximum),
        "Window",
        f"{giver}, channel {channel}: {span('row', cell.rows)}, {span('column', cell.columns)}. "
        "The maximum is framed.",
        palette,
    )


def _average_picture(
    cell: AverageCell, _layer: Layer, giver: str, channel: int, palette: Palette
) -> None:
    """The window."""
    _grid(
        _of_outputs(cell.window, cell.decimals),
        "Window",
        f"{giver}, channel {channel}: {span('row', cell.rows)}, {span('column', cell.columns)}.",
        palette,
    )


def _global_average_picture(
    cell: GlobalAverageCell, _layer: Layer, giver: str, channel: int, palette: Palette
) -> None:
    """The whole map, with its numbers where they can be read."""
    where = f"{giver}, channel {channel}: all {cell.map.size} cells."
    if len(cell.map) <= MOST_NUMBERS:
        _grid(_of_outputs(cell.map, cell.decimals), "Map", where, palette)
        return
    with st.container(width=MAP_WIDTH):
        st.markdown("**Map**")
        map_view(
            cell.map[..., np.newaxis],
            grid_for(1, len(cell.map)),
            palette,
            key="averaged_map",
            alt=f"Feature map {channel} of {giver}, whose mean is taken.",
            strongest=float(np.abs(cell.map).max()),
            signed=bool(cell.map.min() < 0),
            channel=channel,
        )
        st.caption(where)


def _dense_picture(
    cell: DenseCell, _layer: Layer, giver: str, _unit: int, palette: Palette
) -> None:
    """The products that count most."""
    strongest = cell.strongest_inputs[:32]
    st.markdown(f"**The products that count most** ({len(strongest)} of {len(cell.inputs)})")
    st.plotly_chart(
        bars(
            cell.products[strongest],
            strongest.tolist(),
            palette,
            chosen=-1,
            axis_title=f"position in {giver}" if giver == "flatten" else f"unit of {giver}",
            hover="%{x}: input x weight = %{y:.4f}",
            height=190,
        ),
        key="strongest_products",
        theme=None,
        config=NO_TOOLBAR,
        alt=f"Bar chart of the largest products of {giver}'s outputs and this unit's weights.",
    )


def _is_padded(cell: ConvCell, layer: Layer) -> bool:
    height, width, _ = layer.input_shape
    windows = ((cell.rows, height), (cell.columns, width))
    return any(start < 0 or stop > size for (start, stop), size in windows)


def _of_outputs(
    values: np.ndarray,
    decimals: int,
    marked: tuple[int, int] | None = None,
    of: np.ndarray | None = None,
) -> NumberGrid:
    """Cells of maps, coloured by all that they are `of`; diverging where one is below zero."""
    all_values = values if of is None else of
    limit, signed = float(np.abs(all_values).max()), bool(all_values.min() < 0)
    return NumberGrid(values, limit, signed, decimals, NUMBER_SIDE, marked)


def _grid(grid: NumberGrid, title: str, caption: str, palette: Palette) -> None:
    # As wide as the matrix, but never so narrow that the words become a column of single ones.
    with st.container(width=max(grid.size[0], 190), gap="xxsmall"):
        st.markdown(f"**{title}**")
        rows = "; ".join(
            " ".join(f"{value:.{grid.decimals}f}" for value in row) for row in grid.values
        )
        st.image(grid_svg(grid, palette), width=grid.size[0], alt=f"{title}, by rows: {rows}")
        st.caption(caption)


# Each is of its own class of cells.
_PICTURES: Mapping[type[Cell], Callable[[Any, Layer, str, int, Palette], None]] = {
    ConvCell: _conv_picture,
    PoolCell: _max_picture,
    AverageCell: _average_picture,
    GlobalAverageCell: _global_average_picture,
    DenseCell: _dense_picture,
}
