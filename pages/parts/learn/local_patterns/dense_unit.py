"""One unit of a dense layer that reads the pixels: which one, and its whole sum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import explain_cell
from cnn.errors import NetworkFileError
from cnn.figures.palette import Palette
from cnn.figures.printed_number import printed
from cnn.glossary import term
from cnn.lessons.local_patterns.moved_digit import UnitSums, unit_sums
from cnn.lessons.trained_results import lab_network
from cnn.network import Network
from cnn.network.kinds.dense import DenseCell
from pages.parts.components.network_overview import image_figure, weights_figure
from pages.parts.maps.cell_choice import number_choice

# As wide as `weights_figure` makes the others.
_WIDTH = 224
_LAYER = "dense1"
_CHOSEN, _NUMBER = "dense_unit_chosen", "dense_unit"


@dataclass(frozen=True)
class ChosenUnit:
    """The unit that is looked at.

    Attributes:
        cell: its sum for the digit as it stands.
        units: all units, and their sums for the digit at all places.
    """

    cell: DenseCell
    units: UnitSums


def unit_choice(image: np.ndarray) -> ChosenUnit | None:
    """A field with the unit's number, and the unit: at first one whose sum falls far.

    None, with a word about it, where the network without convolutions cannot be read.
    """
    try:
        network = _dense_network()
    except NetworkFileError as error:
        st.warning(str(error))
        return None
    passed = network.forward_with_sums(image[None])
    units = unit_sums(*_arrays(network), image)

    def choose(number: int) -> None:
        st.session_state[_CHOSEN] = number

    number = st.session_state.get(_CHOSEN, units.most_telling)
    number_choice("Dense unit", number, units.sums.shape[-1], choose, _NUMBER)
    cell = explain_cell(network, passed, image, _LAYER, (number,))
    assert isinstance(cell, DenseCell)
    return ChosenUnit(cell, units)


def all_pixels_at_once(chosen: ChosenUnit, image: np.ndarray, palette: Palette) -> None:
    """The unit's whole sum: the digit, the weights and the products as pictures."""
    cell = chosen.cell
    st.header(f"Dense unit {cell.unit} in full: 784 products and one sum", anchor=False)
    st.markdown(
        f"A {term('unit')} of a dense layer has a weight of its own for every pixel. What it "
        "learns about a stroke in one place says nothing about the same stroke elsewhere: move the "
        "digit, and other weights meet it. A 3 x 3 window has 9 weights and one bias for all its "
        "places. This unit belongs to a network without convolutions that learned from "
        f"{term('mnist')}."
    )
    weights, products = (
        values.reshape(image.shape)[..., None] for values in (cell.weights, cell.products)
    )
    limit = _limit(weights)
    weights_html = weights_figure(
        weights,
        f"<b>x 784 weights</b>, orange \u2212 {limit:.2f} to blue + {limit:.2f}",
        "x 784 weights of the unit, as an image of 28 x 28",
        limit,
        palette,
    )
    limit = _limit(products)
    products_html = weights_figure(
        products,
        f"<b>= 784 products</b>, orange \u2212 {limit:.2f} to blue + {limit:.2f}",
        "= 784 products of the unit, as an image of 28 x 28",
        limit,
        palette,
    )
    digit_html = image_figure(
        image, "<b>Digit</b>, 784 pixels, 0 to 1", "The digit", _WIDTH, palette
    )
    st.html(f'<div class="pictures">{digit_html}{weights_html}{products_html}</div>')
    numbers = (cell.products_sum, cell.bias, cell.before_activation, cell.result)
    total, bias, before, after = (printed(value, cell.decimals) for value in numbers)
    st.markdown(
        f"The products add up to {total}. With the bias {bias} that is {before}, and ReLU gives "
        f"**{after}**: one number for the whole image. The window gives one number for each place."
    )


@st.cache_resource(max_entries=1, show_spinner=False)
def _dense_network() -> Network:
    """The trained network without convolutions, loaded once for all visitors."""
    return lab_network("dense")


def _arrays(network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Weights and biases of the layer that reads the pixels."""
    arrays = network.weights[_LAYER]
    return arrays["kernel"], arrays["bias"]


def _limit(values: np.ndarray) -> float:
    """The ends of a scale symmetric about zero."""
    return float(np.abs(values).max()) or 1.0
