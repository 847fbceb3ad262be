"""Without convolutions: each unit's weights as a picture, one weight per pixel."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import explain_cell
from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.network.layers import Layer
from cnn.network.overflow import layers_before_overflow
from cnn.network.shapes import IMAGE_SIZE
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.cell_arithmetic import ROUNDED, equation, sentences
from pages.parts.maps.cell_choice import choose_channel, chosen_place, number_choice

ALL_WIDTH = 560
BAR_WIDTH = 220
ONE_WIDTH = 224


def pixel_weights(
    network: Network, image: np.ndarray, palette: Palette, texts: ExplainedTexts
) -> None:
    """The weights of the first dense layer of a network without convolutions.

    Args:
        network: has no convolution, so that what its first dense layer reads is one map.
        image: (28, 28) float32, the current digit.
        palette: the theme's.
        texts: writes the words.
    """
    layer = next(layer for layer in network.architecture.layers if layer.kernel_shape)
    passed = network.forward_with_sums(image[None])
    if layer.name not in layers_before_overflow(passed.activations):
        layer_overflow_warning(layer.name)
        return
    # Without convolutions there is one map: all of its cells are read, or their mean alone.
    side = math.isqrt(layer.input_shape[0])
    weights = network.weights[layer.name]["kernel"].reshape(side, side, -1)
    unit = chosen_place(layer, passed.activations[layer.name][0])[0]
    giver = network.architecture.previous(layer.name)
    given = (passed.activations[giver.name][0] if giver else image).reshape(side, side)
    texts.markdown(_headline(network, layer, side))
    all_side, one_side = st.columns((5, 6), gap="medium")
    with all_side:
        limit = float(np.abs(weights).max())
        what = "digits" if layer.name == "softmax" else "units"
        st.header(f"All {weights.shape[-1]} {what}, row by row", anchor=False)
        st.html(_picture(weights, limit, ALL_WIDTH, f"Weights of {layer.name}", palette))
        st.html(_bar(palette, limit, f"the weights of {layer.name}", f"{BAR_WIDTH}px"))
        texts.caption(
            "Blue (+): ink on this pixel adds to the sum. Orange (\u2212): it takes away."
        )
    with one_side:
        what = "Digit" if layer.name == "softmax" else "Unit"
        _choose_unit(layer, unit, what)
        whose = f"{what.lower()} {unit}"
        _weights_and_products(weights[..., unit], given, whose, palette, texts)
        cell = explain_cell(network, passed, image, layer.name, (unit,))
        equation(cell, texts)
        sentences(cell, layer.name, texts)
        texts.caption(ROUNDED)


def _headline(network: Network, layer: Layer, side: int) -> str:
    is_image = side == IMAGE_SIZE
    giver = network.architecture.previous(layer.name)
    if giver and giver.name == "flatten":
        giver = network.architecture.previous("flatten")
    what = "pixels" if is_image or giver is None else f"cells that {giver.name} gives"
    units = layer.output_shape[0]
    return (
        f"**Weights of {layer.name}**: this network has no convolution, so it has no small kernels "
        f"that slide. Each of the {units} units, counted from 0, has one weight for every one of "
        f"the {side} x {side} {what}, and a bias: {layer.parameter_arithmetic} learned numbers."
    )


def _choose_unit(layer: Layer, unit: int, what: str) -> None:
    with st.container(width=220):
        number_choice(
            what,
            unit,
            layer.output_shape[0],
            lambda number: choose_channel(layer, number),
            "pixel_unit",
        )


def _weights_and_products(
    weights: np.ndarray, given: np.ndarray, whose: str, palette: Palette, texts: ExplainedTexts
) -> None:
    pictures = (
        (f"Weights of {whose}", weights),
        ("x input = products", weights * given),
    )
    with st.container(horizontal=True, gap="medium"):
        for title, values in pictures:
            limit = float(np.abs(values).max())
            with st.container(width=ONE_WIDTH, gap="xxsmall"):
                texts.markdown(f"**{title}**")
                st.html(_picture(values[..., None], limit, ONE_WIDTH, title, palette))
                st.html(_bar(palette, limit, title.strip("x ").lower(), f"{ONE_WIDTH}px"))


def _picture(weights: np.ndarray, limit: float, width: int, alt: str, palette: Palette) -> str:
    count = weights.shape[-1]
    grid = grid_for(count, len(weights), columns=5 if count == CLASSES else None)
    png = mosaic_png(weights, grid, palette, limit, signed=True)
    return (
        f'<img src="{png_url(png)}" alt="{alt}" style="display:block;width:100%;'
        f'max-width:{width}px;image-rendering:pixelated;border:1px solid {palette.grid}">'
    )


def _bar(palette: Palette, limit: float, of: str, width: str) -> str:
    return colour_bar(palette, limit, of, signed=True, ends=(TAKES_AWAY, ADDS), width=width)
