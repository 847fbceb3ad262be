"""The network with strides beside the one with pooling, as they were trained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.lessons.contenders import PROCESSOR_SECONDS, Contender, seeds_overlap
from cnn.lessons.strides.trained import contenders
from cnn.network import Network
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.strides.side_by_side import network_side
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

_LEVEL = "strides_level"
Level = Literal["halved_once", "halved_twice", "last_maps"]
_LEVELS: Mapping[Level, str] = {
    "halved_once": "Halved once",
    "halved_twice": "Halved twice",
    "last_maps": "Last maps",
}
# The layers of the pooled network whose maps have been made smaller as often as the strided one's.
_POOLED_LAYERS: Mapping[Level, str] = {
    "halved_once": "pool1",
    "halved_twice": "pool2",
    "last_maps": "conv3",
}
_STRIDED_LAYERS: Mapping[Level, str] = {
    "halved_once": "conv1",
    "halved_twice": "conv2",
    "last_maps": "conv3",
}


@st.fragment
def beside_pooled(strided: Network) -> None:
    """The two trained networks: what they cost, how well they read, and their maps."""
    st.markdown("#### A network with strides beside one with pooling")
    try:
        _comparison(*contenders())
    except NetworkFileError as error:
        st.warning(str(error))
    level = kept_choice("Their maps of the digit", _LEVELS, _LEVEL)
    image, colours = current_digit().image, palette()
    pooled_side, strided_side = st.columns(2, gap="large")
    with pooled_side:
        textbook = pretrained_network("textbook")
        network_side("pooled", textbook, image, _POOLED_LAYERS[level], colours)
    with strided_side:
        network_side("strided", strided, image, _STRIDED_LAYERS[level], colours)


def _comparison(pooled: Contender, strided: Contender) -> None:
    """A table of the two, and what it says."""
    st.table([_row("Pooled", pooled), _row("Strided", strided)], hide_index=True)
    halved = pooled.architecture.layer("pool2").input_shape[0]
    kept = strided.architecture.layer("conv2").output_shape[0]
    pairs = pooled.architecture.layer("pool2").output_shape[0]
    share = strided.processor_seconds / pooled.processor_seconds
    st.markdown(
        f"{_finding(pooled, strided)} Training the strided one takes {share:.2f} of the other's "
        f"processor time. It has more parameters: of {halved} cells a stride keeps every second "
        f"from the first on, {kept}, pooling makes {pairs} whole pairs, so the strided network's "
        "last maps are larger and its dense layer has more weights."
    )
    st.caption(
        f"Both by the same recipe: {strided.recipe.training_images:,} digits, "
        f"{strided.recipe.epochs} epochs. Accuracy is of MNIST's 10,000 test digits. "
        f"{PROCESSOR_SECONDS} "
        "The pooled network whose maps follow is the one that ships, another run of the recipe."
    )


def _finding(pooled: Contender, strided: Contender) -> str:
    """Which of the two reads better, and whether the seeds alone can turn that round."""
    seeds, difference = len(strided.runs), (pooled.mean - strided.mean) * 100
    points, overlap = abs(difference), seeds_overlap(pooled, strided)
    if difference > 0 and overlap:
        return (
            f"On average over {seeds} seeds the pooled network reads {points:.2f} percentage "
            "points more of the test digits right; the accuracies of their seeds overlap."
        )
    if difference > 0:
        return (
            f"On average over {seeds} seeds the pooled network reads {points:.2f} percentage "
            "points more of the test digits right; its worst seed is better than the other's best."
        )
    if overlap:
        return (
            f"On average over {seeds} seeds the strided network reads {points:.2f} percentage "
            "points more of the test digits right; the accuracies of their seeds overlap."
        )
    return (
        f"On average over {seeds} seeds the strided network reads {points:.2f} percentage points "
        "more of the test digits right; its worst seed is better than the other's best."
    )


def _row(name: str, contender: Contender) -> dict[str, str]:
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
