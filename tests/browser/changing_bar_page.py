"""A page with a bar whose buttons change as those of a run do; no trainer is needed."""

from __future__ import annotations

import streamlit as st

from pages.parts.design.bar_focus import bar_focus, note_start


def turn_to(state: str) -> None:
    """Go on to another state of the run."""
    st.session_state["state"] = state


def start() -> None:
    """Begin the run."""
    turn_to("running")
    note_start()


st.html('<div style="height: 300vh">A long page</div>')
with st.container(key="training_bar"):
    match st.session_state.get("state"):
        case "running":
            st.button("Pause", key="pause_training", on_click=turn_to, args=("paused",))
            st.button("Stop", key="stop_training", on_click=turn_to, args=("ready",))
        case "paused":
            st.button("Resume", key="resume_training", on_click=turn_to, args=("running",))
            st.button("Stop", key="stop_training", on_click=turn_to, args=("ready",))
        case _:
            st.button("Start training", key="start_training", on_click=start)
    bar_focus()
