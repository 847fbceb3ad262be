"""The chosen network on a page that needs certain layers; the textbook one where it lacks them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from cnn.network import Network
from cnn.network.network import ForwardPass
from cnn.network.overflow import has_overflowed
from pages.parts.session.networks import current_network, pretrained_network

_OVERFLOWS = (
    "The sums of the chosen network overflow on this digit: they are too large for its numbers. "
    "This page shows the textbook network."
)


def network_or_stand_in(
    image: np.ndarray, *, is_fit: Callable[[Network], bool], otherwise: str
) -> tuple[Network, ForwardPass]:
    """A network that the page can show, and what it makes of the digit of the moment.

    Args:
        image: (28, 28) float32, the digit.
        is_fit: whether the page has something to show of a network.
        otherwise: said where it has not.

    Returns:
        The network, and what it gave for this one image, all of it finite.
    """
    network = current_network()
    if not is_fit(network):
        return _stand_in(image, otherwise)
    passed = network.forward_with_sums(image[None])
    # After ReLU nothing is left of a sum that overflows below zero.
    if any(map(has_overflowed, (*passed.sums.values(), *passed.activations.values()))):
        return _stand_in(image, _OVERFLOWS)
    return network, passed


def _stand_in(image: np.ndarray, reason: str) -> tuple[Network, ForwardPass]:
    st.info(reason, icon=":material/info:")
    network = pretrained_network("textbook")
    return network, network.forward_with_sums(image[None])
