"""One filter at every place and with a stride, and the question about the two maps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.figures.colour_bar import colour_bar
from cnn.figures.mosaic import grid_for
from cnn.glossary import term
from cnn.lessons.strides.strided_maps import (
    STRIDES,
    StridedMap,
    StrideQuestion,
    halved,
    stride_question,
    strided_map,
)
from cnn.network import Network
from pages.parts.components.linked_maps import LinkedMap, linked_maps
from pages.parts.components.map_view import map_view
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.kept_choice import kept_choice, kept_slider
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "strides"
_FILTER, _STRIDE = "strides_filter", "strides_stride"
_STRIDES: Mapping[int, str] = {stride: str(stride) for stride in STRIDES}

# CSS pixels that the two halved maps take side by side, where the screen has them.
_HALVED = 640


@st.fragment
def explorer(network: Network) -> None:
    """The first convolution of the network with strides, beside the same filter without."""
    question_side, figure_side = question_and_figure()
    with figure_side:
        picture = st.container(gap="small")
        maps = _chosen_maps(network)
        count = st.container(gap="small")
    asked = stride_question(maps, question_number(_NAME))
    with question_side:
        answered = ask(_NAME, asked.question)
    shown = StrideQuestion(asked.question) if answered else asked
    with picture:
        _figure(maps, shown)
    with count:
        _count(maps, shown.asks_size)
    _halved_in_two_ways(maps, shown)


def _chosen_maps(network: Network) -> StridedMap:
    """The chosen filter over the current digit, with and without the chosen stride."""
    image, arrays = current_digit().image, network.weights["conv1"]
    kernels, biases = arrays["kernel"], arrays["bias"]
    if _FILTER not in st.session_state:
        output = network.forward(image[None])["conv1"][0]
        st.session_state[_FILTER] = int(output.std(axis=(0, 1)).argmax())
    with st.container(horizontal=True, gap="medium"):
        last = kernels.shape[-1] - 1
        chosen = kept_slider(f"Filter of conv1, 0 to {last}", 0, last, 0, _FILTER, width=330)
        stride = kept_choice("Stride", _STRIDES, _STRIDE, width=140)
    return strided_map(image, kernels[:, :, 0, chosen], float(biases[chosen]), stride)


def _figure(maps: StridedMap, asked: StrideQuestion) -> None:
    """The digit, the map of stride 1 with what goes, and the map of the stride, equally large."""
    image, step = current_digit().image, maps.stride
    places, size, cells = len(maps.every), len(image), len(maps.strided)
    strongest, place = float(maps.every.max()), asked.place
    linked_maps(
        (
            LinkedMap(
                name="Window",
                caption=f"Your digit, {size} x {size}",
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
                caption=f"Stride {step}, ? x ?"
                if asked.asks_size
                else f"Stride {step}, {cells} x {cells}",
                values=maps.strided,
                starts=[row // step if row % step == 0 else None for row in range(places)],
                frame=1,
                strongest=strongest,
                fills=True,
            ),
        ),
        palette(),
        key="strides_maps",
        alt=f"The digit, its feature map of stride 1 with the cells struck out that stride {step} "
        f"skips, and the map of stride {step}.",
        struck_tips=(
            "row {row}, column {column}: {value}, skipped",
            "row {row}, column {column}: {value}, padding, skipped",
        ),
        nowhere=f"Stride {step}: skipped.",
        stops=range(0, places, step),
        asked=(place[0] * step, place[1] * step) if place else None,
    )
    st.html(colour_bar(palette(), strongest, "both maps", title="Both maps", width="16rem"))


def _count(maps: StridedMap, hides_size: bool) -> None:
    """How many cells remain, where that is not asked for."""
    read = (
        f"Cells with a stroke through them are skipped. Point at a {term('cell')} to read it. The "
        f"same {term('filter')} of conv1, the strided network's first {term('convolution')}, makes "
        f"both maps, with one {term('kernel')} and one {term('bias')}, so a cell that remains "
        "keeps its number."
    )
    if hides_size:
        st.caption(read)
    else:
        st.markdown(
            f"Of the {maps.every.size} cells of stride 1, **{maps.strided.size} remain and "
            f"{maps.goes.sum()} go** ({maps.goes.mean():.0%}).  \n`{maps.places.formula_worked}`"
        )
        st.caption(f"{read} {maps.places.remainder_text}".strip())
    if not np.any(current_digit().image):
        st.caption("This digit is blank: every cell holds what the bias alone gives.")


def _halved_in_two_ways(maps: StridedMap, asked: StrideQuestion) -> None:
    """The map of stride 1 after a stride of 2 and after max pooling, equally large."""
    both, colours, strongest = halved(maps.every), palette(), float(maps.every.max())
    strided = both.strided.copy()
    if asked.place and maps.stride == 2:
        strided[asked.place] = np.nan
    st.markdown("## The same map, halved in two ways")
    with st.container(horizontal=True, gap="medium", wrap=False, width=_HALVED):
        strided_side, pooled_side = st.container(), st.container()
    with strided_side:
        st.markdown("**Stride 2** keeps the upper left cell of every four.")
        map_view(
            strided[..., None],
            grid_for(1, len(strided)),
            colours,
            key="strides_halved_by_stride",
            alt="The map of stride 2: the upper left of every four cells.",
            strongest=strongest,
        )
    with pooled_side:
        st.markdown(
            f"**{term('max_pooling', 'Max pooling')}** keeps the largest cell of every four."
        )
        map_view(
            both.pooled[..., None],
            grid_for(1, len(both.pooled)),
            colours,
            key="strides_halved_by_pooling",
            alt="The same map after max pooling: the largest of every four cells.",
            strongest=strongest,
        )
    missed = f"In {both.missed} cells the stride leaves 0 where max pooling has found something."
    rows, columns = both.strided.shape
    st.caption(missed if asked.asks_size else f"Both are {rows} x {columns}. {missed}")
