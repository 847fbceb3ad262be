"""Styles that the theme's settings cannot express. Colours come from the theme itself."""

from __future__ import annotations

import streamlit as st

# The answer is the largest thing on the first page; mosaics keep their pixels square and sharp.
STYLES = """
<style>
.st-key-prediction h1 { font-size: 6.5rem; line-height: 1; padding: 0; }
.glance { display: flex; flex-wrap: wrap; gap: 0.9rem 1.1rem; align-items: flex-end; margin: 0; }
.glance figure { margin: 0; }
.glance img { display: block; image-rendering: pixelated; border: 1px solid rgba(128,140,160,.35); }
.glance figcaption { font-size: 0.8rem; line-height: 1.35; margin-bottom: 0.3rem; }
.glance .shape { opacity: 0.75; font-variant-numeric: tabular-nums; }
.stMain h1 { font-size: 1.7rem; padding: 0 0 0.2rem; }
</style>
"""


def apply_styles() -> None:
    """Put the styles into the page."""
    st.html(STYLES)
