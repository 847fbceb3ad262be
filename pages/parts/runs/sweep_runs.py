"""The visit's sweeps: begun, found again after a reload, followed run by run."""

from __future__ import annotations

from functools import partial

from cnn.runs.launcher import chosen_launcher
from cnn.runs.ownership import owner_of
from cnn.sweeps import sweeps
from cnn.sweeps.plan import SweepPlan
from cnn.sweeps.sweeps import Sweep
from pages.parts.runs.session_runs import remember
from pages.parts.runs.session_secret import session_secret
from pages.parts.runs.training_run import follow_job, running_job
from pages.parts.streamlit_internals import is_connected, session_id


def begin_sweep(plan: SweepPlan) -> None:
    """Start a sweep; its runs are the visit's own, and the first of them the one that it follows.

    Raises:
        TrainingError, ArchitectureError: another run of this visit goes on, or one of these cannot
            be.
    """
    sweep = sweeps.begin(
        plan,
        is_watched=partial(is_connected, session_id()),
        owner=owner_of(session_secret()),
    )
    for job in sweep.jobs:
        remember(job)
    follow_job(running_job() or sweep.jobs[0])


def visits_sweeps() -> list[Sweep]:
    """The sweeps of this visit, the latest first."""
    return sweeps.begun_by(session_secret())[::-1]


def runs_at_once() -> int:
    """How many runs of one sweep train at the same time here."""
    launcher = chosen_launcher()
    return max(launcher.slots(), 1) if launcher.takes_sweeps else 1
