"""The first words of the Draw page: what this is, what to do, and where a newcomer begins."""

from __future__ import annotations

import streamlit as st

from cnn.glossary import term
from pages.parts.lessons import LESSONS


def introduction() -> None:
    """A sentence and a link; outside the drawing's fragment, so that no stroke moves it."""
    first = LESSONS[0]
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="introduction"
    ):
        st.markdown(
            f"Draw a digit and watch a small {term('convolution', 'convolutional')} network read "
            "it, layer by layer.",
            width="content",
        )
        st.page_link(
            f"pages/{first.name}.py",
            label=f"New to CNNs? Begin with Learn {first.numbered_title}",
            icon=":material/school:",
            width="content",
        )
