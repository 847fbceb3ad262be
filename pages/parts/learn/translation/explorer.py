"""The three steps of the page: move the digit, at every place, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

import streamlit as st

from cnn.glossary import term
from cnn.network import Network
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.translation.every_place import every_place
from pages.parts.learn.translation.layer_by_layer import layer_by_layer
from pages.parts.learn.translation.moved_digit import moved_digit

Step = Literal["move", "places", "layers"]
_STEPS: Mapping[Step, str] = {
    "move": "1 Move the digit",
    "places": "2 At every place",
    "layers": "3 Layer by layer",
}


@st.fragment
def explorer(textbook: Network) -> None:
    """One step at a time, each with its figure, its question, and what is learned there.

    Args:
        textbook: the network whose layers are looked at in the last step.
    """
    st.markdown(
        f"A {term('convolution', 'convolutional')} and a {term('dense', 'dense')} network learned "
        f"from {term('mnist')}'s digits, which stand in the middle of the image. A third one, "
        "built like the first, learned from digits that were moved: it was trained with shifts."
    )
    step = kept_choice("Step", _STEPS, "translation_step", label_visibility="collapsed")
    match step:
        case "move":
            moved_digit()
        case "places":
            every_place()
        case "layers":
            layer_by_layer(textbook)
        case _:
            assert_never(step)
