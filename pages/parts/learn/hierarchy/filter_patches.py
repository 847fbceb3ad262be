"""The patches that excite the filters of one layer most, and what is counted of them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.cells.explain_cell import strongest_cell
from cnn.glossary import term
from cnn.lessons.hierarchy.strongest_patches import StrongestPatches
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.learn.hierarchy.firing_sentence import firing_sentence
from pages.parts.learn.hierarchy.layer_choice import layer_buttons
from pages.parts.learn.hierarchy.patch_gallery import OwnDigit, patch_gallery
from pages.parts.learn.hierarchy.patch_search import (
    OVERFLOW,
    digits_to_search,
    shared_search,
    strongest_patches,
)
from pages.parts.session.theme import palette

_ALL_DIGITS = "hierarchy_all_digits"
# By the key of the set of digits; the first of them, and all of them.
_FOUND_IN_FIRST: Mapping[str, str] = {
    "mnist": "Found in the first {read:,} of {mnist}'s {digits:,} test digits, one place in each. "
    "What lies beyond the border of the image counts as 0.",
    "synthetic": "Found in the first {read:,} of {digits:,} {synthetic}, one place in each. "
    "What lies beyond the border of the image counts as 0.",
}
_FOUND_IN_ALL: Mapping[str, str] = {
    "mnist": "Found in all {digits:,} of {mnist}'s test digits, one place in each. What lies "
    "beyond the border of the image counts as 0.",
    "synthetic": "Found in all {digits:,} {synthetic}, one place in each. What lies beyond "
    "the border of the image counts as 0.",
}
# What is said of one digit.
_CARDS: Mapping[str, str] = {
    "mnist": "{label}: test digit {number}",
    "synthetic": "{label}: synthetic digit {number}",
}


def filter_patches(network: Network, layer: Layer, own: OwnDigit, hidden: bool) -> None:
    """The strongest patches of a layer's filters; not shown where their width is asked for."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown("## Strongest patches", width="content")
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
            f"How wide the patches of {layer.name} are is what the question asks, so they appear "
            "once you have answered. Until then, look at another layer.",
            icon=":material/visibility_off:",
        )
        return
    patches = strongest_patches(network, set_key, digits, layer)
    if patches is None:
        st.info(OVERFLOW, icon=":material/info:")
        return
    found = _FOUND_IN_FIRST if digits < len(images) else _FOUND_IN_ALL
    where = found[set_key].format(
        read=digits,
        digits=len(images),
        mnist=term("mnist"),
        synthetic=term("synthetic_digits"),
    )
    st.caption(f"{firing_sentence(patches, labels)} {where}")
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


def _filter_sentence(patches: StrongestPatches, number: int, labels: np.ndarray) -> str:
    """Which digits a filter's patches come from."""
    found = patches.labels_of(number, labels)
    if not found:
        return "This filter never fires on these digits: as far as they show, it is dead."
    each = ", ".join(f"{count} from digit {digit}" for digit, count in found)
    return f"Its strongest patches: {each}."
