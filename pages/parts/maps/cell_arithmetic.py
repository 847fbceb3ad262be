"""The arithmetic of one cell, written out with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnn.cells.cells import (
    AverageCell,
    ConvCell,
    DenseCell,
    DropoutCell,
    FlattenCell,
    PoolCell,
    Window,
)
from cnn.figures.bars import NO_TOOLBAR, bars
from cnn.figures.number_grid import NumberGrid, grid_svg, printed
from cnn.figures.palette import Palette
from cnn.network.layers import Layer
from pages.parts.maps.bar_choice import bar_choice
from pages.parts.maps.cell_choice import number_choice

_INPUT_CHANNEL = "arithmetic_input_channel"
NUMBER_SIDE = 52


def conv_equation(cell: ConvCell) -> None:
    """The sum of all products, plus bias, then ReLU: one number per line.

    Args:
        cell: the cell to explain.
    """
    size, _, channels = cell.kernel.shape
    equation(
        (f"{size} x {size} x {channels} products, summed", "+ bias", "= before ReLU", "max(0, x)"),
        (cell.products_sum, cell.bias, cell.before_relu, cell.result),
        cell.decimals,
    )


def conv_arithmetic(cell: ConvCell, layer: Layer, giver: str, palette: Palette) -> None:
    """Patch times kernel, and the sums of every input channel's products.

    Args:
        cell: the cell to explain.
        layer: the convolution.
        giver: name of the layer before, or input.
        palette: the theme's colours.
    """
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
    of_channel = f", channel {channel}" if cell.patch.shape[-1] > 1 else ""
    padding = " Zeros outside the map are padding." if _is_padded(cell, layer) else ""
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        _grid(
            NumberGrid(patch, float(cell.patch.max()), False, decimals, NUMBER_SIDE),
            "Patch",
            f"{giver}{of_channel}: {span('row', cell.rows)}, {span('column', cell.columns)}."
            + padding,
            palette,
        )
        _grid(
            NumberGrid(kernel, float(np.abs(cell.kernel).max()), True, decimals, NUMBER_SIDE),
            "x kernel",
            f"{layer.name}'s weights for this channel, learned."
            if of_channel
            else f"{layer.name}'s weights, learned.",
            palette,
        )
        _grid(
            NumberGrid(products, float(np.abs(cell.products).max()), True, decimals, NUMBER_SIDE),
            "= products",
            f"They sum to **{total}**.",
            palette,
        )


def pool_arithmetic(cell: PoolCell, giver: str, channel: int, palette: Palette) -> None:
    """The window and its maximum.

    Args:
        cell: the cell to explain.
        giver: name of the layer before, or input.
        channel: of the cell; pooling keeps channels apart.
        palette: the theme's colours.
    """
    numbers = ", ".join(f"{value:.4f}" for value in cell.window.flat)
    st.markdown(f"max({numbers}) = **{cell.result:.4f}**")
    limit = float(cell.window.max())
    _grid(
        NumberGrid(cell.window, limit, False, 4, NUMBER_SIDE, cell.maximum),
        "Window",
        f"{giver}, channel {channel}: {span('row', cell.rows)}, {span('column', cell.columns)}. "
        "The maximum is framed.",
        palette,
    )


def average_arithmetic(cell: AverageCell, giver: str, channel: int, palette: Palette) -> None:
    """The window and its mean.

    Args:
        cell: the cell to explain.
        giver: name of the layer before, or input.
        channel: of the cell; pooling keeps channels apart.
        palette: the theme's colours.
    """
    decimals = cell.decimals
    total = " + ".join(printed(value, decimals) for value in cell.window.flat)
    st.markdown(f"({total}) / {cell.window.size} = **{printed(cell.result, decimals)}**")
    _grid(
        NumberGrid(cell.window, float(cell.window.max()), False, decimals, NUMBER_SIDE),
        "Window",
        f"{giver}, channel {channel}: {span('row', cell.rows)}, {span('column', cell.columns)}.",
        palette,
    )


def dropout_arithmetic(cell: DropoutCell, giver: str) -> None:
    """What dropout does to a number, when reading and while training.

    Args:
        cell: the number to explain.
        giver: name of the layer before, or input.
    """
    source = "the input" if giver == "input" else giver
    st.markdown(
        f"A digit is being read, so dropout passes every number of {source} on: this one stays "
        f"**{cell.activation:.4f}**."
    )
    st.markdown(
        f"Only while training it would be set to 0 with a probability of {cell.rate:.0%}, anew in "
        f"every step, and otherwise be {cell.activation:.4f} / (1 - {cell.rate:g}) = "
        f"{cell.while_training:.4f}, so that it stays the same on average."
    )


def flatten_arithmetic(cell: FlattenCell, giver: str) -> None:
    """Where a number of the flattened row comes from.

    Args:
        cell: the number to explain.
        giver: name of the layer before, or input.
    """
    st.markdown(
        f"Position {cell.position} is **row {cell.row}, column {cell.column}, channel "
        f"{cell.channel}** of {giver}: {cell.arithmetic}. "
        f"Its value stays **{cell.activation:.4f}**."
    )


def dense_arithmetic(cell: DenseCell, giver: str, palette: Palette) -> None:
    """Inputs times weights, summed, plus bias, then ReLU or softmax.

    Args:
        cell: the unit to explain.
        giver: name of the layer before.
        palette: the theme's colours.
    """
    dense_equation(cell)
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


def dense_equation(cell: DenseCell) -> None:
    """The sum of all products, plus bias, then ReLU or softmax: one number per line.

    Args:
        cell: the unit to explain.
    """
    labels = [f"Sum of {len(cell.inputs)} products", "+ bias"]
    values = [cell.products_sum, cell.bias, cell.before_activation]
    if cell.logits is None:
        labels += ["= before ReLU", "ReLU: max(0, x)"]
        values.append(cell.result)
    else:
        labels += ["= logit", "softmax"]
        values.append(cell.result)
    equation(labels, values, cell.decimals)
    if cell.logits is not None:
        relative = cell.before_activation - float(cell.logits.max())
        st.markdown(
            "Softmax: each logit less the largest one, as a power of e, divided by the sum of all "
            f"ten: exp({relative:.4f}) / {cell.exponentials_sum:.4f} = **{cell.result:.4f}**."
        )


def equation(labels: Sequence[str], values: Sequence[float], decimals: int) -> None:
    """Terms and result under each other, each beside its name.

    Args:
        labels: what each number is, sign or operation first.
        values: the numbers; the last one stands out.
        decimals: to print.
    """
    *terms, result = (printed(value, decimals) for value in values)
    rows = [*zip(labels, terms, strict=False), (f"**{labels[-1]}**", f"**{result}**")]
    lines = [
        "| step | value |",
        "| :--- | ---: |",
        *(f"| {name} | {value} |" for name, value in rows),
    ]
    st.markdown("\n".join(lines))


def span(what: str, window: Window) -> str:
    """A window in words: rows 3 to 5.

    Args:
        what: row or column.
        window: first and one-past-last.

    Returns:
        The words.
    """
    first, last = window[0], window[1] - 1
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"


def _is_padded(cell: ConvCell, layer: Layer) -> bool:
    height, width, _ = layer.input_shape
    windows = ((cell.rows, height), (cell.columns, width))
    return any(start < 0 or stop > size for (start, stop), size in windows)


def _grid(grid: NumberGrid, title: str, caption: str, palette: Palette) -> None:
    # As wide as the matrix, but never so narrow that the words become a column of single ones.
    with st.container(width=max(grid.size[0], 190), gap="xxsmall"):
        st.markdown(f"**{title}**")
        rows = "; ".join(
            " ".join(f"{value:.{grid.decimals}f}" for value in row) for row in grid.values
        )
        st.image(grid_svg(grid, palette), width=grid.size[0], alt=f"{title}, by rows: {rows}")
        st.caption(caption)
