"""What a cell of each layer sees of the digit, and which patches excite each filter most."""

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import strongest_cell
from cnn.lessons.hierarchy.receptive_fields import (
    asked_layer,
    field_question,
    pattern_layers,
    seen_by_cells,
)
from cnn.lessons.hierarchy.strongest_patches import FIRST_DIGITS, KEPT, StrongestPatches
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.learn.hierarchy.patch_gallery import OwnDigit, patch_gallery
from pages.parts.learn.hierarchy.patch_search import (
    digits_to_search,
    shared_search,
    strongest_patches,
)
from pages.parts.learn.hierarchy.receptive_view import LayerMap, receptive_view
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.networks import current_network, pretrained_network
from pages.parts.session.theme import palette

NAME = "hierarchy"
LAYER, ALL_DIGITS = "hierarchy_layer", "hierarchy_all_digits"


@st.fragment
def explorer() -> None:
    """What a cell sees, the question about it, and the patches of one layer."""
    image = current_digit().image
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        network = network_with_maps()
        architecture = network.architecture
        asked = asked_layer(architecture, question_number(NAME))
        answered = ask(NAME, field_question(architecture, asked))
    activations = network.forward(image[None])
    with figure_side:
        fields(network, activations, image, None if answered else asked)
    layer = chosen_layer(network)
    hidden = layer.name == asked.name and not answered
    gallery(network, layer, OwnDigit(image, activations[layer.name][0]), hidden)


def network_with_maps() -> Network:
    """The chosen network, or the textbook one where it has no feature maps."""
    network = current_network()
    if pattern_layers(network.architecture):
        return network
    st.info(
        "Every unit of the chosen network sees all pixels at once, so there is nothing to grow. "
        "This page shows the textbook network.",
        icon=":material/info:",
    )
    return pretrained_network("textbook")


def chosen_layer(network: Network) -> Layer:
    """The layer whose patches are shown; the first until another is chosen."""
    layers = pattern_layers(network.architecture)
    names = [layer.name for layer in layers]
    if st.session_state.get(LAYER) not in (None, *names):
        # Another network had such a layer.
        del st.session_state[LAYER]
    name = st.session_state.get(LAYER) or names[0]
    return layers[names.index(name)]


def fields(
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

    def choose(position: int) -> None:
        st.session_state[LAYER] = names[position]

    receptive_view(
        image,
        maps,
        palette(),
        key="receptive_view",
        chosen=names.index(chosen_layer(network).name),
        start=(0, *places[0]),
        on_layer=choose,
    )
    if not image.any():
        st.caption("The digit of the moment is blank: its maps come from the biases alone.")


def gallery(network: Network, layer: Layer, own: OwnDigit, hidden: bool) -> None:
    """The patches that excite the filters of one layer most."""
    layers = pattern_layers(network.architecture)
    names = [one.name for one in layers]
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("#### Strongest patches", width="content")
        st.segmented_control(
            "Layer of the patches",
            names,
            default=None if LAYER in st.session_state else layer.name,
            key=LAYER,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
            wrap=True,
            width="content",
        )
        set_key, (images, labels) = digits_to_search()
        marks = shared_search(network, set_key).marks
        digits = marks[0]
        if len(marks) > 1 and st.toggle(
            f"All {marks[-1]:,} digits", key=ALL_DIGITS, persist_state="session"
        ):
            digits = marks[-1]
    if hidden:
        st.info(
            f"The patches of {layer.name} are as wide as what is asked for: they appear once you "
            "have answered. Choose another layer meanwhile.",
            icon=":material/visibility_off:",
        )
        return
    patches = strongest_patches(network, set_key, digits, layer)
    first = f"the first {digits:,} of" if digits < len(images) else "all of"
    where = f"{first} {EVALUATION_SETS[set_key].words}"
    st.caption(layer_sentence(patches, labels, where))
    sentences = [filter_sentence(patches, number, labels) for number in range(len(patches.counts))]
    patch_gallery(
        patches,
        images,
        labels,
        own,
        palette(),
        sentences=sentences,
        key="patch_gallery",
        set_words="test digit" if set_key == "mnist" else "synthetic digit",
        start=strongest_cell(own.output)[-1],
    )


def layer_sentence(patches: StrongestPatches, labels: np.ndarray, where: str) -> str:
    """How pure the filters of a layer are, counted."""
    kinds, filters = patches.kinds(labels), len(patches.counts)
    return (
        f"Found in {where}; one place per digit, zeros beyond the border. Of {filters} filters of "
        f"{patches.layer.name}, {patches.dead} never fire there; the strongest patches of "
        f"{int((kinds == 1).sum())} come from one kind of digit, of {int((kinds == 2).sum())} from "
        f"two, of {int((kinds > 2).sum())} from three or more."
    )


def filter_sentence(patches: StrongestPatches, number: int, labels: np.ndarray) -> str:
    """Which digits a filter's patches come from."""
    found = patches.labels_of(number, labels)
    if not found:
        return "It never fires on these digits: a dead filter, as far as they show."
    each = ", ".join(f"{digit} ({count})" for digit, count in found)
    return f"Strongest patches by digit: {each}."


lesson_page(NAME)
explorer()
st.markdown(
    f"A patch is what the one cell sees, no more, and its number is the cell's activation: the "
    f"{KEPT} strongest of {FIRST_DIGITS:,} digits or more for each filter. The first layers answer "
    "to edges and small strokes, which are in many digits. Deeper cells see enough for corners and "
    "curves, then for whole parts. But a part may belong to several digits, and a deep filter "
    "seldom answers to one nameable thing: it is a mixture, of which only the strongest is seen "
    "here. A pooling learns nothing; a max pooling has the strongest cells of the layer before, "
    "each seeing a little more."
)
lesson_foot(NAME)
