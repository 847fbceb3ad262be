"""One of a few, each by its key: the choice stays for the whole session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import streamlit as st

from pages.parts.components.kept_settings import regain_setting

K = TypeVar("K")


def segmented_choice(
    label: str,
    titles: Mapping[K, str],
    first: K,
    *,
    key: str,
    help: str | None = None,
    label_visibility: Literal["visible", "collapsed"] = "visible",
    wrap: bool | None = None,
) -> K:
    """Choose one of several.

    Args:
        label: what is chosen.
        titles: what to call each key; they may change from run to run.
        first: chosen until the visitor chooses, and where the one chosen is gone.
        key: of the widget.
        help: as of Streamlit's widgets.
        label_visibility: as of Streamlit's widgets.
        wrap: whether the choices may stand in several rows.

    Returns:
        A key of `titles`.
    """
    regain_setting(key, titles)
    if st.session_state.get(key) not in titles:
        st.session_state.pop(key, None)
    chosen = st.segmented_control(
        label,
        list(titles),
        format_func=lambda one: titles[one],
        default=None if key in st.session_state else first,
        required=True,
        key=key,
        persist_state="session",
        help=help,
        label_visibility=label_visibility,
        wrap=wrap,
    )
    return first if chosen is None else chosen
