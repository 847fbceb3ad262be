"""A number to type or step through, kept for the visit as long as the network has so many."""

from __future__ import annotations

import streamlit as st

from pages.parts.maps.cell_choice import number_choice

# In CSS pixels.
WIDTH = 190


def number_of_part(label: str, count: int, key: str) -> int:
    """Choose one of several by its number, 0 to count - 1.

    Args:
        label: what is numbered.
        count: how many there are.
        key: of the widget.
    """
    kept = f"{key}_kept"

    def keep(number: int) -> None:
        st.session_state[kept] = number

    # Another network may have had more of them.
    number = min(st.session_state.get(kept, 0), count - 1)
    with st.container(width=WIDTH):
        number_choice(label, number, count, keep, key)
    return number
