"""The visitor's run as every page but Train shows it, in the sidebar: a link, and its curves."""

from __future__ import annotations

from typing import assert_never

import streamlit as st

from cnn.network.recipe import Recipe
from cnn.runs import jobs
from cnn.runs.charts.curves import epoch_number
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from pages.parts.runs.run_readout import run_readout
from pages.parts.session.theme import palette
from pages.parts.words import rough_duration

POLL_SECONDS = 2.0
# An hour takes more words than the sidebar has room for.
LONG_SECONDS = 3500.0
_KEY = "run_line"


def run_line(job: Job | None) -> None:
    """How far a run is, for as long as it goes on; nothing before and after.

    Args:
        job: the visitor's run, if there is one and the page itself does not show it.
    """
    # There without a run, too: what stands below keeps its place on the page.
    with st.container(key=_KEY, gap="small"):
        if job is not None and job.progress.is_running:
            st.fragment(_running, run_every=POLL_SECONDS)(job)


def _running(job: Job) -> None:
    """The run, looked at again every two seconds; at its end the page tells of it."""
    progress = jobs.poll(job)
    if not progress.is_running:
        st.rerun()
    st.page_link(
        "pages/train.py",
        label=in_a_line(progress, job.recipe),
        icon=":material/model_training:",
    )
    run_readout(progress, job.recipe, palette(), key="run_in_sidebar")


def in_a_line(progress: Progress, recipe: Recipe) -> str:
    """Where a run is, short enough for a link."""
    epoch = epoch_number(progress.images_done, recipe)
    match progress.state:
        case "waiting":
            return _waiting(progress)
        case "starting" | "loading" | "building":
            return "Training begins"
        case "training":
            return f"Training: epoch {epoch} of {recipe.epochs}"
        case "paused":
            return f"Training is paused in epoch {epoch} of {recipe.epochs}"
        case "saving" | "finished" | "failed":
            return "Training is over"
        case _:
            assert_never(progress.state)


def _waiting(progress: Progress) -> str:
    """Its place, and where it fits in, how long that takes."""
    if progress.wait_seconds is None or progress.wait_seconds >= LONG_SECONDS:
        return f"Waiting: place {progress.place}"
    return f"Waiting: place {progress.place}, {rough_duration(progress.wait_seconds)}"
