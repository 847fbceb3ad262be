"""Which Learn pages' questions were answered right in this visit, and their marks in the menu."""

from __future__ import annotations

import streamlit as st

RIGHT_ICON = ":material/check_circle:"
_OPEN_ICON = ":material/radio_button_unchecked:"
_RIGHT_KEY = "lessons_right"
_MENU_KEY = "lessons_in_menu"


def lessons_right() -> frozenset[str]:
    """Names of the pages whose question was answered right in this visit."""
    return frozenset(st.session_state.get(_RIGHT_KEY, ()))


def note_right(name: str) -> None:
    """A page's question was answered right."""
    st.session_state[_RIGHT_KEY] = lessons_right() | {name}


def mark(name: str) -> str:
    """The icon that says whether a page's question was answered right."""
    return RIGHT_ICON if name in lessons_right() else _OPEN_ICON


def note_menu() -> None:
    """The menu is being built with the marks of this moment."""
    st.session_state[_MENU_KEY] = lessons_right()


def bring_menu_up_to_date() -> None:
    """Run the whole page where a fragment alone has run and the menu lacks a mark."""
    if st.session_state.get(_MENU_KEY, lessons_right()) != lessons_right():
        st.rerun()
