"""What keeps a run on a cluster from going on, said at once, and the way round it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.errors import VisitorError
from cnn.runs import jobs
from cnn.runs.job import Job
from pages.parts.runs.session_runs import remember, set_run_problem


def cluster_trouble(job: Job | None, is_own: bool, follow: Callable[[Job], None]) -> None:
    """A warning while the cluster does not answer; to one's own run, this machine in its place.

    Args:
        job: of the run that is shown; of a sweep, one that goes on.
        is_own: whether it is this visit's.
        follow: makes a run of this visit's the one that it looks at.
    """
    if job is None:
        return
    trouble = job.trouble
    if trouble is not None:
        st.warning(trouble, icon=":material/cloud_off:")
    is_stuck = trouble is not None and job.launcher.trouble is not None
    if is_own and (is_stuck or job.was_lost):
        st.button(
            "Train it on this machine",
            icon=":material/computer:",
            key="train_here",
            on_click=_train_here,
            args=(job, follow),
            help="It goes on from its last checkpoint, where there is one, and its curve with it.",
        )


def _train_here(job: Job, follow: Callable[[Job], None]) -> None:
    set_run_problem(None)
    try:
        going_on = jobs.train_here(job)
    except VisitorError as error:
        set_run_problem(str(error))
        return
    if going_on is not job:
        remember(going_on)
    follow(going_on)
