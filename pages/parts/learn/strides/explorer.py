"""One filter at every place and with a stride, and the question about the two maps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.lessons.question import Question
from cnn.lessons.strides.strided_maps import (
    STRIDES,
    StridedMap,
    cell_question,
    cell_to_ask,
    shape_question,
    strided_map,
)
from cnn.network import Network
from pages.parts.components.linked_maps import LinkedMap, linked_maps
from pages.parts.learn.kept_choice import kept_choice, kept_slider
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "strides"
_FILTER, _STRIDE = "strides_filter", "strides_stride"
_STRIDES: Mapping[int, str] = {stride: str(stride) for stride in STRIDES}


@st.fragment
def explorer(network: Network) -> None:
    """The first convolution of the network with strides, beside the same filter without."""
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with figure_side:
        maps, place, question = _chosen_maps(network)
    with question_side:
        answered = ask(_NAME, question)
    with figure_side:
        _figure(maps, place, answered)


def _chosen_maps(network: Network) -> tuple[StridedMap, tuple[int, int] | None, Question]:
    """The filter and the stride of the moment, the cell that is asked for, and the question."""
    image, number = current_digit().image, question_number(_NAME)
    arrays = network.weights["conv1"]
    kernels, biases = arrays["kernel"], arrays["bias"]
    if _FILTER not in st.session_state:
        output = network.forward(image[None])["conv1"][0]
        st.session_state[_FILTER] = int(output.std(axis=(0, 1)).argmax())
    with st.container(horizontal=True, gap="medium"):
        chosen = kept_slider(
            "Filter of the strided network's conv1",
            0,
            kernels.shape[-1] - 1,
            0,
            _FILTER,
            width=330,
        )
        stride = kept_choice("Stride", _STRIDES, _STRIDE, width=140)
    maps = strided_map(image, kernels[:, :, 0, chosen], float(biases[chosen]), stride)
    if number % 2:
        return maps, None, shape_question(maps)
    place = cell_to_ask(maps, number)
    return maps, place, cell_question(maps, place)


def _figure(maps: StridedMap, place: tuple[int, int] | None, answered: bool) -> None:
    """The digit, the map of stride 1 with what goes, and the map of the stride."""
    image, step = current_digit().image, maps.stride
    places, size, cells = len(maps.every), len(image), len(maps.strided)
    hidden = place is None and not answered
    strongest = float(maps.every.max())
    kept = [row // step if row % step == 0 else None for row in range(places)]
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
                caption=f"Stride {step}, ? x ?" if hidden else f"Stride {step}, {cells} x {cells}",
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
        struck_tips=(
            "row {row}, column {column}: {value}, skipped",
            "row {row}, column {column}: {value}, padding, skipped",
        ),
        nowhere=f"Stride {step}: skipped.",
        stops=range(0, places, step),
        asked=None if answered or place is None else (place[0] * step, place[1] * step),
    )
    _count(maps, hidden)
    if not np.any(image):
        st.caption("This digit is blank: every cell holds what the bias alone gives.")


def _count(maps: StridedMap, hidden: bool) -> None:
    """How many cells remain, where that is not asked for."""
    read = (
        "Point at a cell to read it. The same kernel and bias make both maps; where both have a "
        "cell, the number is the same."
    )
    if hidden:
        st.markdown(f"Of the {maps.every.size} cells of stride 1, how many remain?")
        st.caption(read)
        return
    st.markdown(
        f"Of the {maps.every.size} cells of stride 1, **{maps.strided.size} remain and "
        f"{maps.goes.sum()} go** ({maps.goes.mean():.0%}).  \n`{maps.places.formula_worked}`"
    )
    st.caption(f"{read} {maps.places.remainder_text}".strip())
