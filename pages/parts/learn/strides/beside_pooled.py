"""The network with strides beside the one with pooling, as they were trained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.glossary import term
from cnn.lessons.contenders import (
    CHANCE,
    PROCESSOR_SECONDS,
    TEST_DIGITS,
    Contender,
    accuracy_margin,
    better_readers,
)
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
    st.markdown("## Two trained networks: one with strides, one with pooling")
    try:
        _comparison(*contenders())
    except NetworkFileError as error:
        st.warning(str(error))
    level = kept_choice("Their maps of your digit", _LEVELS, _LEVEL)
    image, colours = current_digit().image, palette()
    pooled_side, strided_side = st.columns(2, gap="large")
    with pooled_side:
        textbook = pretrained_network("textbook")
        network_side("pooled", textbook, image, _POOLED_LAYERS[level], colours)
    with strided_side:
        network_side("strided", strided, image, _STRIDED_LAYERS[level], colours)


def _comparison(pooled: Contender, strided: Contender) -> None:
    """A table of the two, and what it says."""
    ours, theirs = _measures(pooled), _measures(strided)
    st.table(
        [
            {"Measure": name, "With pooling": ours[name], "With strides": theirs[name]}
            for name in ours
        ],
        hide_index=True,
    )
    halved = pooled.architecture.layer("pool2").input_shape[0]
    kept = strided.architecture.layer("conv2").output_shape[0]
    pairs = pooled.architecture.layer("pool2").output_shape[0]
    share = strided.processor_seconds / pooled.processor_seconds
    st.markdown(
        f"{_finding(pooled, strided)} Training the strided one takes {share:.0%} of the other's "
        f"processor time. It has more {term('parameter', 'parameters')}, because its last maps are "
        f"a little larger: of {halved} rows a stride keeps {kept} (every second, beginning with "
        f"the first), while pooling makes {pairs} whole pairs. So its {term('dense')} has more "
        f"{term('weight', 'weights')}."
    )
    st.caption(
        f"Both were trained by the same {term('recipe')}: {strided.recipe.training_images:,} "
        f"digits, {strided.recipe.epochs} {term('epoch', 'epochs')}, one run for each "
        f"{term('seed')}. Accuracy is measured on "
        f"{term('mnist')}'s {TEST_DIGITS:,} "
        f"{term('test_digits')}. {CHANCE} {PROCESSOR_SECONDS} The maps below are those of the "
        "textbook network that comes with the app, which was trained in another run."
    )


def _finding(pooled: Contender, strided: Contender) -> str:
    """Which of the two reads better, where chance alone does not explain the difference."""
    runs, points = len(strided.runs), abs(pooled.mean - strided.mean) * 100
    margin = accuracy_margin(pooled, strided) * 100
    match better_readers(pooled, strided):
        case (pooled.network,):
            return (
                f"On average over {runs} runs the pooled network names {points:.2f} percentage "
                f"points more of the digits correctly. Chance alone explains up to {margin:.2f}, "
                "so it really is better."
            )
        case (strided.network,):
            return (
                f"On average over {runs} runs the strided network names {points:.2f} percentage "
                f"points more of the digits correctly. Chance alone explains up to {margin:.2f}, "
                "so it really is better."
            )
        case _:
            return (
                f"The two read about equally well: on average over {runs} runs their "
                f"accuracies are {points:.2f} percentage points apart, and chance alone explains "
                f"up to {margin:.2f}."
            )


def _measures(contender: Contender) -> dict[str, str]:
    """One network's column of the table."""
    architecture = contender.architecture
    accuracies = ", ".join(f"{accuracy:.2%}" for accuracy in contender.accuracies)
    return {
        "Test accuracy (each run)": f"{contender.mean:.2%} ({accuracies})",
        "Parameters": f"{architecture.parameters:,}",
        "Multiplications per digit": f"{architecture.multiply_adds:,}",
        "Processor seconds of training": f"{contender.processor_seconds:.0f}",
    }
