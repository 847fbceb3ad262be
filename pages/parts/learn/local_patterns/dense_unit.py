"""One unit of a dense layer that reads the pixels: as many weights as pixels, summed once."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import explain_cell
from cnn.figures.number_grid import printed
from cnn.figures.palette import Palette
from cnn.network import Network
from pages.parts.components.network_overview import image_figure, weights_figure

# As wide as `weights_figure` makes the others.
_WIDTH = 224
_LAYER = "dense1"


def dense_unit(network: Network, image: np.ndarray, palette: Palette) -> None:
    """A unit's weights and products as pictures, and its sum.

    Args:
        network: without convolutions, its first dense layer reads the 784 pixels.
        image: (28, 28) float32, the digit of the moment.
        palette: the theme's colours.
    """
    passed = network.forward_with_sums(image[None])
    units = passed.activations[_LAYER].shape[-1]
    with st.container(width=200):
        unit = st.number_input(f"Unit, 0 to {units - 1}", 0, units - 1, step=1, key="dense_unit")
    cell = explain_cell(network, passed, image, _LAYER, (unit or 0,))
    weights, products = (
        values.reshape(image.shape)[..., None] for values in (cell.weights, cell.products)
    )
    figures = [
        image_figure(image, "<b>Digit</b>, all 784 pixels", "The digit", _WIDTH, palette),
        _signed(weights, "x 784 weights", palette),
        _signed(products, "= 784 products", palette),
    ]
    st.html(f'<div class="glance">{"".join(figures)}</div>')
    numbers = (cell.products_sum, cell.bias, cell.before_activation, cell.result)
    total, bias, before, after = (printed(value, cell.decimals) for value in numbers)
    st.markdown(
        f"Their sum {total} + bias {bias} = {before}, and ReLU gives **{after}**: one "
        "number for the whole image, where the window gives one for each place."
    )


def _signed(values: np.ndarray, title: str, palette: Palette) -> str:
    limit = float(np.abs(values).max()) or 1.0
    return weights_figure(
        values,
        f"<b>{title}</b>, {-limit:.2f} to {limit:.2f}",
        f"{title} of the unit, as an image of 28 x 28",
        limit,
        palette,
    )
