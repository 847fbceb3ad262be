"""The tabs of the Train page, told apart by keys.

Streamlit knows the open tab by its label: it is turned into the tab's key here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import streamlit as st

from pages.parts.components.held_widget import held_widget
from pages.parts.streamlit_internals import TabContainer
from pages.parts.words import TRAIN_TABS

Tab = Literal["design", "run", "sweep", "compare", "files"]
TABS: tuple[Tab, ...] = get_args(Tab)
_OPEN_KEY = "train_tab"


def open_tab(tab: Tab) -> None:
    """Turn to a tab; in a callback, on another page, or before the tabs are drawn."""
    st.session_state[_OPEN_KEY] = tab


def forget_tab() -> None:
    """Note that the visitor is on another page: whoever comes back begins with the first tab."""
    st.session_state.pop(_OPEN_KEY, None)


def train_tabs(first: Tab) -> Mapping[Tab, TabContainer]:
    """The tabs; `first` is open where none has been chosen since the page was opened."""
    label = TRAIN_TABS[st.session_state.setdefault(_OPEN_KEY, first)]
    key, take = held_widget(_OPEN_KEY, label, _take)
    # As the default it would make other tabs with each click; the browser is told it in each run.
    st.session_state.setdefault(key, label)
    labels = [TRAIN_TABS[tab] for tab in TABS]
    return dict(zip(TABS, st.tabs(labels, key=key, on_change=take), strict=True))


def _take(label: str) -> None:
    for tab in TABS:
        if TRAIN_TABS[tab] == label:
            open_tab(tab)
