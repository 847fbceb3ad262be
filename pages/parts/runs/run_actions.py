"""What can be done with one of the runs of the comparison: its buttons, and who may press them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.runs.run_name import MAX_NAME
from pages.parts.components.held_widget import held_widget
from pages.parts.runs.run_changes import (
    delete_run,
    may_change,
    passphrase_field,
    rename_run,
    use_network,
    why_not_changed,
)
from pages.parts.runs.session_runs import (
    SessionRun,
    run_labels,
    run_problem,
    run_with,
    set_run_problem,
)
from pages.parts.session.networks import network_token

_CHOSEN_KEY = "table_run"
_CONFIRMED_KEY = "deletion_confirmed"


def run_actions(
    runs: list[SessionRun],
    on_show: Callable[[SessionRun], None],
    on_edit: Callable[[SessionRun], None],
) -> None:
    """What can be done with one run. The whole page follows, so each ends in a rerun of it."""
    labels = run_labels(runs)
    tokens = list(labels)
    token = next((one for one in tokens if one == st.session_state.get(_CHOSEN_KEY)), tokens[0])
    widget, take = held_widget(_CHOSEN_KEY, token, _take_choice, labels.get)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="run_actions"):
        st.selectbox(
            "With the run",
            tokens,
            tokens.index(token),
            format_func=labels.__getitem__,
            key=widget,
            on_change=take,
            width=200,
        )
        run = run_with(token)
        if run is None:
            return
        is_current = run.has_network and network_token() == run.token
        if st.button(
            "Current network" if is_current else "Use",
            icon=":material/check:",
            key="use_run",
            disabled=not run.can_be_used or is_current,
            help="Makes its network the one that reads your digit.",
        ):
            use_network(run)
            st.rerun()
        if st.button(
            "Show",
            icon=":material/visibility:",
            key="show_run",
            on_click=on_show,
            args=(run,),
            help="Opens its curves under Run.",
        ):
            st.rerun()
        if st.button(
            "Edit again",
            icon=":material/edit_note:",
            key="edit_run",
            on_click=on_edit,
            args=(run,),
            disabled=run.is_fine_tuning,
            help="A fine-tuning has no design of its own: it begins on the Experiment page, under "
            "*My handwriting*."
            if run.is_fine_tuning
            else "Puts its design and recipe into the Design tab.",
        ):
            st.rerun()
        if may_change(run):
            _renaming(run)
            _deletion(run)
        else:
            passphrase_field(run)
    if not may_change(run):
        st.caption(why_not_changed(run))
    if problem := run_problem():
        st.warning(problem, icon=":material/warning:")


def _take_choice(token: str) -> None:
    set_run_problem(None)
    st.session_state[_CHOSEN_KEY] = token


def _renaming(run: SessionRun) -> None:
    with st.popover("Rename", icon=":material/edit:", key=f"rename_{run.token}"):
        key = f"new_name_{run.token}"
        name = st.text_input("New name", run.name, max_chars=MAX_NAME, key=key)
        if st.button("Rename", key="rename_run", type="primary"):
            rename_run(run, name)
            st.rerun()


def _deletion(run: SessionRun) -> None:
    with st.popover("Delete", icon=":material/delete:", key=f"delete_{run.token}"):
        st.markdown(f"Delete **{run.name}**, its network and its curves? This cannot be undone.")
        if st.button(
            "Delete it", key="delete_run", type="primary", on_click=_confirm, args=(run.token,)
        ):
            confirmed = run_with(st.session_state.pop(_CONFIRMED_KEY))
            if confirmed is not None:
                delete_run(confirmed)
            st.rerun()


def _confirm(token: str) -> None:
    """It is the run that was named that is deleted, though another may be chosen by now."""
    st.session_state[_CONFIRMED_KEY] = token
