"""The run of a sweep that was clicked: what it came to, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cnn.runs import jobs
from cnn.sweeps.plan import Axis
from cnn.sweeps.results import Result
from cnn.sweeps.sweeps import Sweep
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.runs.run_changes import use_network
from pages.parts.runs.session_runs import SessionRun, run_problem, run_with, set_run_problem
from pages.parts.session.networks import network_token
from pages.parts.sweep.sweep_words import state_of, values_in_words
from pages.parts.words import TEST_SETS, duration

_CHOSEN_KEY = "sweep_run"
GONE = "Its network is no longer here: newer ones took its place. *Edit again* trains it anew."


def chosen_token(sweep: Sweep) -> str | None:
    """The run of a sweep that was clicked last."""
    token = st.session_state.get(_CHOSEN_KEY)
    return token if token in {job.token for job in sweep.jobs} else None


def choose(sweep: Sweep, token: object) -> None:
    """Choose a run, and make its network the current one where it has one; in a callback.

    What names none of the sweep's runs, from anyone, is passed over.
    """
    if not isinstance(token, str) or token not in {job.token for job in sweep.jobs}:
        return
    st.session_state[_CHOSEN_KEY] = token
    run = run_with(token)
    if run is not None and run.can_be_used:
        set_run_problem(None)
        use_network(run)


def chosen_run(
    sweep: Sweep,
    results: Sequence[Result],
    texts: ExplainedTexts,
    on_show: Callable[[SessionRun], None],
    on_edit: Callable[[SessionRun], None],
) -> None:
    """The run that was clicked; how to click one, where none was.

    Args:
        sweep: which the run is of.
        results: of the sweep.
        texts: writes the words.
        on_show: called, before the page is drawn anew, when the run's curves are wanted.
        on_edit: called likewise when its design and recipe are wanted in the editor.
    """
    token = chosen_token(sweep)
    result = next((result for result in results if result.token == token), None)
    run = run_with(token)
    if result is None:
        texts.caption(
            "Click a run in the table or a chart: its network becomes the one that reads your "
            "digit."
        )
        return
    texts.markdown(_sentence(result, sweep.plan.axes, run))
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="sweep_run_actions"
    ):
        if run is not None and run.has_network:
            st.page_link("pages/draw.py", label="Draw with it", icon=":material/draw:")
            st.page_link(
                "pages/feature_maps.py", label="Its feature maps", icon=":material/grid_on:"
            )
        if run is not None:
            st.button(
                "Its curves",
                icon=":material/visibility:",
                key="sweep_run_show",
                on_click=on_show,
                args=(run,),
                help="Opens them under Run.",
            )
            st.button(
                "Edit again",
                icon=":material/edit_note:",
                key="sweep_run_edit",
                on_click=on_edit,
                args=(run,),
                help="Puts its design and recipe into the Design tab.",
            )
        if run is not None and run.job is not None and not result.is_over:
            st.button(
                "Stop this run",
                icon=":material/stop_circle:",
                key="sweep_run_stop",
                on_click=jobs.stop,
                args=(run.job,),
                disabled=run.job.is_stopping,
                help="What it has learned is kept; the sweep goes on with the next run.",
            )
    if problem := run_problem():
        st.warning(problem, icon=":material/warning:")


def _sentence(result: Result, axes: Sequence[Axis], run: SessionRun | None) -> str:
    start = f"**Run {result.point.number}**: {values_in_words(result, axes)}."
    if result.never_began:
        return f"{start} {result.progress.message or ''}".rstrip()
    if result.progress.state == "failed":
        start += f" It failed. {result.progress.message or ''}".rstrip()
    if result.accuracy is not None:
        start += (
            f" It reads {result.accuracy:.2%} of {TEST_SETS[result.progress.test_set]} right, with "
            f"{result.parameters:,} parameters, after {duration(result.seconds)} of training and "
            "testing."
        )
    if result.progress.state == "finished" and result.progress.message:
        start += f" {result.progress.message}"
    if not result.is_over:
        return f"{start} It is {state_of(result)}; its network is there once it has ended."
    if run is not None and run.has_network:
        if network_token() == run.token:
            return f"{start} Its network now reads your digit."
        return f"{start} Its network is in the sidebar's list."
    return f"{start} {GONE}" if result.accuracy is not None else start
