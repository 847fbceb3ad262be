"""A page with two frames and a ring over the canvas, whatever is drawn on it."""

from __future__ import annotations

import streamlit as st

from pages.parts.draw.canvas import new_strokes
from pages.parts.draw.canvas_marks import Frame, canvas_marks

FRAMES = [Frame((10, 40, 90, 200), "4"), Frame((120, 40, 200, 200), "2")]


def choose(place: int) -> None:
    """Take the other digit."""
    st.session_state["place"] = place


@st.fragment
def drawing() -> None:
    """The canvas and its marks."""
    strokes = new_strokes()
    place = st.session_state.get("place", 1)
    canvas_marks(FRAMES, [(250, 250)], chosen=place, on_choose=choose)
    st.text(f"The digit at place {place}")
    if strokes is not None:
        st.text(f"{len(strokes)} strokes")


drawing()
