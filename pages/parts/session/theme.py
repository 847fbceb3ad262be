"""The colours that the visitor's browser shows."""

from __future__ import annotations

import streamlit as st

from cnn.figures.palette import PALETTES, Palette


def palette() -> Palette:
    """The colours of the theme that the visitor's browser shows."""
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]
