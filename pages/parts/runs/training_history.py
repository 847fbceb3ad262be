"""Training history: a run's network as it was at any of its checkpoints, from the random start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from cnn.errors import VisitorError
from cnn.network import Network
from cnn.runs.checkpoints import Checkpoint, available, load_checkpoint
from cnn.runs.run_name import clean_name
from pages.parts.runs.session_runs import SessionRun
from pages.parts.session.networks import add_network
from pages.parts.session.shared_memory import hold_network

SLIDER_KEY = "history_step"
# The slider's right end, whatever step that is. An option of its own: the slider stays at it while
# moments are added, so that the browser and the server never differ about where it stands.
LATEST = -1
# In CSS pixels: leaves room for the buttons beside it.
SLIDER_WIDTH = 600


@dataclass(frozen=True)
class Moment:
    """One of a run's checkpoints, chosen to be looked at.

    Attributes:
        checkpoint: which one.
        checkpoints: all that there are, in order.
        is_latest: whether it follows the run's latest one.
    """

    checkpoint: Checkpoint
    checkpoints: tuple[Checkpoint, ...]
    is_latest: bool

    @property
    def images(self) -> int:
        """Training images worked through by then."""
        return self.checkpoint.images


def chosen_moment(run: SessionRun) -> Moment | None:
    """The moment that the slider stands at: the latest, until the visitor moves it.

    None where the run has no checkpoint, or none any more.
    """
    checkpoints = available(run.job.folder) if run.job else ()
    if not checkpoints:
        return None
    wished = st.session_state.get("history_wished", {}).get(run.token)
    if wished is None or wished >= checkpoints[-1].step:
        return Moment(checkpoints[-1], checkpoints, is_latest=True)
    # Where that checkpoint has been thinned out, the one before stands in.
    until = [checkpoint for checkpoint in checkpoints if checkpoint.step <= wished]
    return Moment(until[-1] if until else checkpoints[0], checkpoints, is_latest=False)


def moment_slider(run: SessionRun, moment: Moment, on_run_again: Callable[[], None]) -> None:
    """The slider over a run's checkpoints, and what can be done with the moment it stands at."""
    places = {checkpoint.step: checkpoint for checkpoint in moment.checkpoints[:-1]}
    key = f"{SLIDER_KEY}_{run.token}"

    def take() -> None:
        step = st.session_state[key]
        st.session_state["history_wished"] = {run.token: None if step == LATEST else step}

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if places:
            with st.container(width=SLIDER_WIDTH):
                st.select_slider(
                    "Moment of the fine-tuning, from before it to the latest"
                    if run.is_fine_tuning
                    else "Moment of the training, from the random start to the latest",
                    [*places, LATEST],
                    LATEST if moment.is_latest else moment.checkpoint.step,
                    format_func=lambda step: (
                        "Latest" if step == LATEST else in_words(run, places[step])
                    ),
                    key=key,
                    on_change=take,
                    help="Drag it, or use the arrow keys. At its right end it follows the run.",
                )
        if st.button(
            "Use this moment",
            icon=":material/input:",
            key="use_moment",
            help="Puts the network, as it was at this moment, into the sidebar's list of networks.",
        ):
            _use(run, moment.checkpoint)
        if st.button(
            "Run again",
            icon=":material/replay:",
            key="run_again",
            disabled=run.progress.is_running or not can_run_again(run),
            help=_about_running_again(run),
        ):
            on_run_again()


def can_run_again(run: SessionRun) -> bool:
    """Whether the run can be trained once more: a fine-tuning only by the visit that has it."""
    return run.is_own or not run.is_fine_tuning


def _about_running_again(run: SessionRun) -> str:
    if not run.is_fine_tuning:
        return (
            "Trains the same design by the same recipe and seed: the same run, number for number. "
            "What you changed by hand on the way is not repeated."
        )
    if run.is_own:
        return (
            "Fine-tunes the same network on the same digits by the same plan and seed: the same "
            "run, number for number. What you changed by hand on the way is not repeated."
        )
    return "Only the visit that wrote the digits can fine-tune on them again."


def in_words(run: SessionRun, checkpoint: Checkpoint) -> str:
    """When in a run a checkpoint was written, such as "Step 1,250, epoch 3.99"."""
    if checkpoint.step == 0:
        return "Before fine-tuning" if run.is_fine_tuning else "Random start"
    return f"Step {checkpoint.step:,}, epoch {epoch_of(run, checkpoint):.2f}"


def epoch_of(run: SessionRun, checkpoint: Checkpoint) -> float:
    """Passes over the training images by then, rounded down to hundredths."""
    # No epoch is called whole before it is.
    return 100 * checkpoint.images // run.recipe.training_images / 100


def network_at(run: SessionRun, checkpoint: Checkpoint) -> Network:
    """A checkpoint's network; the latest one looked at is kept.

    Raises:
        VisitorError: the checkpoint is gone or damaged.
    """
    assert run.job is not None, "only a run whose files are there has checkpoints"
    wanted = (run.token, checkpoint)
    known = st.session_state.get("history_network")
    network = known[1].value if known and known[0] == wanted else None
    if network is None:
        st.session_state["history_network"] = None
        network = load_checkpoint(run.job.folder, checkpoint, run.architecture)
        st.session_state["history_network"] = (wanted, hold_network(network))
    return network


def _use(run: SessionRun, checkpoint: Checkpoint) -> None:
    try:
        network = network_at(run, checkpoint)
    except VisitorError as error:
        st.caption(f"This moment cannot be used: {error}")
        return
    ending = f" step {checkpoint.step}"
    add_network(clean_name(run.name)[: 40 - len(ending)] + ending, network)
    st.rerun()
