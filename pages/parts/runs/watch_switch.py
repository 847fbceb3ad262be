"""The switch beside a run by which its visitor lets others watch it while they wait for theirs."""

from __future__ import annotations

import streamlit as st

from cnn.runs import jobs
from cnn.runs.job import Job

_HELP = (
    "Whoever waits for a run then gets a link to this one. They see its name, its curves and what "
    "it makes of their own digit, and can change nothing. Switched off, it takes this away at once."
)


def watch_switch(job: Job) -> None:
    """Whether others may watch a run of this visit that goes on; off until it is switched on."""
    key = f"watch_switch_{job.token}"

    def take() -> None:
        jobs.allow_watching(job, bool(st.session_state[key]))

    st.toggle(
        "Let those who wait watch",
        value=job.watch_token is not None,
        key=key,
        on_change=take,
        help=_HELP,
    )
