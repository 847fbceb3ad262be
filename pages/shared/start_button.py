"""The button that starts a run: what the run will cost, or why it cannot start."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.datasets import mnist_available
from cnn.errors import VisitorError
from cnn.placement import placed_layers
from cnn.training.estimate import estimated_seconds
from cnn.training.jobs import Job
from pages.shared.address import link
from pages.shared.design_editor import chosen_design
from pages.shared.training_run import duration
from pages.shared.training_settings import Settings, chosen_settings


def start_button(job: Job | None, on_start: Callable[[], None]) -> None:
    """Start, disabled while the settings cannot be trained or a run goes on.

    Args:
        job: the visitor's run, if there is one.
        on_start: called when Start is pressed.
    """
    settings, problem = None, None
    try:
        settings = chosen_settings()
    except VisitorError as error:
        problem = str(error)
    is_running = job is not None and job.progress.is_running
    st.button(
        "A run is going on" if is_running else "Start training",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        key="start_training",
        on_click=on_start,
        disabled=settings is None or is_running,
    )
    if settings is not None:
        _say_cost(settings)
        with st.popover("Link to these settings", icon=":material/link:", width="stretch"):
            st.code(link(), language=None, wrap_lines=True)
        problem = st.session_state.get("training_problem")
    elif placed_layers(chosen_design())[1] is not None:
        problem = "This design cannot work. The marked row of its table says why, and what would."
    if problem:
        st.error(problem, icon=":material/error:")


def _say_cost(settings: Settings) -> None:
    recipe = settings.recipe
    seconds = estimated_seconds(settings.architecture, recipe)
    sentences = [
        f"{recipe.epochs} x {recipe.steps_per_epoch:,} gradient steps, about {duration(seconds)} "
        "on two cores."
    ]
    if recipe.data == "mnist" and not mnist_available():
        sentences.append("MNIST is not on this machine yet: the run downloads it first, 11 MB.")
    st.caption(" ".join(sentences))
