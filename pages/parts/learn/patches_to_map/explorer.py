"""The way from patches to maps, for one filter of one layer, and the question about one cell."""

from __future__ import annotations

import streamlit as st

from cnn.cells.explain_cell import explain_cell, strongest_cell
from cnn.lessons.patches_to_map.patch_questions import asked_about, patch_question
from cnn.lessons.patches_to_map.patch_vectors import PatchVectors, layers_with_depth, patch_vectors
from cnn.network import Network
from cnn.network.kinds.conv2d import ConvCell
from cnn.network.layers import Layer
from cnn.network.shapes import shape_text
from pages.parts.learn.patches_to_map.patch_vectors import patch_vectors_view
from pages.parts.learn.question import ask, question_number
from pages.parts.learn.stand_in import network_or_stand_in
from pages.parts.maps.cell_choice import number_choice
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "patches_to_map"
_LAYER, _FILTERS = "patches_layer", "patches_filters"


@st.fragment
def explorer() -> None:
    """Layer, filter, the way from patches to maps, and the question about one cell."""
    image, number = current_digit().image, question_number(_NAME)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        network, passed = network_or_stand_in(
            image,
            is_fit=lambda network: bool(layers_with_depth(network.architecture)),
            otherwise="No convolution of the chosen network reads more than one map, so this page "
            "shows the textbook network.",
        )
        layer = _chosen_layer(network)
        filters = st.session_state.setdefault(_FILTERS, {})
        strongest = strongest_cell(passed.activations[layer.name][0])[-1]
        chosen = min(filters.get(layer.name, strongest), layer.output_shape[-1] - 1)

        def choose(filter_number: int) -> None:
            filters[layer.name] = filter_number

        number_choice("Filter", chosen, layer.output_shape[-1], choose, "patches_filter")
        vectors = patch_vectors(network, passed.activations, layer, chosen)
        asked = asked_about(vectors, number)
        place = (asked.row, asked.column, chosen)
        cell = explain_cell(network, passed, image, layer.name, place)
        assert isinstance(cell, ConvCell)
        answered = ask(_NAME, patch_question(vectors, asked, cell))
    with figure_side:
        patch_vectors_view(
            vectors,
            palette(),
            key="patch_vectors",
            question=str(number),
            asked=None if answered else asked,
            on_filter=choose,
        )
    if not image.any():
        st.info(
            "The digit of the moment is blank. What you see comes from the biases alone, so all "
            "patches that hold no padding give the same vector.",
            icon=":material/info:",
        )
    _explanation(vectors)


def _chosen_layer(network: Network) -> Layer:
    """One of the convolutions that read several maps; the first until another is chosen."""
    layers = layers_with_depth(network.architecture)
    names = [layer.name for layer in layers]
    if st.session_state.get(_LAYER) not in (None, *names):
        del st.session_state[_LAYER]
    if len(names) == 1:
        return layers[0]
    name = st.segmented_control(
        "Convolution",
        names,
        default=None if _LAYER in st.session_state else names[0],
        key=_LAYER,
        required=True,
        wrap=True,
        persist_state="session",
    )
    return layers[names.index(name)] if name in names else layers[0]


def _explanation(vectors: PatchVectors) -> None:
    """What is multiplied with what, in this layer's numbers."""
    layer = vectors.layer
    (rows, columns, filters), size = layer.output_shape, vectors.window
    depth = vectors.given.shape[-1]
    st.markdown(
        f"A patch of {vectors.giver} is {size} x {size} x {depth} = {size * size * depth:,} "
        f"numbers: it goes through all {depth} maps. {layer.name} has {filters} filters, each "
        f"with as many weights and one bias ({layer.parameter_arithmetic} learned numbers), so "
        f"each patch becomes a vector of {filters} numbers. There are {rows} x {columns} = "
        f"{rows * columns:,} patches. Their vectors, put back where the patches were, are the "
        f"output, {shape_text(layer.output_shape)}: what was seen in the lower right of "
        f"{vectors.giver} stands in the lower right of {layer.name}."
    )
    st.caption(
        f"{_steps_sentence(vectors)} ReLU makes a sum below 0 to 0. Blue adds, orange takes away. "
        "Maps and vector share one scale per layer, from 0 to the layer's strongest cell. Drag in "
        "any map; a click on the vector or on a map of "
        f"{layer.name} chooses a filter; pointing at a step frames its map."
    )


def _steps_sentence(vectors: PatchVectors) -> str:
    named = vectors.strongest.shape[-1]
    if not vectors.rest:
        return (
            "A step is the sum of one input map's products, the largest first: all "
            f"{named} maps, then the bias."
        )
    return (
        "A step is the sum of one input map's products, the largest first: the "
        f"{named} maps that count most at this place, of either sign, then the rest, then the bias."
    )
