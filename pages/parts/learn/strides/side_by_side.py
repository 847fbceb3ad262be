"""Two networks beside each other: one of their outputs, and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import streamlit as st

from cnn.figures.mosaic import grid_for
from cnn.figures.palette import Palette
from cnn.network import Network
from pages.parts.components.map_view import map_view
from pages.parts.components.probability_bars import probability_bars

_MAPS_IN_A_ROW = 8
Side = Literal["pooled", "strided"]
_READS: Mapping[Side, str] = {
    "pooled": "**Pooled network** reads **{digit}**, {share:.2%}",
    "strided": "**Strided network** reads **{digit}**, {share:.2%}",
}
_READS_WITH_ACCURACY: Mapping[Side, str] = {
    "pooled": "**Pooled network** reads **{digit}**, {share:.2%} (it names "
    "{accuracy:.2%} of MNIST's test digits correctly)",
    "strided": "**Strided network** reads **{digit}**, {share:.2%} (it names "
    "{accuracy:.2%} of MNIST's test digits correctly)",
}
_ALTERNATIVES: Mapping[Side, str] = {
    "pooled": "The {count} maps of {layer} of the pooled network for your digit.",
    "strided": "The {count} maps of {layer} of the strided network for your digit.",
}


def network_side(
    side: Side, network: Network, image: np.ndarray, layer_name: str, palette: Palette
) -> None:
    """Show what one network makes of a digit: the maps of a layer, and its answer.

    Args:
        image: (28, 28) float32.
        layer_name: of a layer that gives maps.
    """
    layer = network.architecture.layer(layer_name)
    activations = network.forward(image[None])
    maps, probabilities = activations[layer_name][0], activations["softmax"][0]
    digit, accuracy = int(probabilities.argmax()), network.provenance.mnist_test_accuracy
    reads = _READS[side] if accuracy is None else _READS_WITH_ACCURACY[side]
    said = reads.format(digit=digit, share=probabilities[digit], accuracy=accuracy)
    st.markdown(f"{said}  \n{layer_name}: {layer.shape_text}, {layer.size_arithmetic}")
    map_view(
        maps,
        grid_for(maps.shape[-1], len(maps), _MAPS_IN_A_ROW),
        palette,
        key=f"strides_{side}",
        alt=_ALTERNATIVES[side].format(count=maps.shape[-1], layer=layer_name),
    )
    st.html(probability_bars(probabilities, palette))
