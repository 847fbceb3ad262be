"""One unit of a dense layer that reads the pixels: as many weights as pixels, summed once."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import explain_cell
from cnn.errors import NetworkFileError
from cnn.figures.number_grid import printed
from cnn.figures.palette import Palette
from cnn.lessons.trained_results import lab_network
from cnn.network import Network
from cnn.network.kinds.dense import DenseCell
from pages.parts.components.network_overview import image_figure, weights_figure
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

# As wide as `weights_figure` makes the others.
_WIDTH = 224
_LAYER = "dense1"


@st.fragment
def all_pixels_at_once() -> None:
    """What a dense unit does with the digit of the moment."""
    st.markdown("#### Beside it: a dense unit sees all 784 pixels at once")
    try:
        network = _dense_network()
    except NetworkFileError as error:
        st.warning(str(error))
        return
    st.markdown(
        "It has a weight of its own for every pixel, so what it learns of a stroke in one place it "
        "does not know of the same stroke elsewhere. A 3 x 3 window has 9 weights and one bias, "
        "for all its places."
    )
    _dense_unit(network, current_digit().image, palette())


@st.cache_resource(max_entries=1, show_spinner=False)
def _dense_network() -> Network:
    """The trained network without convolutions, loaded once for all visitors."""
    return lab_network("dense")


def _dense_unit(network: Network, image: np.ndarray, palette: Palette) -> None:
    """A unit's weights and products as pictures, and its sum."""
    passed = network.forward_with_sums(image[None])
    units = passed.activations[_LAYER].shape[-1]
    with st.container(width=200):
        unit = st.number_input(f"Unit, 0 to {units - 1}", 0, units - 1, step=1, key="dense_unit")
    cell = explain_cell(network, passed, image, _LAYER, (unit or 0,))
    assert isinstance(cell, DenseCell)
    weights, products = (
        values.reshape(image.shape)[..., None] for values in (cell.weights, cell.products)
    )
    low, high = _limits(weights)
    weights_html = weights_figure(
        weights,
        f"<b>x 784 weights</b>, {low:.2f} to {high:.2f}",
        "x 784 weights of the unit, as an image of 28 x 28",
        high,
        palette,
    )
    low, high = _limits(products)
    products_html = weights_figure(
        products,
        f"<b>= 784 products</b>, {low:.2f} to {high:.2f}",
        "= 784 products of the unit, as an image of 28 x 28",
        high,
        palette,
    )
    digit_html = image_figure(image, "<b>Digit</b>, all 784 pixels", "The digit", _WIDTH, palette)
    st.html(f'<div class="pictures">{digit_html}{weights_html}{products_html}</div>')
    numbers = (cell.products_sum, cell.bias, cell.before_activation, cell.result)
    total, bias, before, after = (printed(value, cell.decimals) for value in numbers)
    st.markdown(
        f"Their sum {total} + bias {bias} = {before}, and ReLU gives **{after}**: one "
        "number for the whole image, where the window gives one for each place."
    )


def _limits(values: np.ndarray) -> tuple[float, float]:
    """The ends of a scale symmetric about zero."""
    limit = float(np.abs(values).max()) or 1.0
    return -limit, limit
