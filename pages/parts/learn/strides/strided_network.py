"""The trained network with strides."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.trained_results import lab_network
from cnn.network import Network


@st.cache_resource(max_entries=1, show_spinner=False)
def strided_network() -> Network:
    """The network, loaded once for all visitors.

    Raises:
        NetworkFileError: its file is missing or damaged.
    """
    return lab_network("strided")
