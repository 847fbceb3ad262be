"""What a cell of each layer sees of the digit, the question about it, and the strongest patches."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import strongest_cell
from cnn.lessons.hierarchy.receptive_fields import (
    asked_layer,
    field_question,
    pattern_layers,
    seen_by_cells,
)
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.learn.hierarchy.filter_patches import filter_patches
from pages.parts.learn.hierarchy.layer_choice import choose_layer, chosen_layer
from pages.parts.learn.hierarchy.patch_gallery import OwnDigit
from pages.parts.learn.hierarchy.receptive_view import LayerMap, receptive_view
from pages.parts.learn.question import ask, question_number
from pages.parts.learn.stand_in import network_or_stand_in
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "hierarchy"


@st.fragment
def explorer() -> None:
    """What a cell sees, the question about it, and the patches of one layer."""
    image = current_digit().image
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        network, passed = network_or_stand_in(
            image,
            is_fit=lambda network: bool(pattern_layers(network.architecture)),
            otherwise="Every unit of the chosen network sees all pixels at once, so there is "
            "nothing to grow. This page shows the textbook network.",
        )
        architecture = network.architecture
        asked = asked_layer(architecture, question_number(_NAME))
        answered = ask(_NAME, field_question(architecture, asked))
    with figure_side:
        _fields(network, passed.activations, image, None if answered else asked)
    layer = chosen_layer(network)
    hidden = layer.name == asked.name and not answered
    filter_patches(network, layer, OwnDigit(image, passed.activations[layer.name][0]), hidden)


def _fields(
    network: Network, activations: dict[str, np.ndarray], image: np.ndarray, asked: Layer | None
) -> None:
    """The digit and one map of each layer: the filter that answers most to the digit."""
    seen = seen_by_cells(network.architecture)
    maps, places = [], []
    for one in seen:
        output = activations[one.layer.name][0]
        row, column, channel = strongest_cell(output)
        hidden = asked is not None and asked.name == one.layer.name
        maps.append(LayerMap(one, output[..., channel], channel, hidden))
        places.append((row, column))
    names = [one.layer.name for one in seen]
    receptive_view(
        image,
        maps,
        palette(),
        key="receptive_view",
        chosen=names.index(chosen_layer(network).name),
        start=(0, *places[0]),
        on_layer=lambda position: choose_layer(names[position]),
    )
    if not image.any():
        st.caption("The digit of the moment is blank: its maps come from the biases alone.")
