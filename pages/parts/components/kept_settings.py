"""Settings that outlive a reload and the end of a server's process: which they are, what they were.

What a browser has kept is anyone's: nothing of it is a setting until its own widget takes it, and a
widget takes only what it offers.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

import streamlit as st

# What one of our settings may be; True is none of them.
Value = str | int
MAX_SETTINGS = 120
MAX_LETTERS = 80
_LARGEST = 10**9
# Keys of the widgets that this visit has seen; what was kept and not yet taken.
_SEEN_KEY, _REGAINED_KEY = "kept_settings_seen", "kept_settings_regained"


def regain_setting(key: str, offered: Container[object]) -> None:
    """Just before a widget: what the visitor chose before, where that is still on offer."""
    st.session_state.setdefault(_SEEN_KEY, set()).add(key)
    value = _regained().get(key)
    if value is not None and key not in st.session_state and value in offered:
        st.session_state[key] = value


def settings_to_keep() -> dict[str, Value]:
    """Of each setting the visitor's choice, by its widget's key."""
    seen: set[str] = st.session_state.get(_SEEN_KEY, set())
    chosen = {key: st.session_state[key] for key in sorted(seen) if key in st.session_state}
    return {**_regained(), **checked_settings(chosen)}


def regain_settings(kept: object) -> None:
    """Have what a browser has kept at hand for the widgets to come."""
    st.session_state[_REGAINED_KEY] = checked_settings(kept)


def checked_settings(kept: object) -> dict[str, Value]:
    """What can be a setting of something that anyone may have sent."""
    if not isinstance(kept, Mapping):
        return {}
    found = {key: value for key, value in kept.items() if _is_text(key) and _is_value(value)}
    return dict(list(found.items())[:MAX_SETTINGS])


def _regained() -> dict[str, Value]:
    return st.session_state.get(_REGAINED_KEY, {})


def _is_value(value: object) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return is_whole or _is_text(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MAX_LETTERS
