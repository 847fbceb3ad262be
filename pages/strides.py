"""What a stride leaves out, and a network with strides beside one with pooling."""

import numpy as np
import streamlit as st

from cnn.errors import NetworkFileError
from cnn.lessons.question import Question
from cnn.lessons.strides.contenders import PROCESSOR_SECONDS, Contender, contenders, seeds_overlap
from cnn.lessons.strides.strided_maps import (
    STRIDES,
    StridedMap,
    cell_question,
    cell_to_ask,
    shape_question,
    strided_map,
)
from cnn.lessons.trained_results import lab_network
from cnn.network import Network
from pages.parts.components.linked_maps import LinkedMap, linked_maps
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.learn.strides.side_by_side import network_side
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

NAME = "strides"
FILTER, STRIDE, LEVEL = "strides_filter", "strides_stride", "strides_level"
# The layers of the two networks whose maps have been made smaller equally often.
LEVELS = {
    "Halved once": ("pool1", "conv1"),
    "Halved twice": ("pool2", "conv2"),
    "Last maps": ("conv3", "conv3"),
}
WHY_SELDOM = """
#### Why networks that classify seldom do it, and which do

- **What a stride skips is chosen by place, not by content.** With stride 2 three of four places
  are never looked at. Max pooling looks at all of them and keeps the strongest answer, so a
  pattern is found even where it falls between the places that a stride would visit.
- **But it is cheaper.** What is skipped is not computed: about a quarter of that layer's
  multiplications are left. Pooling computes every place, and then drops three numbers of four.
- **"Seldom" holds for networks such as the textbook's and VGG (2014), which halve by max pooling
  only.** Many later ones do use strides to classify: a ResNet (2015) begins with a strided 7 x 7
  convolution and one max pooling, and halves by strided convolutions from then on; Springenberg
  and others (2014) replaced max pooling by strided convolutions without loss of accuracy. There
  the network learns what to make of the places it visits.
"""


@st.cache_resource(max_entries=1, show_spinner=False)
def strided_network() -> Network:
    """The trained network with strides, loaded once for all visitors."""
    return lab_network("strided")


@st.fragment
def skipping(network: Network) -> None:
    """One filter at every place and with a stride, and the question about the two maps."""
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with figure_side:
        maps, place, question = chosen_maps(network)
    with question_side:
        answered = ask(NAME, question)
    with figure_side:
        figure(maps, place, answered)


def chosen_maps(network: Network) -> tuple[StridedMap, tuple[int, int] | None, Question]:
    """The filter and the stride of the moment, the cell that is asked for, and the question."""
    image, number = current_digit().image, question_number(NAME)
    arrays = network.weights["conv1"]
    kernels, biases = arrays["kernel"], arrays["bias"]
    last = kernels.shape[-1] - 1
    if FILTER not in st.session_state:
        output = network.forward(image[None])["conv1"][0]
        st.session_state[FILTER] = int(output.std(axis=(0, 1)).argmax())
    with st.container(horizontal=True, gap="medium"):
        chosen = st.slider(
            "Filter of the strided network's conv1",
            0,
            last,
            key=FILTER,
            persist_state="session",
            width=330,
        )
        stride = st.segmented_control(
            "Stride",
            STRIDES,
            default=None if STRIDE in st.session_state else STRIDES[0],
            required=True,
            key=STRIDE,
            persist_state="session",
            width=140,
        )
    maps = strided_map(image, kernels[:, :, 0, chosen], float(biases[chosen]), stride)
    if number % 2:
        return maps, None, shape_question(maps)
    place = cell_to_ask(maps, number)
    return maps, place, cell_question(maps, place)


