"""Where the focus and the page are when the bar's buttons change under the visitor's hands."""

from __future__ import annotations

import streamlit as st

from pages.parts.components.inline_component import inline_component

_STARTS_KEY = "starts_pressed"
_component = inline_component(__file__)


def note_start() -> None:
    """A run was started by the bar: the run of the script that follows shows it from its top."""
    st.session_state[_STARTS_KEY] = st.session_state.get(_STARTS_KEY, 0) + 1


def bar_focus() -> None:
    """Keep the focus in the bar when the button that had it goes; to be called in each run."""
    _component(data={"starts": st.session_state.get(_STARTS_KEY, 0)}, key="bar_focus")
