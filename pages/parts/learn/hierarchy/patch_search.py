"""The search for the strongest patches within the page's run, shared by all visitors."""

from __future__ import annotations

import time

import streamlit as st

from cnn.datasets import Part
from cnn.errors import DatasetError
from cnn.lessons.hierarchy.strongest_patches import PatchSearch, StrongestPatches
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from cnn.network.layers import Layer
from pages.parts.long_work import BAR_SECONDS, one_turn
from pages.parts.session.evaluation_sets import EVALUATION_SETS, available_sets

# Said where `strongest_patches` finds none.
OVERFLOW = (
    "The sums of this network overflow on some of these digits: they are too large for its "
    "numbers, so its strongest patches cannot be told."
)


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs={Network: fingerprint})
def shared_search(network: Network, set_key: str) -> PatchSearch:
    """A network's search through a set: begun by one visitor, of use to all with the same network.

    The network is known by its content, not by its name; the search is as far as it has come.

    Raises:
        DatasetError: the set is not to be had.
    """
    return PatchSearch(network, EVALUATION_SETS[set_key].load()[0])


def digits_to_search() -> tuple[str, Part]:
    """MNIST's test digits, synthetic ones where they are not to be had: key of the set, and it."""
    key = available_sets()[0]
    try:
        return key, EVALUATION_SETS[key].load()
    except DatasetError:
        # The Evaluate page says what is wrong with the file; here synthetic digits will do.
        return "synthetic", EVALUATION_SETS["synthetic"].load()


def strongest_patches(
    network: Network, set_key: str, digits: int, layer: Layer
) -> StrongestPatches | None:
    """The strongest patches of a layer; a bar shows how far the search is.

    A visitor who leaves in the middle loses nothing: what was gone through stays.

    Args:
        digits: one of the search's marks.
        layer: a convolution or pooling of the network.

    Returns:
        The patches; None where the network's sums overflow.

    Raises:
        DatasetError: the set is not to be had.
    """
    search = shared_search(network, set_key)
    found = search.result(digits, layer.name)
    if found or search.overflows:
        return found
    bar, shown = st.empty(), 0.0
    while found is None and not search.overflows:
        one_turn(lambda: search.continue_with(network))
        if time.monotonic() - shown > BAR_SECONDS:
            shown = time.monotonic()
            done = min(search.read, digits)
            bar.progress(done / digits, f"{done:,} of {digits:,} digits gone through")
        found = search.result(digits, layer.name)
    bar.empty()
    return found
