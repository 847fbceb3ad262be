"""Where the focus is after an answer: on the verdict, since the answer's field is gone by then."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from pages.parts.components.inline_component import inline_component

Place = Literal["verdict", "question"]
_MOVES_KEY, _PLACE_KEY = "focus_moves", "focus_place"

_component = inline_component(__file__)


def move_focus(place: Place) -> None:
    """With the run that follows, put the focus on the verdict or on the question's text, once."""
    st.session_state[_MOVES_KEY] = st.session_state.get(_MOVES_KEY, 0) + 1
    st.session_state[_PLACE_KEY] = place


def question_focus() -> None:
    """Do so in the page: to be called in each run, after the question and its verdict."""
    _component(
        data={
            "moves": st.session_state.get(_MOVES_KEY, 0),
            "place": st.session_state.get(_PLACE_KEY, "question"),
        },
        key="question_focus",
    )