def figure(maps: StridedMap, place: tuple[int, int] | None, answered: bool) -> None:
    """The digit, the map of stride 1 with what goes, and the map of the stride."""
    image, step = current_digit().image, maps.stride
    places, size, cells = len(maps.every), len(image), len(maps.strided)
    hidden = place is None and not answered
    strongest = float(maps.every.max())
    kept = [row // step if row % step == 0 else None for row in range(places)]
    shape = "? x ?" if hidden else f"{cells} x {cells}"
    linked_maps(
        (
            LinkedMap(
                name="Window",
                caption=f"The digit, {size} x {size}",
                values=image,
                starts=range(places),
                frame=size - places + 1,
                image_rows=size,
            ),
            LinkedMap(
                name="Stride 1",
                caption=f"Stride 1, {places} x {places}",
                values=maps.every,
                starts=range(places),
                frame=1,
                struck=maps.goes,
                strongest=strongest,
            ),
            LinkedMap(
                name=f"Stride {step}",
                caption=f"Stride {step}, {shape}",
                values=None if hidden else maps.strided,
                starts=kept,
                frame=1,
                strongest=strongest,
                ghost=places,
            ),
        ),
        palette(),
        key="strides_maps",
        alt=f"The digit, its feature map of stride 1 with the cells struck out that stride {step} "
        f"leaves out, and the map of stride {step}.",
        struck_word="skipped",
        stops=range(0, places, step),
        asked=None if answered or place is None else (place[0] * step, place[1] * step),
    )
    st.markdown(
        f"Of the {maps.every.size} cells of stride 1, "
        + (
            "how many remain?"
            if hidden
            else f"**{maps.strided.size} remain and {maps.goes.sum()} go** "
            f"({maps.goes.mean():.0%}).  \n`{maps.places.formula_worked}`"
        )
    )
    st.caption(
        "Point at a cell to read it. The same kernel and bias make both maps; where both have a "
        f"cell, the number is the same. {'' if hidden else maps.places.remainder_text}"
    )
    if not np.any(image):
        st.caption("This digit is blank: every cell holds what the bias alone gives.")


@st.fragment
def beside_pooled(strided: Network) -> None:
    """The two trained networks: what they cost, how well they read, and their maps."""
    st.markdown("#### A network with strides beside one with pooling")
    try:
        comparison(*contenders())
    except NetworkFileError as error:
        st.warning(str(error))
    level = st.segmented_control(
        "Their maps of the digit",
        LEVELS,
        default=None if LEVEL in st.session_state else next(iter(LEVELS)),
        required=True,
        key=LEVEL,
        persist_state="session",
    )
    image, colours = current_digit().image, palette()
    titles = ("Pooled network", "Strided network")
    networks = (pretrained_network("textbook"), strided)
    for column, title, network, layer in zip(
        st.columns(2, gap="large"), titles, networks, LEVELS[level], strict=True
    ):
        with column:
            network_side(title, network, image, layer, colours, key=f"strides_{title}")


def comparison(pooled: Contender, strided: Contender) -> None:
    """A table of the two, and what it says."""
    st.table([row("Pooled", pooled), row("Strided", strided)], hide_index=True)
    gap = (pooled.mean - strided.mean) * 100
    better = "pooled" if gap > 0 else "strided"
    seeds = (
        "the accuracies of their seeds overlap"
        if seeds_overlap(pooled, strided)
        else "its worst seed is better than the other's best"
    )
    halved = pooled.architecture.layer("pool2").input_shape[0]
    kept = strided.architecture.layer("conv2").output_shape[0]
    pairs = pooled.architecture.layer("pool2").output_shape[0]
    share = strided.processor_seconds / pooled.processor_seconds
    st.markdown(
        f"On average over {len(strided.runs)} seeds the {better} network reads {abs(gap):.2f} "
        f"percentage points more of the test digits right; {seeds}. Training the strided one takes "
        f"{share:.2f} of the other's processor time. It has more parameters: of {halved} cells a "
        f"stride keeps every second from the first on, {kept}, pooling makes {pairs} whole pairs, "
        "so the strided network's last maps are larger and its dense layer has more weights."
    )
    st.caption(
        f"Both by the same recipe: {strided.recipe.training_images:,} digits, "
        f"{strided.recipe.epochs} epochs. Accuracy is of MNIST's 10,000 test digits. "
        f"{PROCESSOR_SECONDS} "
        "The pooled network whose maps follow is the one that ships, another run of the recipe."
    )


def row(name: str, contender: Contender) -> dict[str, str]:
    """One network's line of the table."""
    architecture = contender.architecture
    accuracies = ", ".join(f"{accuracy:.2%}" for accuracy in contender.accuracies)
    return {
        "Network": name,
        "Test accuracy": f"{contender.mean:.2%} ({accuracies})",
        "Parameters": f"{architecture.parameters:,}",
        "Multiplications per digit": f"{architecture.multiply_adds:,}",
        "Processor seconds of training": f"{contender.processor_seconds:.0f}",
    }


def page() -> None:
    """Everything that needs the trained network."""
    try:
        network = strided_network()
    except NetworkFileError as error:
        st.warning(str(error))
        return
    skipping(network)
    st.markdown(WHY_SELDOM)
    beside_pooled(network)


lesson_page(NAME)
page()
lesson_foot(NAME)
