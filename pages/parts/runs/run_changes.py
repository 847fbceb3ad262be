"""What can be done to a run of the list: used, renamed, deleted; and who may do it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.errors import RunStoreError, VisitorError
from cnn.network import Network
from cnn.runs import jobs
from cnn.runs.passphrase import MAX_LENGTH
from cnn.runs.run_name import clean_name
from cnn.runs.store import NAMELESS
from pages.parts.runs.persistence import host_passphrase, run_store
from pages.parts.runs.session_runs import (
    SessionRun,
    find_kept_runs,
    forget,
    session_runs,
    set_run_problem,
)
from pages.parts.session.networks import (
    add_network,
    choose_network,
    remove_network,
    rename_network,
    unique_name,
)

_KNOWS_KEY = "knows_passphrase"
_GUESS_KEY = "passphrase_guess"
_PROBLEM_KEY = "passphrase_problem"

ONLY_ITS_VISIT = (
    "Only whoever started this run can rename or delete it, in the browser tab that started it."
)
OR_THE_HOST = (
    "Only whoever started this run can rename or delete it, in the browser tab that started it, or "
    "anyone who knows the host's passphrase."
)


def may_change(run: SessionRun) -> bool:
    """Whether this visit may rename and delete a run.

    It is its own, or it is a kept one and the visit knows the host's passphrase.
    """
    return run.is_own or (run.kept is not None and _knows_passphrase())


def why_not_changed(run: SessionRun) -> str:
    """Why a run may not be renamed or deleted, in a sentence."""
    is_hosts_too = run.kept is not None and host_passphrase() is not None
    return OR_THE_HOST if is_hosts_too else ONLY_ITS_VISIT


def passphrase_field(run: SessionRun) -> None:
    """Where the host's passphrase can be given for a run; nothing where it would not help."""
    passphrase = host_passphrase()
    if passphrase is None or run.kept is None or _knows_passphrase():
        return

    def take() -> None:
        st.session_state[_PROBLEM_KEY] = None
        try:
            passphrase.check(st.session_state[_GUESS_KEY])
        except RunStoreError as error:
            st.session_state[_PROBLEM_KEY] = str(error)
        else:
            st.session_state[_KNOWS_KEY] = True
        st.session_state[_GUESS_KEY] = ""

    with st.popover("Host's passphrase", icon=":material/key:"):
        st.text_input(
            "The host's passphrase",
            type="password",
            max_chars=MAX_LENGTH,
            key=_GUESS_KEY,
            autocomplete="off",
        )
        st.button("Enter", key="give_passphrase", type="primary", on_click=take)
        if problem := st.session_state.get(_PROBLEM_KEY):
            st.error(problem, icon=":material/error:")


def use_network(run: SessionRun) -> None:
    """Make a run's network the chosen one; one that had to make room is read from its file."""
    if run.has_network:
        choose_network(run.token)
    elif run.job is not None:
        try:
            network = Network.load(run.job.network_path)
        except VisitorError as error:
            set_run_problem(str(error))
            return
        add_network(run.name, network, token=run.token)


def rename_run(run: SessionRun, name: str) -> None:
    """Give a run, and its network in the picker, another name; where that cannot be, say why."""
    set_run_problem(None)
    name = clean_name(name)
    if not may_change(run):
        set_run_problem(why_not_changed(run))
        return
    if not name:
        set_run_problem(NAMELESS)
        return
    if name == run.name:
        return
    if run.job is not None and run.is_own:
        name = unique_name(name, [other.name for other in session_runs() if other is not run])
        run.name = rename_network(run.token, name) if run.has_network else name
        run.job.name = run.name
    store = run_store()
    if store is not None and run.is_settled and run.gave_network:
        _try(lambda: store.rename(run.token, name))
        find_kept_runs()


def delete_run(run: SessionRun) -> None:
    """End a run if it goes on, and remove all that is kept of it; where that cannot be, say why."""
    set_run_problem(None)
    if not may_change(run):
        set_run_problem(why_not_changed(run))
        return
    if run.job is not None and run.is_own:
        jobs.discard(run.job)
        forget(run)
        remove_network(run.token)
    store = run_store()
    if store is not None:
        _try(lambda: store.delete(run.token))
    find_kept_runs()


def _knows_passphrase() -> bool:
    return st.session_state.get(_KNOWS_KEY, False)


def _try(change: Callable[[], None]) -> None:
    try:
        change()
    except VisitorError as error:
        set_run_problem(str(error))
