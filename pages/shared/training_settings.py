"""The settings of a training run: the recipe and the layers' sizes, as widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn.architecture import MAX_FILTERS, MAX_KERNEL_SIZE, MAX_UNITS, Architecture, textbook
from cnn.errors import VisitorError
from cnn.recipe import (
    DEFAULT_LEARNING_RATES,
    MAX_BATCH_SIZE,
    MAX_EPOCHS,
    MAX_LEARNING_RATE,
    MAX_SEED,
    MAX_TRAINING_IMAGES,
    MIN_LEARNING_RATE,
    MIN_TRAINING_IMAGES,
    Optimizer,
    Recipe,
)
from cnn.run_name import MAX_NAME, clean_name
from cnn.training.jobs import Job
from pages.shared.network_picker import OPTIMIZER_NAMES
from pages.shared.visit import network_names

TEXTBOOK_SETTINGS = {
    "epochs": 5,
    "batch_size": 64,
    "optimizer": "rmsprop",
    "learning_rate": 0.001,
    "training_images": MAX_TRAINING_IMAGES,
    "seed": 0,
    "convolutions": 3,
    "kernel_size": 3,
    "filters_1": 32,
    "filters_2": 64,
    "filters_3": 64,
    "dense_units": 64,
}
QUICK_SETTINGS = {**TEXTBOOK_SETTINGS, "epochs": 1, "training_images": 10_000}
MAX_CONVOLUTIONS = 3
# Two, or four, side by side in the settings' column and on a phone.
PAIR_WIDTH = 154
SIZE_WIDTH = 69


@dataclass(frozen=True)
class Settings:
    """What the visitor has chosen.

    Attributes:
        architecture: what to train.
        recipe: how.
        name: what to call it.
    """

    architecture: Architecture
    recipe: Recipe
    name: str


def training_settings() -> None:
    """The widgets. What they say is for `chosen_settings` to read."""
    for name, value in {**TEXTBOOK_SETTINGS, "name": ""}.items():
        st.session_state.setdefault(_key(name), value)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Textbook",
            on_click=_choose,
            args=(TEXTBOOK_SETTINGS,),
            help="All 60,000 images, 5 epochs: as in the textbook.",
        )
        st.button(
            "Quick",
            on_click=_choose,
            args=(QUICK_SETTINGS,),
            help="10,000 images, 1 epoch: done in less than half a minute.",
        )
    with _row():
        _whole_number("Epochs", "epochs", 1, MAX_EPOCHS)
        _whole_number("Batch size", "batch_size", 1, MAX_BATCH_SIZE)
    with _row():
        st.selectbox(
            "Optimizer",
            get_args(Optimizer),
            format_func=OPTIMIZER_NAMES.__getitem__,
            key=_key("optimizer"),
            on_change=_take_usual_learning_rate,
            persist_state="session",
        )
        st.number_input(
            "Learning rate",
            MIN_LEARNING_RATE,
            MAX_LEARNING_RATE,
            step=0.0005,
            format="%g",
            key=_key("learning_rate"),
            persist_state="session",
        )
    with _row():
        _whole_number(
            "Training images",
            "training_images",
            MIN_TRAINING_IMAGES,
            MAX_TRAINING_IMAGES,
            step=1000,
        )
        _whole_number("Seed", "seed", 0, MAX_SEED)
    with _row():
        st.segmented_control(
            "Convolutions",
            range(1, MAX_CONVOLUTIONS + 1),
            required=True,
            key=_key("convolutions"),
            persist_state="session",
            width=PAIR_WIDTH,
            help="Between two of them stands a 2 x 2 max pooling.",
        )
        _whole_number("Kernel size", "kernel_size", 1, MAX_KERNEL_SIZE, width=PAIR_WIDTH)
    st.caption("Filters of each convolution, units of the dense layer:")
    with _row():
        for number in range(1, _value("convolutions") + 1):
            _whole_number(f"conv{number}", f"filters_{number}", 1, MAX_FILTERS, width=SIZE_WIDTH)
        _whole_number("dense", "dense_units", 1, MAX_UNITS, width=SIZE_WIDTH)
    st.text_input(
        "Name",
        max_chars=MAX_NAME,
        placeholder=_next_name(),
        key=_key("name"),
        persist_state="session",
    )


def chosen_settings() -> Settings:
    """What the widgets say.

    Returns:
        The settings, checked.

    Raises:
        ArchitectureError: the layers do not fit together or pass a limit.
        TrainingError: a setting of the recipe is out of its range.
    """
    filters = [_value(f"filters_{number}") for number in range(1, _value("convolutions") + 1)]
    return Settings(
        textbook(filters, _value("dense_units"), _value("kernel_size")),
        Recipe(
            optimizer=_value("optimizer"),
            learning_rate=_value("learning_rate"),
            batch_size=_value("batch_size"),
            epochs=_value("epochs"),
            training_images=_value("training_images"),
            seed=_value("seed"),
        ),
        clean_name(st.session_state.get(_key("name"), "")) or _next_name(),
    )


def start_box(job: Job | None, on_start: Callable[[], None]) -> None:
    """The Start button, what it will cost or why it cannot start, and the layers it will train.

    Args:
        job: the visitor's run, if there is one.
        on_start: called when Start is pressed.
    """
    settings, problem = None, st.session_state.get("training_problem")
    try:
        settings = chosen_settings()
    except VisitorError as error:
        problem = str(error)
    is_running = job is not None and job.progress.is_running
    st.button(
        "Training" if is_running else "Start training",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        key="start_training",
        on_click=on_start,
        disabled=settings is None or is_running,
    )
    if problem:
        st.error(problem, icon=":material/error:")
    if settings is None:
        return
    layers = settings.architecture.layers
    st.markdown(f"The network to train: **{settings.architecture.parameters:,} parameters**")
    st.table(
        {
            "Layer": [layer.name for layer in layers],
            "Output": [layer.shape_text for layer in layers],
            "How the size follows": [layer.size_arithmetic for layer in layers],
            "Parameters": [layer.parameter_arithmetic for layer in layers],
        },
        hide_index=True,
        border="horizontal",
        alt="The layers of the network to train, with output shapes and parameters.",
    )


def _next_name() -> str:
    taken = set(network_names())
    return next(
        name for name in (f"mine {number}" for number in range(1, 1000)) if name not in taken
    )


def _row() -> DeltaGenerator:
    return st.container(horizontal=True, gap="small")


def _key(name: str) -> str:
    return f"train_{name}"


def _value(name: str) -> Any:
    return st.session_state.get(_key(name), TEXTBOOK_SETTINGS[name])


def _whole_number(
    label: str,
    name: str,
    low: int,
    high: int,
    *,
    step: int = 1,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    st.number_input(
        label, low, high, step=step, key=_key(name), persist_state="session", width=width
    )


def _choose(settings: dict[str, int | float | str]) -> None:
    for name, value in settings.items():
        st.session_state[_key(name)] = value


def _take_usual_learning_rate() -> None:
    st.session_state[_key("learning_rate")] = DEFAULT_LEARNING_RATES[_value("optimizer")]
