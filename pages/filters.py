"""The learned filters of every convolution, and what each makes of the current digit."""

import streamlit as st

from cnn.network.layers import Layer
from cnn.network.overflow import layers_before_overflow
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.live_engine import live_engine
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.cell_choice import choose_place, chosen_cell
from pages.parts.maps.filter_figure import filter_figure
from pages.parts.maps.filter_sentences import (
    filters_sentence,
    firing_sentence,
    pixel_weights_sentence,
)
from pages.parts.maps.firing_statistics import shares_over_digits
from pages.parts.maps.layer_figure import CellOfLayer
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette
from pages.parts.visit.kept_visit import keep_visit


def keep(cell: CellOfLayer) -> None:
    """Remember a cell for the visit."""
    choose_place(cell.layer, cell.place)


def chosen_layer(texts: ExplainedTexts) -> Layer:
    """The convolution that is chosen, or the first dense layer of a network that has none."""
    architecture = current_network().architecture
    if not architecture.conv_layers:
        layer = next(layer for layer in architecture.layers if layer.kernel_shape)
        texts.markdown(pixel_weights_sentence(current_network(), layer))
        return layer
    layer = layer_picker(
        architecture.conv_layers, "convolution", lambda layer: f"{layer.output_shape[-1]} filters"
    )
    texts.markdown(filters_sentence(layer))
    return layer


@st.fragment
def explorer() -> None:
    """Another convolution is shown by the server; its filters and their sums by the browser."""
    image, network, texts = current_digit().image, current_network(), ExplainedTexts()
    layer = chosen_layer(texts)
    if layer.name not in layers_before_overflow(network.forward_with_sums(image[None]).sums):
        layer_overflow_warning(layer.name)
        return
    firing = None
    if layer.is_spatial:
        shares, digits = shares_over_digits(network)
        firing = shares[layer.name]
        texts.caption(firing_sentence(layer, digits))
    asked = filter_figure(
        layer,
        network.architecture,
        image,
        palette(),
        chosen=chosen_cell(layer),
        firing=firing,
        on_keep=keep,
    )
    keep_visit("fragment")
    if asked:
        keep(asked)
        st.session_state["layer"] = asked.layer.name
        st.switch_page("pages/feature_maps.py")


with st.container(key="sections"):
    explorer()
live_engine(current_network())
