"""One of a few that stands in the page's address, so that a link opens it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

import streamlit as st

from pages.parts.components.held_widget import held_widget
from pages.parts.components.kept_settings import regain_setting
from pages.parts.streamlit_internals import came_by_history

K = TypeVar("K", bound=str)


def addressed_choice(label: str, titles: Mapping[K, str], *, key: str, first: K | None = None) -> K:
    """Choose one of several; the browser's back and forward buttons choose, too, and so may a page.

    Args:
        label: what is chosen; heard, not seen.
        titles: what to call each key.
        key: of the address's parameter, and under which the session state has the choice.
        first: chosen until the visitor chooses, and where the address says nothing; None for the
            first of the titles.

    Returns:
        A key of `titles`.
    """
    first = next(iter(titles)) if first is None else first
    addressed = st.query_params.get(key)
    if came_by_history():
        # Otherwise the address would be written anew, as one step more: nobody could go back.
        st.session_state[key] = addressed if addressed in titles else first
    elif key not in st.session_state and addressed in titles:
        st.session_state[key] = addressed
    regain_setting(key, titles)
    chosen = next((one for one in titles if one == st.session_state.get(key)), first)
    widget, take = held_widget(key, chosen, partial(st.session_state.__setitem__, key), titles.get)
    st.segmented_control(
        label,
        list(titles),
        format_func=titles.__getitem__,
        default=chosen,
        required=True,
        key=widget,
        on_change=take,
        label_visibility="collapsed",
        wrap=True,
    )
    if st.query_params.get(key, first) != chosen:
        st.query_params[key] = chosen
    return chosen
