"""The tabs of the Train page, told apart by keys.

Streamlit keeps the open tab by its label, which is so the widget's own affair: nothing compares it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import streamlit as st

from pages.parts.streamlit_internals import TabContainer
from pages.parts.words import TRAIN_TABS

Tab = Literal["design", "run", "sweep", "compare", "files"]
TABS: tuple[Tab, ...] = get_args(Tab)
_WIDGET_KEY = "train_view"


def open_tab(tab: Tab) -> None:
    """Turn to a tab; in a callback, on another page, or before the tabs are drawn."""
    st.session_state[_WIDGET_KEY] = TRAIN_TABS[tab]


def train_tabs(first: Tab) -> Mapping[Tab, TabContainer]:
    """The tabs; `first` is open where none has been chosen since the page was opened."""
    labels = [TRAIN_TABS[tab] for tab in TABS]
    if st.session_state.get(_WIDGET_KEY) not in labels:
        open_tab(first)
    return dict(zip(TABS, st.tabs(labels, key=_WIDGET_KEY, on_change="rerun"), strict=True))
