"""Controls whose value is kept for the whole visit; until one is chosen, the first stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

import streamlit as st

from pages.parts.components.kept_settings import regain_setting

Key = TypeVar("Key", bound=str | int)


def kept_choice(
    label: str,
    labels: Mapping[Key, str],
    key: str,
    *,
    width: int | Literal["content", "stretch"] = "content",
    disabled: bool = False,
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> Key:
    """One of a few: the key of the choice, of {key: what is read}."""
    first = next(iter(labels))
    regain_setting(key, labels)
    chosen = st.segmented_control(
        label,
        list(labels),
        format_func=labels.__getitem__,
        default=None if key in st.session_state else first,
        required=True,
        key=key,
        persist_state="session",
        width=width,
        disabled=disabled,
        label_visibility=label_visibility,
    )
    return first if chosen is None else chosen


def kept_slider(label: str, low: int, high: int, first: int, key: str, *, width: int) -> int:
    """A whole number on a slider."""
    regain_setting(key, range(low, high + 1))
    st.session_state.setdefault(key, first)
    return st.slider(label, low, high, key=key, persist_state="session", width=width)
