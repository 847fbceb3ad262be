"""What a browser sends in a widget's name and no widget sends: it is left out, and that is said."""

from __future__ import annotations

import streamlit as st

from pages.parts.streamlit_internals import distrust_widget_states

LEFT_OUT = (
    "Something that your browser sent could not be read, and was left out. If the page does not "
    "show what you did, do it again; if that does not help, reload the page."
)


def leave_out_forged_states() -> None:
    """Distrust what browsers send, from the first run of the server on."""
    distrust_widget_states(_tell)


def _tell() -> None:
    st.toast(LEFT_OUT, icon=":material/error:")
