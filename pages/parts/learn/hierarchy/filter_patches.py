"""The patches that excite the filters of one layer most, and what is counted of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import strongest_cell
from cnn.lessons.hierarchy.strongest_patches import StrongestPatches
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.learn.hierarchy.layer_choice import layer_buttons
from pages.parts.learn.hierarchy.patch_gallery import OwnDigit, patch_gallery
from pages.parts.learn.hierarchy.patch_search import (
    digits_to_search,
    shared_search,
    strongest_patches,
)
from pages.parts.session.theme import palette

_ALL_DIGITS = "hierarchy_all_digits"
# By the key of the set of digits; the first of them, and all of them.
_FOUND_IN_FIRST: Mapping[str, str] = {
    "mnist": "Found in the first {read:,} of MNIST's {digits:,} test digits; one place per digit, "
    "zeros beyond the border.",
    "synthetic": "Found in the first {read:,} of {digits:,} synthetic pen digits with a seed of "
    "their own; one place per digit, zeros beyond the border.",
}
_FOUND_IN_ALL: Mapping[str, str] = {
    "mnist": "Found in all of MNIST's {digits:,} test digits; one place per digit, zeros beyond "
    "the border.",
    "synthetic": "Found in all of {digits:,} synthetic pen digits with a seed of their own; one "
    "place per digit, zeros beyond the border.",
}
# What is said of one digit.
_CARDS: Mapping[str, str] = {
    "mnist": "a {label}, test digit {number}",
    "synthetic": "a {label}, synthetic digit {number}",
}


def filter_patches(network: Network, layer: Layer, own: OwnDigit, hidden: bool) -> None:
    """The strongest patches of a layer's filters; not shown where their width is asked for."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("#### Strongest patches", width="content")
        layer_buttons(network, layer)
        set_key, (images, labels) = digits_to_search()
        marks = shared_search(network, set_key).marks
        digits = marks[0]
        if len(marks) > 1 and st.toggle(
            f"All {marks[-1]:,} digits", key=_ALL_DIGITS, persist_state="session"
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
    if patches is None:
        st.info(
            "The sums of this network overflow on some of these digits: they are too large for its "
            "numbers, so its strongest patches cannot be told.",
            icon=":material/info:",
        )
        return
    found = _FOUND_IN_FIRST if digits < len(images) else _FOUND_IN_ALL
    where = found[set_key].format(read=digits, digits=len(images))
    st.caption(f"{where} {_layer_sentence(patches, labels)}")
    sentences = [_filter_sentence(patches, number, labels) for number in range(len(patches.counts))]
    patch_gallery(
        patches,
        images,
        labels,
        own,
        palette(),
        sentences=sentences,
        key="patch_gallery",
        card=_CARDS[set_key],
        start=strongest_cell(own.output)[-1],
    )


def _layer_sentence(patches: StrongestPatches, labels: np.ndarray) -> str:
    """How pure the filters of a layer are, counted."""
    kinds, filters = patches.kinds(labels), len(patches.counts)
    return (
        f"Of {filters} filters of {patches.layer.name}, {patches.dead} never fire there; the "
        f"strongest patches of {int((kinds == 1).sum())} come from one kind of digit, of "
        f"{int((kinds == 2).sum())} from two, of {int((kinds > 2).sum())} from three or more."
    )


def _filter_sentence(patches: StrongestPatches, number: int, labels: np.ndarray) -> str:
    """Which digits a filter's patches come from."""
    found = patches.labels_of(number, labels)
    if not found:
        return "It never fires on these digits: a dead filter, as far as they show."
    each = ", ".join(f"{digit} ({count})" for digit, count in found)
    return f"Strongest patches by digit: {each}."
