"""A page's texts, in which each term is explained where a reader first meets it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from cnn.glossary import with_terms


class ExplainedTexts:
    """Writes a page's texts from top to bottom; knows which terms stand explained above."""

    def __init__(self) -> None:
        self._explained: set[str] = set()

    def markdown(self, text: str) -> None:
        """As `st.markdown`."""
        st.markdown(with_terms(text, self._explained))

    def caption(self, text: str) -> None:
        """As `st.caption`."""
        st.caption(with_terms(text, self._explained))

    def info(self, text: str, icon: Literal[":material/info:"] = ":material/info:") -> None:
        """As `st.info`."""
        st.info(with_terms(text, self._explained), icon=icon)
