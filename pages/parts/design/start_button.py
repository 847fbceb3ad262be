"""The button that starts a run: what the run will cost, or why it cannot start."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import streamlit as st

from cnn.datasets import mnist_available
from cnn.errors import TrainingError, VisitorError
from cnn.network.layer_shapes import placed_layers
from cnn.runs import jobs
from cnn.runs.estimate import check_affordable, estimated_memory_mb, estimated_seconds
from cnn.runs.job import Job
from cnn.runs.limits import host_limits
from pages.parts.design.address import link
from pages.parts.design.design_editor import chosen_design
from pages.parts.design.training_settings import Settings, chosen_settings
from pages.parts.words import duration

POLL_SECONDS = 2.0
_PROBLEM_KEY = "training_problem"


def start_button(job: Job | None, on_start: Callable[[], None]) -> None:
    """Start, disabled while the settings cannot be trained or a run goes on.

    Args:
        job: the visitor's run, if there is one.
        on_start: called when Start is pressed; a VisitorError that it raises is shown.
    """
    settings, problem = _affordable_settings()
    running = job if job is not None and job.progress.is_running else None
    st.button(
        "A run is going on" if running else "Start training",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        key="start_training",
        on_click=_start,
        args=(on_start,),
        disabled=settings is None or running is not None,
    )
    if running is not None:
        st.fragment(_await_end, run_every=POLL_SECONDS)(running)
    if settings is not None:
        _say_cost(settings)
        problem = st.session_state.get(_PROBLEM_KEY)
    if problem:
        st.error(problem, icon=":material/error:")
    # Where a setting is out of its range there is no link, and the sentence above says why.
    with contextlib.suppress(TrainingError):
        address = link()
        with st.popover("Link to these settings", icon=":material/link:", width="stretch"):
            st.code(address, language=None, wrap_lines=True)


def _start(on_start: Callable[[], None]) -> None:
    st.session_state[_PROBLEM_KEY] = None
    try:
        on_start()
    except VisitorError as error:
        st.session_state[_PROBLEM_KEY] = str(error)


def _await_end(job: Job) -> None:
    """How far the run is, while something else is designed; Start is given back at its end."""
    progress = jobs.poll(job)
    if not progress.is_running:
        st.rerun()
    st.progress(progress.fraction, text=f"The run: {progress.fraction:.0%}")


def _affordable_settings() -> tuple[Settings | None, str | None]:
    """The settings if they can be trained here; else why not."""
    if placed_layers(chosen_design())[1] is not None:
        return None, "This design cannot work; its marked row says why, and what would."
    limits = host_limits()
    try:
        settings = chosen_settings()
        check_affordable(settings.architecture, settings.recipe, limits.minutes, limits.memory_mb)
    except VisitorError as error:
        return None, str(error)
    return settings, None


def _say_cost(settings: Settings) -> None:
    recipe = settings.recipe
    seconds = estimated_seconds(settings.architecture, recipe)
    memory = estimated_memory_mb(settings.architecture, recipe)
    sentences = [
        f"{recipe.epochs} x {recipe.steps_per_epoch:,} gradient steps: about {duration(seconds)} "
        f"on two cores, {memory / 1000:.1f} GB of memory."
    ]
    if recipe.data == "mnist" and not mnist_available():
        sentences.append("MNIST is not on this machine yet: the run downloads it first, 11 MB.")
    st.caption(" ".join(sentences))
