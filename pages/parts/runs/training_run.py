"""The visitor's training run: begun, found again, and shown while it goes on and afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import streamlit as st

from cnn.errors import VisitorError
from cnn.network.architecture import Architecture
from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.curves import learning_chart
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from pages.parts.runs.curve_view import curve_view
from pages.parts.runs.live_view import run_status
from pages.parts.runs.moment_view import moment_view
from pages.parts.runs.session_runs import (
    VisitRun,
    find_kept_runs,
    remember,
    run_problem,
    run_with,
    set_run_problem,
    settle_ended_runs,
)
from pages.parts.runs.training_history import chosen_moment, moment_slider
from pages.parts.session.networks import network_names, unique_name
from pages.parts.session.theme import palette
from pages.parts.streamlit_internals import is_connected, session_id
from pages.parts.words import TEST_SETS

# Each poll costs the visitor's browser about 0.2 s of a core, where that is the host's, too.
POLL_SECONDS = 2.0
RELOAD_SECONDS = 1.5
ADDRESS_KEY = "run"


def tend_runs() -> None:
    """On every page: find the visitor's run by the address, note ends, list what is kept."""
    visitors_run()
    find_kept_runs()
    settle_ended_runs()


def visitors_run() -> Job | None:
    """The run of this visit, found again after a reload by the token in the page's address."""
    job = st.session_state.get("training_job")
    if job is None:
        job = _found(st.query_params.get(ADDRESS_KEY, ""))
        if job is not None:
            job.is_watched, job.visitor = _session_watch(), session_id()
            st.session_state["training_job"] = job
            remember(job)
    if job is not None and st.query_params.get(ADDRESS_KEY) != job.token:
        st.query_params[ADDRESS_KEY] = job.token
    return job


def begin_run(architecture: Architecture, recipe: Recipe, name: str) -> None:
    """Start training; does nothing while a run goes on."""
    job = st.session_state.get("training_job")
    if job is not None and jobs.poll(job).is_running:
        return
    st.session_state["training_problem"] = None
    set_run_problem(None)
    show_run(None)
    try:
        job = jobs.start(architecture, recipe, name, _session_watch(), session_id())
    except VisitorError as error:
        st.session_state["training_problem"] = str(error)
        return
    st.session_state["training_job"] = job
    remember(job)


def run_again(run: VisitRun) -> None:
    """Start a run's recipe anew, with its seed: the same run, bit for bit. Ends the rerun.

    Args:
        run: any of the visit's. What its visitor did to it by hand is not done again.
    """
    begin_run(run.architecture, run.recipe, unique_name(run.name, network_names()))
    set_run_problem(st.session_state.get("training_problem"))
    st.rerun()


def show_run(run: VisitRun | None) -> None:
    """Choose the run that `run_view` shows.

    Args:
        run: any of the visit's; None for the latest begun.
    """
    st.session_state["shown_run"] = run.token if run else None


def run_view(job: Job | None, recipe: Recipe) -> None:
    """A run: how it goes and how to steer it, its curves, and its network at any moment.

    Args:
        job: the visitor's latest run, if there is one; another may have been chosen to be shown.
        recipe: of the settings, for the axes while there is no run.
    """
    run = run_with(st.session_state.get("shown_run")) or run_with(job.token if job else None)
    if run is None:
        charts = [learning_chart(q, Progress(), recipe, palette()) for q in ("loss", "accuracy")]
        curve_view(charts, palette(), key="learning_curves")
        st.caption(
            "No run yet: *Start training* in the Design tab begins one. Below these curves there "
            "will then be the kernels, your own digit's probabilities and its feature maps, at any "
            "moment since the random start."
        )
        return
    is_running = run.job is not None and jobs.poll(run.job).is_running
    st.fragment(_watch, run_every=POLL_SECONDS if is_running else None)(run, is_running)


def _watch(run: VisitRun, was_running: bool) -> None:
    """All that changes while a run goes on; run again every two seconds until it ends."""
    progress = jobs.poll(run.job) if run.job else run.progress
    if settle_ended_runs() or (was_running and not progress.is_running):
        st.rerun()
    run_status(run, progress)
    if run_problem():
        st.warning(run_problem(), icon=":material/warning:")
    colours = palette()
    moment = chosen_moment(run)
    marked = moment.images if moment and not moment.is_latest else None
    charts = [
        learning_chart(quantity, progress, run.recipe, colours, marked)
        for quantity in ("loss", "accuracy")
    ]
    curve_view(charts, colours, key="learning_curves")
    if moment is None:
        _without_moments(run, progress)
    else:
        moment_slider(run, moment, lambda: run_again(run))
        moment_view(run, moment)
    st.caption(
        "Loss is the categorical cross-entropy. Blue: the training images, as they are learnt "
        f"from. Orange: {TEST_SETS[progress.test_set]} after each epoch, which are never learnt "
        "from."
    )


def _without_moments(run: VisitRun, progress: Progress) -> None:
    """Before the first checkpoint nothing is missing; a run of an earlier visit has none."""
    if progress.is_running:
        return
    if run.kept:
        st.caption(
            "Its checkpoints went with the visit that it was trained in. Run it again to look at "
            "its moments: the same recipe and seed give the same run."
        )
    if st.button("Run again", icon=":material/replay:", key="run_again"):
        run_again(run)


def _found(token: str) -> Job | None:
    """The run of the address, unless its own visitor is there.

    After a reload that may be this visitor's connection of before, not yet known to be closed: so
    the first look takes a moment.
    """
    is_first = not st.session_state.get("run_sought")
    st.session_state["run_sought"] = True
    deadline = time.monotonic() + (RELOAD_SECONDS if is_first and token else 0.0)
    while (job := jobs.find(token)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return job


def _session_watch() -> Callable[[], bool]:
    """Says, from any thread, whether this visitor's browser is still connected."""
    return partial(is_connected, session_id())
