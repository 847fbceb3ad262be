"""The learned filters of every convolution, and what each makes of the current digit."""

import streamlit as st

from cnn.network.overflow import layers_before_overflow
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.filter_views import all_filters, filters_sentence, one_filter
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.maps.pixel_weights import pixel_weights
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette


@st.fragment
def explorer() -> None:
    """Convolution and filter: all that a choice changes runs again."""
    network, texts = current_network(), ExplainedTexts()
    convolutions = network.architecture.conv_layers
    if not convolutions:
        pixel_weights(network, current_digit().image, palette(), texts)
        return
    layer = layer_picker(
        convolutions, "convolution", lambda layer: f"{layer.output_shape[-1]} filters"
    )
    activations = network.forward(current_digit().image[None])
    texts.markdown(filters_sentence(layer))
    if layer.name not in layers_before_overflow(activations):
        layer_overflow_warning(layer.name)
        return
    output = activations[layer.name][0]
    if layer.input_shape[-1] == 1:
        all_filters(network, layer, output, texts)
    else:
        one_filter(network, layer, output, texts)


with st.container(key="sections"):
    explorer()
