"""A page with the network figure alone, of a network that the address names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from cnn.drawing.strokes import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from pages.parts.components.live_engine import live_engine
from pages.parts.components.network_figure import network_figure
from pages.parts.session.theme import palette
from tests.designs import random_network

DESIGNS: dict[str, tuple[LayerSpec, ...]] = {
    "averages": (
        Conv2D(6, 5, 2, "same"),
        BatchNormalization(),
        AveragePool2D(2),
        Conv2D(8, 3, 1, "same"),
        Dropout(0.3),
        GlobalAveragePooling2D(),
    ),
    "only_softmax": (),
    "dense_on_pixels": (Dropout(0.2), Dense(12), BatchNormalization(), Dense(7)),
    "wide": (Conv2D(128), MaxPool2D(2), Conv2D(128, 3, 2), Dense(512), Dense(256)),
    "deep": tuple(Conv2D(24, 3, 1, "same") for _ in range(12)),
    "window_of_three": (Conv2D(1, 7), MaxPool2D(3), AveragePool2D(3), Dense(1)),
}
OVERFLOW = "overflow"


def network_named(name: str) -> Network:
    """The same network each time it is asked for."""
    if name == OVERFLOW:
        network = random_network(Architecture(DESIGNS["averages"]))
        weights = {layer: dict(arrays) for layer, arrays in network.weights.items()}
        for layer in ("conv1", "conv2"):
            weights[layer]["kernel"] = weights[layer]["kernel"] * np.float32(1e30)
        return replace(network, weights=weights)
    return random_network(Architecture(DESIGNS[name]))


@st.cache_resource
def kept_network(name: str) -> Network:
    """One object for all reruns."""
    return network_named(name)


def main() -> None:
    """The figure, of a digit that is not drawn here."""
    st.set_page_config(layout="wide")
    st.title("The network figure")
    st.header("One network")
    live_engine(kept_network(st.query_params["network"]))
    image = digit_from_strokes(list(FIRST_EXAMPLE.strokes))
    network_figure(image, None, palette(), is_drawn=False)


if __name__ == "__main__":
    main()
