"""One of a few that stands in the page's address, so that a link opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from pages.parts.components.segmented_choice import segmented_choice

K = TypeVar("K", bound=str)


def addressed_choice(label: str, titles: Mapping[K, str], *, key: str) -> K:
    """Choose one of several.

    Args:
        label: what is chosen; heard, not seen.
        titles: what to call each key; the first is chosen until the visitor chooses.
        key: of the widget, and of the address's parameter.

    Returns:
        A key of `titles`.
    """
    first = next(iter(titles))
    if key not in st.session_state and st.query_params.get(key) in titles:
        st.session_state[key] = st.query_params[key]
    chosen = segmented_choice(
        label, titles, first, key=key, label_visibility="collapsed", wrap=True
    )
    if st.query_params.get(key, first) != chosen:
        st.query_params[key] = chosen
    return chosen
