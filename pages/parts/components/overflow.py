"""What is said of a network whose sums exceed what its numbers can hold."""

from __future__ import annotations

import streamlit as st

OVERFLOW = (
    "This network gives no answer for this digit: its weights are so large that its sums overflow. "
    "Choose another network."
)


def overflow_warning() -> None:
    """Say so, in place of an answer."""
    st.warning(OVERFLOW, icon=":material/error:")


def layer_overflow_warning(layer_name: str) -> None:
    """Say so, in place of a layer's output."""
    st.warning(
        f"The output of {layer_name} cannot be shown for this digit: this network's weights are so "
        "large that its sums overflow. Choose another network, or an earlier layer.",
        icon=":material/error:",
    )
