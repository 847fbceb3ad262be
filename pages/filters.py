"""The learned kernels of every convolution, and what each makes of the digit of the moment."""

import streamlit as st

from cnn.network.overflow import layers_before_overflow
from pages.parts.components.overflow import layer_overflow_warning
from pages.parts.maps.filter_views import all_filters, one_filter
from pages.parts.maps.layer_picker import layer_picker
from pages.parts.maps.pixel_weights import pixel_weights
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette


@st.fragment
def explorer() -> None:
    """Convolution and filter: all that a choice changes runs again."""
    network = current_network()
    convolutions = network.architecture.conv_layers
    if not convolutions:
        pixel_weights(network, current_digit().image, palette())
        return
    layer = layer_picker(convolutions, "convolution")
    activations = network.forward(current_digit().image[None])
    size, _, channels, filters = network.weights[layer.name]["kernel"].shape
    one_each = "one kernel" if channels == 1 else f"{channels} kernels, one per input channel,"
    st.markdown(
        f"**Weights of {layer.name}**: {filters} filters, each with {one_each} of {size} x {size} "
        f"numbers and a bias. {layer.parameter_arithmetic} learned numbers."
    )
    if layer.name not in layers_before_overflow(activations):
        layer_overflow_warning(layer.name)
        return
    output = activations[layer.name][0]
    if channels == 1:
        all_filters(network, layer, output)
    else:
        one_filter(network, layer, output)


explorer()
