"""The three networks that read shifted digits, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from cnn.lessons.trained_results import lab_network
from cnn.network import Network
from pages.parts.session.networks import pretrained_network

TITLES: Mapping[str, str] = MappingProxyType(
    {"textbook": "Convolutional", "dense": "Dense", "shifted": "Trained with shifts"}
)
# Within a sentence.
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "textbook": "the convolutional network",
        "dense": "the dense network",
        "shifted": "the network trained with shifts",
    }
)
_TRAINED = {
    "textbook": "learned from centred digits",
    "dense": "learned from centred digits",
    "shifted": "learned from moved digits",
}


@st.cache_resource(max_entries=1, show_spinner=False)
def shifted_networks() -> Mapping[str, Network]:
    """The networks by name, loaded once for all visitors and never changed.

    Raises:
        NetworkFileError: a file is missing or damaged.
    """
    return MappingProxyType(
        {
            name: pretrained_network(name) if name == "textbook" else lab_network(name)
            for name in TITLES
        }
    )


def note(name: str) -> str:
    """What a network is, in a few words.

    Args:
        name: one of TITLES.
    """
    parameters = shifted_networks()[name].architecture.parameters
    return f"{parameters:,} parameters, {_TRAINED[name]}"
