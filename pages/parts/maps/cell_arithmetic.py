"""The arithmetic of one cell, written out with its numbers: pictures, lines and sentences.

Lines and sentences come with the cell; a kind of cell that needs pictures besides has them here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from cnn.figures.bars import NO_TOOLBAR, bars
from cnn.figures.colour_bar import colour_bar
from cnn.figures.mosaic import grid_for
from cnn.figures.number_grid import printed
from cnn.figures.palette import Palette
from cnn.network.kinds.cell import Cell, Place
from cnn.network.kinds.conv2d import ConvCell
from cnn.network.kinds.dense import DenseCell
from cnn.network.kinds.global_average_pooling2d import GlobalAverageCell
from cnn.network.kinds.pooling import AverageCell, PoolCell
from cnn.network.layers import Layer
from cnn.network.shapes import Span
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.map_view import map_view
from pages.parts.maps.bar_choice import bar_choice
from pages.parts.maps.cell_choice import number_choice
from pages.parts.maps.titled_grid import NARROWEST, of_outputs, signed_numbers, titled_grid

_INPUT_MAP = "arithmetic_input_channel"
LINES_WIDTH = 240
# Larger maps than so many cells a side are shown without numbers, so wide.
MOST_NUMBERS = 7
ROUNDED = "Shown rounded; computed exactly."
MAP_WIDTH = 300


@dataclass(frozen=True)
class CellPlace:
    """Where a cell is, and how it is written about.

    Attributes:
        layer: whose output the cell is in.
        giver: name of the layer before, or input.
        place: of the cell: (row, column, map), or (unit,).
        palette: the theme's colours.
        texts: writes the words.
    """

    layer: Layer
    giver: str
    place: Place
    palette: Palette
    texts: ExplainedTexts


def worked_cell(cell: Cell, at: CellPlace, image: np.ndarray) -> None:
    """Where a cell comes from: what it sees of the input, its terms as pictures, its sum.

    Args:
        cell: the cell to explain.
        at: where it is.
        image: (28, 28) float32, the current digit.
    """
    st.header(_title(at.layer, at.place), anchor=False)
    if isinstance(cell, DenseCell):
        _dense_sum(cell, at)
        return
    with st.container(horizontal=True, gap="small", key="worked_sum"):
        if at.layer.is_spatial:
            _seen_of_the_input(at, image)
        picture = _PICTURES.get(type(cell))
        if picture:
            picture(cell, at)
        if cell.equation is not None:
            with st.container(width=LINES_WIDTH):
                equation(cell, at.texts)
    sentences(cell, at.giver, at.texts)
    if isinstance(cell, ConvCell) and len(cell.channel_sums) > 1:
        _sums_by_input_map(cell, at)
    if cell.equation is not None:
        at.texts.caption(ROUNDED)


def equation(cell: Cell, texts: ExplainedTexts) -> None:
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
    texts.markdown("\n".join(table))


def sentences(cell: Cell, giver: str, texts: ExplainedTexts) -> None:
    """What a cell says of its arithmetic in words; `giver` is the layer before, or input."""
    for sentence in cell.words(giver):
        texts.markdown(sentence)


def span(what: str, window: Span) -> str:
    """A window, first and one-past-last row or column, in words: rows 3 to 5."""
    first, last = window[0], window[1] - 1
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"


def _title(layer: Layer, place: Place) -> str:
    if layer.is_spatial:
        row, column, channel = place
        return f"{layer.name}: row {row}, column {column} of map {channel}"
    if layer.name == "softmax":
        return f"softmax: digit {place[0]}"
    return f"{layer.name}: {layer.spec.number_name} {place[0]}"


def _seen_of_the_input(at: CellPlace, image: np.ndarray) -> None:
    """The input with the cell's receptive field framed."""
    field = at.layer.receptive_field
    rows, columns = (field.window(index) for index in at.place[:2])
    with st.container(width=NARROWEST, gap="xxsmall"):
        at.texts.markdown("**Input**")
        map_view(
            image[..., None],
            grid_for(1, len(image)),
            at.palette,
            key="input_image",
            alt=f"The input image; the cell's receptive field, {span('row', rows)} and "
            f"{span('column', columns)}, is framed.",
            strongest=1.0,
            window=(rows, columns),
            channel=0,
        )
        at.texts.caption(
            f"Framed, its receptive field: {rows[1] - rows[0]} x {columns[1] - columns[0]} "
            f"pixels, {span('row', rows)}, {span('column', columns)}."
        )


def _conv_pictures(cell: ConvCell, at: CellPlace) -> None:
    """Patch times kernel, of one input map."""
    channel, giver = _chosen_input_map(cell, at.layer), at.giver
    patch, kernel = cell.patch[..., channel], cell.kernel[..., channel]
    products = cell.products[..., channel]
    total = printed(cell.channel_sums[channel], cell.decimals)
    where = f"{span('row', cell.rows)}, {span('column', cell.columns)}"
    said, added = f"{giver}: {where}.", f"They add up to **{total}**."
    if cell.patch.shape[-1] > 1:
        said = f"{giver}'s map {channel}: {where}."
        added = f"They add up to **{total}**, the share of {giver}'s map {channel}."
    if _is_padded(cell, at.layer):
        said += " Zeros outside the map are padding."
    titled_grid(of_outputs(patch, of=cell.patch), "Patch", said, at.palette, at.texts)
    weights = signed_numbers(kernel, of=cell.kernel)
    titled_grid(weights, "x kernel", "Learned weights.", at.palette, at.texts, is_of_a_sum=True)
    terms = signed_numbers(products, of=cell.products)
    titled_grid(terms, "= products", added, at.palette, at.texts, is_of_a_sum=True)


