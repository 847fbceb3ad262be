"""Which layer's patches the visitor looks at."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from cnn.network import Network
from cnn.network.layers import Layer

_LAYER = "hierarchy_layer"


def chosen_layer(network: Network) -> Layer:
    """The layer whose patches are shown; the first until another is chosen."""
    layers = pattern_layers(network.architecture)
    names = [layer.name for layer in layers]
    if st.session_state.get(_LAYER) not in (None, *names):
        # Another network had such a layer.
        del st.session_state[_LAYER]
    name = st.session_state.get(_LAYER) or names[0]
    return layers[names.index(name)]


def choose_layer(name: str) -> None:
    """Take a layer as the visitor's choice."""
    st.session_state[_LAYER] = name


def layer_buttons(network: Network, chosen: Layer) -> None:
    """The layers to choose from."""
    st.segmented_control(
        "Layer of the patches",
        [layer.name for layer in pattern_layers(network.architecture)],
        default=None if _LAYER in st.session_state else chosen.name,
        key=_LAYER,
        required=True,
        label_visibility="collapsed",
        persist_state="session",
        wrap=True,
        width="content",
    )
