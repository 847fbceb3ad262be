"""How a run goes, and how to steer it: pause, single steps, stop, another learning rate."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cnn.errors import VisitorError
from cnn.network.recipe import MAX_LEARNING_RATE, MIN_LEARNING_RATE, Recipe
from cnn.runs import jobs
from cnn.runs.job import Job
from cnn.runs.progress import Progress
from pages.parts.runs.session_runs import SessionRun, set_run_problem
from pages.parts.runs.watch_switch import watch_switch
from pages.parts.session.fine_tuning_words import held_out_sentence
from pages.parts.words import TEST_SETS, duration, rough_duration

# An accuracy on the test digits that is hardly better than guessing's 10 %.
LEARNED_NOTHING = 0.2
# In so few gradient steps no network learns much; batch normalization's moving averages, which
# testing goes by, have hardly left their start.
FEW_STEPS = 100
# In CSS pixels: leaves room for the controls beside it, and has a row of its own on a phone.
STEERABLE = ("training", "paused")
STAGES = {
    "starting": "Starting the training.",
    "building": "Loading TensorFlow and building the network: about ten seconds.",
    "saving": "Saving the network.",
}
LOADING = {
    "mnist": "Reading MNIST. If it is not on this machine yet, it is downloaded first (11 MB).",
    "synthetic": "Drawing the synthetic digits.",
    "own": "Reading the network and the handwritten digits.",
}
OTHERS_RUN = (
    "Somebody else started this run. You can watch it; only they can pause, stop or change it."
)
DROPPED = "It has been put away to make room for others: *Use*, under Compare, brings it back."
DROPPED_FOR_GOOD = "It has been put away to make room for others: *Run again* trains it anew."


def run_status(run: SessionRun, progress: Progress) -> None:
    """A run's result; while it goes on, its learning rate for its own visit, to be changed.

    How far one's own run is stands in the bar with its controls, that of another's here.
    """
    if progress.is_running:
        if run.job is not None and run.is_own:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
                _learning_rate(run.job, _is_steerable(run.job, progress))
                watch_switch(run.job)
        else:
            where = run.job.where if run.job is not None else None
            st.progress(progress.fraction, text=describe(progress, run.recipe, where))
            st.caption(OTHERS_RUN)
    elif run.never_began:
        st.info(progress.message or "", icon=":material/hourglass_disabled:")
    elif progress.state == "failed":
        st.error(_failure(run, progress), icon=":material/error:")
    else:
        _say_result(run, progress)


def describe(progress: Progress, recipe: Recipe, where: str | None = None) -> str:
    """How far a run that has not ended is, in a line; and where, if not on this machine."""
    line = _how_far(progress, recipe)
    return f"{line} ({where})" if where else line


def _how_far(progress: Progress, recipe: Recipe) -> str:
    if progress.state == "waiting":
        return _waiting(progress)
    if progress.state == "loading":
        return LOADING[recipe.data]
    if progress.state not in STEERABLE:
        return STAGES[progress.state]
    epoch = min(progress.images_done // recipe.training_images + 1, recipe.epochs)
    where = f"Epoch {epoch} of {recipe.epochs}, step {progress.steps_done:,} of {recipe.steps:,}"
    if progress.state == "paused":
        return f":orange-badge[:material/pause: Paused] {where}"
    if progress.images_per_second is None or progress.seconds_left is None:
        return where
    left = duration(progress.seconds_left)
    return f"{where}, {progress.images_per_second:,.0f} images/s, {left} left"


def _waiting(progress: Progress) -> str:
    if progress.place == 0:
        return "Waiting for its turn."
    if progress.wait_seconds is None:
        return f"Waiting for other runs to end: place {progress.place} in the queue."
    return (
        f"Waiting for other runs to end: place {progress.place} in the queue. It begins in "
        f"{rough_duration(progress.wait_seconds)}."
    )


def _is_steerable(job: Job, progress: Progress) -> bool:
    return progress.state in STEERABLE and not job.is_stopping


def run_controls(job: Job, progress: Progress) -> None:
    """Pause or resume, single steps while it is paused, and stop."""
    is_steerable = _is_steerable(job, progress)
    is_paused = job.control.paused
    if is_paused:
        st.button(
            "Resume",
            icon=":material/play_arrow:",
            type="primary",
            key="resume_training",
            on_click=_told,
            args=(jobs.resume, job),
            disabled=not is_steerable,
        )
    else:
        st.button(
            "Pause",
            icon=":material/pause:",
            key="pause_training",
            on_click=_told,
            args=(jobs.pause, job),
            disabled=not is_steerable,
        )
    if is_paused:
        st.button(
            "Step",
            icon=":material/skip_next:",
            key="step_training",
            on_click=_told,
            args=(jobs.step, job),
            disabled=not is_steerable,
            help=f"Takes one gradient step: the network learns from one batch of "
            f"{job.recipe.batch_size} images, then waits again.",
        )
    st.button(
        "Stopping" if job.is_stopping else "Stop this run" if job.sweep else "Stop",
        icon=":material/stop_circle:",
        key="stop_training",
        on_click=_told,
        args=(jobs.stop, job),
        disabled=job.is_stopping or progress.state == "saving",
        help="Ends the run here and keeps what it has learned.",
    )


def _learning_rate(job: Job, is_steerable: bool) -> None:
    key = f"live_rate_{job.token}"

    def take() -> None:
        rate = st.session_state[key]
        if rate is not None:
            _told(jobs.set_learning_rate, job, rate)

    st.number_input(
        "Learning rate" if job.recipe.schedule == "constant" else "Peak learning rate",
        MIN_LEARNING_RATE,
        MAX_LEARNING_RATE,
        # Not by the session state: a slow browser that gets the page of two reruns at once, as
        # after a reload, would begin with the minimum, send it back, and so set it.
        float(job.control.learning_rate or job.recipe.learning_rate),
        step=0.0005,
        format="%g",
        key=key,
        on_change=take,
        disabled=not is_steerable,
        width=150,
        help="Takes effect at the next gradient step. The curves mark where you changed it.",
    )


def _told(order: Callable[..., None], job: Job, *values: float) -> None:
    """Tell the run something; where it cannot be told, the page says why."""
    set_run_problem(None)
    try:
        order(job, *values)
    except VisitorError as error:
        set_run_problem(str(error))


def _failure(run: SessionRun, progress: Progress) -> str:
    message = progress.message or "The run failed."
    if not run.is_diverged:
        return message
    if not run.has_network:
        return f"{message} {DROPPED if run.can_be_used else DROPPED_FOR_GOOD}"
    if run.was_lost:
        return f"{message} It is in the sidebar's list of networks as **{run.name}**."
    return f"{message} They are in the sidebar's list of networks as **{run.name}**."


def _say_result(run: SessionRun, progress: Progress) -> None:
    if not progress.epochs:
        st.info(progress.message or f"**{run.name}** has ended.", icon=":material/check_circle:")
        return
    accuracy = progress.epochs[-1].test_accuracy
    sentence = f"**{run.name}** reads {accuracy:.2%} of {TEST_SETS[progress.test_set]} right."
    if run.is_fine_tuning and progress.epochs[0].images == 0:
        before = progress.epochs[0].test_accuracy
        sentence = (
            f"**{run.name}** reads {accuracy:.2%} of {TEST_SETS[progress.test_set]} right; before "
            f"its fine-tuning it read {before:.2%}."
        )
    network = run.network
    if network is not None and (found := network.provenance.fine_tuning):
        sentence += f" {held_out_sentence(found)}"
    if run.has_network:
        sentence += " You find it in the sidebar's list of networks."
    elif run.gave_network:
        sentence += f" {DROPPED if run.can_be_used else DROPPED_FOR_GOOD}"
    if progress.message:
        sentence = f"{progress.message} {sentence}"
    if accuracy < LEARNED_NOTHING:
        st.warning(f"{sentence} {advice(progress)}", icon=":material/warning:")
        return
    st.success(sentence, icon=":material/check_circle:")


def advice(progress: Progress) -> str:
    """What to try where a network reads hardly better than guessing."""
    if progress.steps_done >= FEW_STEPS:
        return "That is hardly better than guessing: try a smaller learning rate."
    steps = (
        "one gradient step" if progress.steps_done == 1 else f"{progress.steps_done} gradient steps"
    )
    return f"That is hardly better than guessing after {steps}: try more images or epochs."
