"""The second step: what a cell of each layer sees of the digit, and the patches of every filter."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import strongest_cell
from cnn.cells.strongest import KEPT
from cnn.figures.colour_bar import colour_bar
from cnn.glossary import term
from cnn.lessons.hierarchy.receptive_fields import asked_layer, field_question, seen_by_cells
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.hierarchy.filter_patches import filter_patches
from pages.parts.learn.hierarchy.layer_choice import choose_layer, chosen_layer
from pages.parts.learn.hierarchy.patch_gallery import OwnDigit
from pages.parts.learn.hierarchy.receptive_view import LayerMap, receptive_view
from pages.parts.learn.question import ask, question_number
from pages.parts.session.theme import palette

_NAME = "hierarchy"


def fields_and_filters(
    network: Network, activations: dict[str, np.ndarray], image: np.ndarray
) -> None:
    """What a cell sees, the question about it, and the patches of one layer.

    Args:
        activations: what the network gave for the digit, by layer.
        image: (28, 28) in [0, 1], the digit.
    """
    question_side, figure_side = question_and_figure()
    architecture = network.architecture
    asked = asked_layer(architecture, question_number(_NAME))
    with question_side:
        answered = ask(_NAME, field_question(architecture, asked))
    with figure_side:
        _fields(network, activations, image, None if answered else asked)
    layer = chosen_layer(network)
    hidden = layer.name == asked.name and not answered
    filter_patches(network, layer, OwnDigit(image, activations[layer.name][0]), hidden)
    st.markdown(
        "**What you learn here.** The deeper the layer, the wider a cell sees, because it reads "
        "cells that have already seen several pixels each. A filter seldom stands for one thing "
        f"that has a name: its {KEPT} strongest patches show only what excites it most, and one "
        f"part may belong to several digits. A {term('pooling')} learns nothing: "
        f"{term('max_pooling')} keeps the strongest cells of the layer before it, each of which "
        "sees a little more."
    )


def _fields(
    network: Network, activations: dict[str, np.ndarray], image: np.ndarray, asked: Layer | None
) -> None:
    """The digit and one map of each layer: that of the filter that fires most on the digit."""
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
    st.html(
        colour_bar(
            palette(),
            1.0,
            "ink of a pixel; in a map, parts of its largest value",
            ends=("paper, or nothing found", "ink, or a map's largest value"),
            width="24rem",
        )
    )
    if not image.any():
        st.caption(
            f"Your digit is blank, so these {term('feature_map', 'maps')} come from the "
            f"{term('bias', 'biases')} alone."
        )
