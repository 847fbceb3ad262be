"""Every layer's output for the current digit, down to the single multiplication."""

import streamlit as st

from cnn.cells.explain_cell import explain_cell
from cnn.network.overflow import layers_before_overflow
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.cell_arithmetic import CellPlace, worked_cell
from pages.parts.maps.cell_choice import chosen_place
from pages.parts.maps.layer_output import maps_of_layer, units
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette


@st.fragment
def explorer() -> None:
    """Layer, map, cell: all that a choice changes, and nothing else, runs again."""
    image, network = current_digit().image, current_network()
    passed = network.forward_with_sums(image[None])
    texts = ExplainedTexts()
    texts.caption(
        "Choose a layer, then one of its maps, then a cell: the last row shows where that number "
        "comes from. Everything is counted from 0."
    )
    layer = layer_picker(network.architecture.layers, "layer", lambda layer: layer.shape_text)
    if layer.name not in layers_before_overflow(passed.sums):
        layer_overflow_warning(layer.name)
        return
    output = passed.activations[layer.name][0]
    place = chosen_place(layer, output)
    cell = explain_cell(network, passed, image, layer.name, place)
    before = network.architecture.previous(layer.name)
    texts.markdown(layer.output_sentence)
    if layer.is_spatial:
        maps_of_layer(layer, output, place, texts)
    else:
        units(layer, output, place[0], texts)
    giver = before.name if before else "input"
    worked_cell(cell, CellPlace(layer, giver, place, palette(), texts), image)


with st.container(key="sections"):
    explorer()
