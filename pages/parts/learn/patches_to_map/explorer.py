"""The way from patches to maps, for one filter of one layer, and the question about one cell."""

from __future__ import annotations

import streamlit as st

from cnn.cells.explain_cell import explain_cell, strongest_cell
from cnn.glossary import term
from cnn.lessons.patches_to_map.patch_questions import asked_about, patch_question
from cnn.lessons.patches_to_map.patch_vectors import PatchVectors, layers_with_depth, patch_vectors
from cnn.network import Network
from cnn.network.kinds.conv2d import ConvCell
from cnn.network.layers import Layer
from cnn.network.shapes import shape_text
from pages.parts.learn.frame import question_and_figure
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
    """The way from patches to maps, with layer and filter to choose, and the question."""
    image, number = current_digit().image, question_number(_NAME)
    question_side, figure_side = question_and_figure()
    with figure_side:
        figure = st.container()
        with st.container(horizontal=True, gap="small", key="patches_controls"):
            network, passed = network_or_stand_in(
                image,
                is_fit=lambda network: bool(layers_with_depth(network.architecture)),
                otherwise="No convolution of the chosen network reads more than one map, so this "
                "page shows the textbook network.",
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
    cell = explain_cell(network, passed, image, layer.name, (*asked.place, chosen))
    assert isinstance(cell, ConvCell)
    with question_side:
        answered = ask(_NAME, patch_question(vectors, asked, cell))
    with figure:
        patch_vectors_view(
            vectors,
            palette(),
            key="patch_vectors",
            question=str(number),
            asked=asked,
            answered=answered,
            on_filter=choose,
        )
    if not image.any():
        st.info(
            "The current digit is blank. What you see comes from the biases alone, so all patches "
            "that hold no padding give the same vector.",
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
    """How patches become the output, in this layer's numbers, and what the figure's parts say."""
    layer = vectors.layer
    (rows, columns, filters), size = layer.output_shape, vectors.window
    depth = vectors.given.shape[-1]
    numbers = size * size * depth
    st.markdown(
        f"{layer.name} reads the {depth} maps of {vectors.giver}, the layer before it. A {size} x "
        f"{size} patch is cut through all {depth} input maps: {size} x {size} x {depth} "
        f"= {numbers:,} numbers. The {filters} {term('filter', 'filters')} of {layer.name} turn it "
        f"into {filters} numbers, one vector. Each of them is a {term('dot_product')}: the "
        f"patch's {numbers:,} numbers times the filter's {numbers:,} "
        f"{term('weight', 'weights')}, pair by pair, added up; then comes the filter's "
        f"{term('bias')}, then {term('relu')}. Put each vector where its patch was, and you have "
        f"the output: {rows} x {columns} = {rows * columns:,} vectors of {filters} numbers, "
        f"{shape_text(layer.output_shape)}. What was in the lower right of {vectors.giver} is in "
        f"the lower right of {layer.name}."
    )
    st.caption(
        f"{_steps_sentence(vectors)} Blue bars (+) add, orange bars (\u2212) take away. "
        f"In all, {layer.name} has {layer.parameter_arithmetic} learned numbers. Drag in any map. "
        f"A click on the vector or on a map of {layer.name} chooses a filter. Point at a bar, and "
        "its map is framed."
    )


def _steps_sentence(vectors: PatchVectors) -> str:
    named = vectors.strongest.shape[-1]
    if not vectors.rest:
        return (
            "Each bar is what one input map adds to the sum: its products added up, the largest "
            f"first. All {named} maps are there, then the bias."
        )
    return (
        "Each bar is what one input map adds to the sum: its products added up, the largest first. "
        f"The {named} maps that count most at this place have a bar each; the others share one; "
        "the bias comes last."
    )
