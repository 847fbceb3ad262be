"""The two steps of the page: three layers side by side, then every layer, filter and cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

import streamlit as st

from cnn.glossary import term
from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from pages.parts.learn.hierarchy.fields_and_filters import fields_and_filters
from pages.parts.learn.hierarchy.three_layers import three_layers
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.stand_in import network_or_stand_in
from pages.parts.session.digit import current_digit

Step = Literal["layers", "cells"]
_STEPS: Mapping[Step, str] = {
    "layers": "1 Three layers side by side",
    "cells": "2 Every layer and filter",
}


@st.fragment
def explorer() -> None:
    """One step at a time, each with its figure, its question, and what is learned there."""
    image = current_digit().image
    network, passed = network_or_stand_in(
        image,
        is_fit=lambda network: bool(pattern_layers(network.architecture)),
        otherwise=f"Every {term('unit')} of the chosen network sees all pixels at once, so there "
        "is nothing to grow. This page shows the textbook network.",
    )
    st.markdown(
        f"One {term('cell')} of a layer sees only a {term('patch')} of the image, its "
        f"{term('receptive_field')}. Shown here are patches of "
        f"{term('test_digits', 'test digits')} on which a {term('filter')} of the layer "
        f"{term('fire', 'fires')} most."
    )
    step = kept_choice("Step", _STEPS, "hierarchy_step", label_visibility="collapsed")
    match step:
        case "layers":
            three_layers(network)
        case "cells":
            fields_and_filters(network, passed.activations, image)
        case _:
            assert_never(step)