def _chosen_input_map(cell: ConvCell, layer: Layer) -> int:
    """The map whose products are shown: the one chosen, or that of the largest sum."""
    chosen = st.session_state.get(f"{_INPUT_MAP}_{layer.name}")
    if chosen is None or chosen >= len(cell.channel_sums):
        return int(cell.strongest_channels[0])
    return int(chosen)


def _sums_by_input_map(cell: ConvCell, at: CellPlace) -> None:
    """The sums per input map as bars; one of them is chosen to be looked at."""
    order, giver = cell.strongest_channels, at.giver
    chosen = _chosen_input_map(cell, at.layer)

    def choose(channel: int) -> None:
        st.session_state[f"{_INPUT_MAP}_{at.layer.name}"] = channel

    at.texts.markdown(
        f"**Each of the {len(order)} maps of {giver} has its share in the sum**, the largest "
        f"first; together they are {printed(cell.products_sum, cell.decimals)}. Bars up add to the "
        "sum, bars down take away from it. Click a bar to see its products above."
    )
    bar_choice(
        cell.channel_sums[order],
        order.tolist(),
        at.palette,
        chosen=int(np.flatnonzero(order == chosen)[0]),
        axis_title=f"map of {giver}",
        hover="map %{x}: %{y:.4f}",
        alt=f"Bar chart of the sums of products for each map of {giver}, largest first.",
        on_choose=choose,
        key="channel_sums",
        height=190,
    )
    with st.container(width=220):
        number_choice(f"Map of {giver}", chosen, len(order), choose, "input_channel_number")


def _window_picture(cell: PoolCell | AverageCell, at: CellPlace) -> None:
    """The window; where its maximum is taken, with it framed."""
    where = (
        f"{at.giver}'s map {at.place[-1]}: {span('row', cell.rows)}, "
        f"{span('column', cell.columns)}."
    )
    if isinstance(cell, AverageCell):
        titled_grid(of_outputs(cell.window), "Window", where, at.palette, at.texts)
        return
    where += " The maximum is framed."
    grid = of_outputs(cell.window, marked=cell.maximum)
    titled_grid(grid, "Window", where, at.palette, at.texts)


def _global_average_picture(cell: GlobalAverageCell, at: CellPlace) -> None:
    """The whole map, with its numbers where they can be read."""
    channel = at.place[0]
    where = f"{at.giver}'s map {channel}: all {cell.map.size} cells."
    if len(cell.map) <= MOST_NUMBERS:
        titled_grid(of_outputs(cell.map), "Map", where, at.palette, at.texts)
        return
    with st.container(width=MAP_WIDTH):
        at.texts.markdown("**Map**")
        largest, signed = float(np.abs(cell.map).max()), bool(cell.map.min() < 0)
        map_view(
            cell.map[..., np.newaxis],
            grid_for(1, len(cell.map)),
            at.palette,
            key="averaged_map",
            alt=f"Feature map {channel} of {at.giver}, whose average is taken.",
            strongest=largest,
            signed=signed,
            channel=channel,
        )
        st.html(colour_bar(at.palette, largest, f"the cells of map {channel}", signed=signed))
        at.texts.caption(where)


def _dense_sum(cell: DenseCell, at: CellPlace) -> None:
    """The sum of all products beside those that count most."""
    lines_side, products_side = st.columns((2, 5), gap="medium")
    with lines_side:
        equation(cell, at.texts)
        sentences(cell, at.giver, at.texts)
        at.texts.caption(ROUNDED)
    with products_side:
        _strongest_products(cell, at)


def _strongest_products(cell: DenseCell, at: CellPlace) -> None:
    """The products that count most."""
    strongest = cell.strongest_inputs[:32]
    at.texts.markdown(
        f"**The {len(strongest)} products that count most**, of {len(cell.inputs)}: each is an "
        "input times its weight. Bars up add to the sum, bars down take away from it."
    )
    st.plotly_chart(
        bars(
            cell.products[strongest],
            strongest.tolist(),
            at.palette,
            chosen=-1,
            axis_title=f"{'position in' if at.giver == 'flatten' else 'unit of'} {at.giver}",
            hover="%{x}: input x weight = %{y:.4f}",
            height=190,
        ),
        key="strongest_products",
        theme=None,
        config=NO_TOOLBAR,
        alt=f"Bar chart of the largest products of {at.giver}'s outputs and this unit's weights.",
    )


def _is_padded(cell: ConvCell, layer: Layer) -> bool:
    height, width, _ = layer.input_shape
    windows = ((cell.rows, height), (cell.columns, width))
    return any(start < 0 or stop > size for (start, stop), size in windows)


# Each is of its own class of cells.
_PICTURES: Mapping[type[Cell], Callable[[Any, CellPlace], None]] = {
    ConvCell: _conv_pictures,
    PoolCell: _window_picture,
    AverageCell: _window_picture,
    GlobalAverageCell: _global_average_picture,
}
