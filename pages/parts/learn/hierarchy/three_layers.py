"""The first step: the strongest patches of three layers side by side, and whose another one is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from cnn.figures.colour_bar import colour_bar
from cnn.glossary import term
from cnn.lessons.hierarchy.patch_question import (
    FILTERS,
    PATCHES,
    ShownLayer,
    asked_patch,
    layers_side_by_side,
    patch_question,
    shown_layer,
)
from cnn.lessons.hierarchy.row_question import asked_row_patch, row_question
from cnn.network import Network
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.hierarchy.patch_pictures import asked_picture, layer_pictures
from pages.parts.learn.hierarchy.patch_search import (
    OVERFLOW,
    digits_to_search,
    shared_search,
    strongest_patches,
)
from pages.parts.learn.question import ask, question_number
from pages.parts.session.theme import palette

_NAME = "hierarchy"
_FOUND_IN: Mapping[str, str] = {
    "mnist": f"Found among the first {{digits:,}} of {term('mnist')}'s test digits.",
    "synthetic": f"Found among {{digits:,}} {term('synthetic_digits')}.",
}


def three_layers(network: Network) -> None:
    """Rows of patches, a row for each filter, and the question about one more patch."""
    question_side, figure_side = question_and_figure()
    with figure_side:
        set_key, (images, labels) = digits_to_search()
        digits = shared_search(network, set_key).marks[0]
        shown = _shown(network, set_key, digits, images)
        if shown is None:
            st.info(OVERFLOW, icon=":material/info:")
            return
        if not shown:
            st.info(
                "No filter of this network fires on any of these digits, so there are no patches.",
                icon=":material/info:",
            )
            return
    with question_side:
        _question(shown, images, labels)
    with figure_side:
        st.html(layer_pictures(shown, images, palette()))
        st.html(colour_bar(palette(), 1.0, "ink of a pixel", ends=("paper", "ink"), width="12rem"))
        st.caption(
            f"Each row is one filter with its {PATCHES} strongest patches; of each layer you see "
            f"the {FILTERS} filters whose patches are most alike. All patches are drawn equally "
            "large: the more pixels, the more of the digit a cell sees. "
            f"{_FOUND_IN[set_key].format(digits=digits)}"
        )
        st.markdown(
            "**What you learn here.** A cell of the first layer sees so little that its filters "
            "can find only edges. Deeper cells see more: first enough for corners and strokes, "
            "then for whole parts of a digit."
        )


def _question(shown: Sequence[ShownLayer], images: np.ndarray, labels: np.ndarray) -> None:
    """First the layer of a patch, then, which is harder, its filter among those on view."""
    number = question_number(_NAME)
    of_a_row = asked_row_patch(shown, images, number) if number else None
    if of_a_row is not None:
        st.html(asked_picture(of_a_row.picture(images), "filter", palette()))
        ask(_NAME, row_question(of_a_row, shown, labels))
        return
    asked = asked_patch(shown, number)
    if asked is None:
        st.caption("With a single layer there is no other to tell it from.")
        return
    st.html(asked_picture(asked.picture(images), "layer", palette()))
    ask(_NAME, patch_question(asked, shown, labels))


def _shown(
    network: Network, set_key: str, digits: int, images: np.ndarray
) -> Sequence[ShownLayer] | None:
    """The layers with a filter that fires; None where the network's sums overflow."""
    shown = []
    for layer in layers_side_by_side(network.architecture):
        patches = strongest_patches(network, set_key, digits, layer)
        if patches is None:
            return None
        one = shown_layer(patches, images)
        if one.filters:
            shown.append(one)
    return shown
