"""The three networks that read shifted digits, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from cnn.lessons.trained_results import lab_network
from cnn.lessons.translation.translation_questions import READERS, Reader
from cnn.network import Network
from pages.parts.session.networks import pretrained_network

TITLES: Mapping[Reader, str] = MappingProxyType(
    {"textbook": "Convolutional", "dense": "Dense", "shifted": "Trained with shifts"}
)
_NOTES: Mapping[Reader, str] = {
    "textbook": "learned from digits in the middle",
    "dense": "learned from digits in the middle",
    "shifted": "learned from moved digits",
}


@st.cache_resource(max_entries=1, show_spinner=False)
def shifted_networks() -> Mapping[Reader, Network]:
    """The networks by name, loaded once for all visitors and never changed.

    Raises:
        NetworkFileError: a file is missing or damaged.
    """
    return MappingProxyType(
        {
            name: pretrained_network(name) if name == "textbook" else lab_network(name)
            for name in READERS
        }
    )


def note(name: Reader) -> str:
    """What a network learned from, in a few words."""
    return _NOTES[name]
