"""Two networks beside each other: one of their outputs, and their answers."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.mosaic import grid_for
from cnn.figures.palette import Palette
from cnn.network import Network
from pages.parts.components.map_view import map_view
from pages.parts.components.probability_bars import probability_bars

_MAPS_IN_A_ROW = 8


def network_side(
    title: str,
    network: Network,
    image: np.ndarray,
    layer_name: str,
    palette: Palette,
    *,
    key: str,
) -> None:
    """Show what one network makes of a digit: the maps of a layer, and its answer.

    Args:
        title: above it, our own words.
        network: any with that layer.
        image: (28, 28) float32.
        layer_name: of a layer that gives maps.
        palette: the theme's colours.
        key: of the maps in the session state.
    """
    layer = network.architecture.layer(layer_name)
    activations = network.forward(image[None])
    maps, probabilities = activations[layer_name][0], activations["softmax"][0]
    digit, accuracy = int(probabilities.argmax()), network.provenance.mnist_test_accuracy
    known = "" if accuracy is None else f" (of MNIST's test digits {accuracy:.2%} right)"
    st.markdown(
        f"**{title}** reads **{digit}**, {probabilities[digit]:.2%}{known}  \n"
        f"{layer_name}: {layer.shape_text}, {layer.size_arithmetic}"
    )
    map_view(
        maps,
        grid_for(maps.shape[-1], len(maps), _MAPS_IN_A_ROW),
        palette,
        key=key,
        alt=f"The {maps.shape[-1]} maps of {layer_name} of the {title} for the digit.",
    )
    st.html(probability_bars(probabilities, palette))
