"""A page's texts, in which each term is explained where a reader first meets it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import streamlit as st

from cnn.glossary import with_terms


class ExplainedTexts:
    """Writes a page's texts from top to bottom; knows which terms stand explained above.

    Args:
        explained: keys of the terms that stand explained above the first text.
    """

    def __init__(self, explained: Iterable[str] = ()) -> None:
        self._explained = set(explained)

    @property
    def explained(self) -> frozenset[str]:
        """Keys of the terms that stand explained so far."""
        return frozenset(self._explained)

    def follow(self, others: ExplainedTexts) -> None:
        """Go on below the texts of others."""
        self._explained |= others.explained

    def markdown(self, text: str) -> None:
        """As `st.markdown`."""
        st.markdown(with_terms(text, self._explained))

    def caption(self, text: str) -> None:
        """As `st.caption`."""
        st.caption(with_terms(text, self._explained))

    def info(self, text: str, icon: Literal[":material/info:"] = ":material/info:") -> None:
        """As `st.info`."""
        st.info(with_terms(text, self._explained), icon=icon)
