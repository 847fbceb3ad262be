"""Every layer's output for the digit of the moment, down to the single multiplication."""

import streamlit as st

from cnn.cells.explain_cell import explain_cell
from cnn.network.overflow import layers_before_overflow
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.cell_arithmetic import cell_arithmetic
from pages.parts.maps.cell_choice import chosen_place
from pages.parts.maps.layer_output import maps_and_input, units
from pages.parts.maps.layer_picker import layer_picker, shape_strip
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette


@st.fragment
def explorer() -> None:
    """Layer, channel, cell: all that a choice changes, and nothing else, runs again."""
    image, network, colours = current_digit().image, current_network(), palette()
    passed = network.forward_with_sums(image[None])
    layer = layer_picker(network.architecture.layers, "layer")
    shape_strip(network, layer, colours)
    if layer.name not in layers_before_overflow(passed.sums):
        layer_overflow_warning(layer.name)
        return
    output = passed.activations[layer.name][0]
    place = chosen_place(layer, output)
    cell = explain_cell(network, passed, image, layer.name, place)
    before = network.architecture.previous(layer.name)
    giver = before.name if before else "input"
    if layer.is_spatial:
        maps_and_input(layer, output, place, image, cell)
    else:
        units(layer, output, place[0])
    cell_arithmetic(cell, layer, giver, place, colours)


explorer()
