"""Another visitor's run, watched by whoever waits, for as long as that visitor allows it.

The address names it by a token that shows the run and nothing else, and that is worth nothing once
its visitor has switched watching off.
"""

from __future__ import annotations

import streamlit as st

from cnn.runs import jobs
from cnn.runs.charts.curves import learning_chart
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from pages.parts.runs.curve_view import curve_view
from pages.parts.runs.live_view import describe
from pages.parts.runs.moment_view import moment_view
from pages.parts.runs.session_runs import run_of_job
from pages.parts.runs.training_history import chosen_moment
from pages.parts.session.theme import palette
from pages.parts.words import TEST_SETS

POLL_SECONDS = 2.0
WATCH_KEY = "watch"
_ENDED_KEY = "watching_ended"
# Of the runs that may be watched, so many links.
MOST_LINKS = 4
NO_LONGER = (
    "That run is no longer there to be watched: its visitor watches it alone, or it is gone."
)


def watched_job() -> Job | None:
    """The run that the address asks to watch; one that may not be watched leaves it at once."""
    token = st.query_params.get(WATCH_KEY)
    if token is None:
        return None
    job = jobs.watched_with(token)
    if job is None:
        stop_watching()
        st.session_state[_ENDED_KEY] = True
    return job


def say_that_watching_ended() -> None:
    """Say so once where the run that was watched, or is asked for, may not be."""
    if st.session_state.pop(_ENDED_KEY, False):
        st.info(NO_LONGER, icon=":material/visibility_off:")


def stop_watching() -> None:
    """Turn back to the visit's own runs."""
    st.query_params.pop(WATCH_KEY, None)


def watch_view(job: Job) -> None:
    """How another's run goes: its curves, and what it makes of one's own digit; nothing to press.

    Args:
        job: what `watched_job` gave.
    """
    is_running = jobs.look(job).is_running
    st.fragment(_watching, run_every=POLL_SECONDS if is_running else None)(job, is_running)


def watch_links() -> None:
    """A link to each run that trains and may be watched, for one who waits."""
    for job in jobs.to_be_watched()[:MOST_LINKS]:
        st.page_link(
            "pages/train.py",
            label=f"While you wait, watch another visitor's run: **{job.name}**",
            icon=":material/visibility:",
            query_params={WATCH_KEY: job.watch_token or ""},
        )


def _watching(job: Job, was_running: bool) -> None:
    """All that changes, drawn again every two seconds; gone as soon as it may not be watched."""
    progress = jobs.look(job)
    if job.watch_token is None or job.watch_token != st.query_params.get(WATCH_KEY):
        st.rerun()
    if was_running and not progress.is_running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.markdown(_how_it_goes(job, progress), width="content")
        st.button(
            "Back to my run",
            icon=":material/arrow_back:",
            key="stop_watching",
            on_click=stop_watching,
        )
    if progress.is_running:
        st.progress(progress.fraction, text=describe(progress, job.recipe, job.where))
    colours = palette()
    charts = [
        learning_chart(quantity, progress, job.recipe, colours) for quantity in ("loss", "accuracy")
    ]
    curve_view(charts, colours, key="watched_curves")
    run = run_of_job(job)
    moment = chosen_moment(run)
    if moment is not None:
        moment_view(run, moment)


def _how_it_goes(job: Job, progress: Progress) -> str:
    if progress.is_running:
        return f"You are watching **{job.name}**, which another visitor trains."
    if progress.state == "failed" or not progress.epochs:
        return f"**{job.name}**, which you were watching, has ended without a result."
    accuracy = progress.epochs[-1].test_accuracy
    return (
        f"**{job.name}**, which you were watching, has ended. It reads {accuracy:.2%} of "
        f"{TEST_SETS[progress.test_set]} right."
    )
