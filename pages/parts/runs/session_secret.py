"""The visit's secret, which proves that a run is its own: kept by the browser's tab, so that it
outlives a reload, and never part of an address."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.runs.ownership import is_secret, new_secret
from pages.parts.components.inline_component import inline_component

SECRET_KEY = "session_secret"
_COMPONENT_KEY = "session_secret_tab"
_TOLD_KEY = "session_secret_told"
_REGAINED_KEY = "session_secret_regained"

_component = inline_component(__file__)


def session_secret() -> str:
    """This visit's secret, of the form of `cnn.runs.ownership.new_secret`."""
    return st.session_state.setdefault(SECRET_KEY, new_secret())


def is_secret_settled() -> bool:
    """Whether the tab has told the secret of a visit before; else it had none, or will tell it."""
    return st.session_state.get(_TOLD_KEY, False)


def keep_session_secret(on_regained: Callable[[str], None]) -> None:
    """Let the tab keep the secret; on every page, at the same place.

    Args:
        on_regained: called with the secret of before where the tab has been reloaded, and so tells
            one; `session_secret` is then that one. The page is drawn anew afterwards.
    """
    st.fragment(_exchange)(on_regained)


def take_kept_secret(kept: object, on_regained: Callable[[str], None]) -> None:
    """Go on with the secret that a tab has kept, once; what is none is passed over."""
    if is_secret_settled():
        return
    if isinstance(kept, str) and is_secret(kept):
        on_regained(kept)
        st.session_state[SECRET_KEY] = kept
        st.session_state[_REGAINED_KEY] = True
    # Last: another run may cut this one short, and the tab then tells its secret again.
    st.session_state[_TOLD_KEY] = True


def _exchange(on_regained: Callable[[str], None]) -> None:
    if st.session_state.pop(_REGAINED_KEY, False):
        st.rerun()

    def take() -> None:
        take_kept_secret(st.session_state[_COMPONENT_KEY].kept, on_regained)

    _component(
        data={"secret": session_secret(), "is_told": st.session_state.get(_TOLD_KEY, False)},
        key=_COMPONENT_KEY,
        on_kept_change=take,
    )
