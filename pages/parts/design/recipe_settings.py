"""The recipe of a training run as widgets, each under the name of the recipe's own field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any, get_args

import numpy as np
import streamlit as st

from cnn.datasets import mnist_available
from cnn.errors import TrainingError
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network.recipe import (
    DEFAULT_LEARNING_RATES,
    FAST_RECIPE,
    MAX_BATCH_SIZE,
    MAX_EPOCHS,
    MAX_LABEL_SMOOTHING,
    MAX_LEARNING_RATE,
    MAX_SEED,
    MAX_TRAINING_IMAGES,
    MIN_LEARNING_RATE,
    MIN_TRAINING_IMAGES,
    Optimizer,
    Recipe,
    Schedule,
)
from cnn.runs.run_name import MAX_NAME
from pages.parts.session.theme import palette
from pages.parts.streamlit_internals import Container

# "mnist+pen" is how the pen network was made; it is not offered here.
DATA_CHOICES: Mapping[str, str] = MappingProxyType(
    {"mnist": "MNIST", "synthetic": "Synthetic pen digits"}
)
OPTIMIZERS = {"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD, momentum"}
SCHEDULES = {"constant": "Constant", "cosine": "Rise, then cosine"}
PRESETS: Mapping[str, Recipe] = MappingProxyType(
    {
        "Textbook": Recipe(),
        "Quick": Recipe(epochs=1, training_images=10_000),
        "Fast 99 %": FAST_RECIPE,
    }
)
PRESET_KEY = "train_recipe_preset"
# A preset says how to train; what to learn from and the seed stay as they are.
NOT_IN_PRESETS = ("data", "seed")
DIGITS = range(10)
SETTINGS = tuple(field.name for field in fields(Recipe) if field.name != "pen_copies")


def default_recipe() -> Recipe:
    """The recipe that the page opens with: the textbook's, on digits that are at hand."""
    return Recipe(data="mnist" if mnist_available() else "synthetic")


def chosen_recipe() -> Recipe:
    """What the widgets say.

    Raises:
        TrainingError: a setting is out of its range.
    """
    values = {name: _value(name) for name in SETTINGS}
    if values["data"] not in DATA_CHOICES:
        raise TrainingError("The data must be MNIST or synthetic pen digits.")
    return Recipe(**values)


def choose_recipe(recipe: Recipe) -> None:
    """Make the widgets say a recipe; before they are shown in a run of the script.

    Args:
        recipe: to be shown.
    """
    for name in SETTINGS:
        st.session_state[setting_key(name)] = getattr(recipe, name)


def setting_key(name: str) -> str:
    """Under which key a setting's widget keeps its value.

    Args:
        name: of a field of Recipe.

    Returns:
        The key in the session state.
    """
    return f"train_{name}"


def recipe_settings(next_name: str) -> None:
    """The widgets; what they say is for `chosen_recipe` to read.

    Args:
        next_name: what the network will be called where no name is given.
    """
    for name in SETTINGS:
        st.session_state.setdefault(setting_key(name), getattr(default_recipe(), name))
    _presets()
    st.selectbox(
        "Data",
        list(DATA_CHOICES),
        format_func=DATA_CHOICES.__getitem__,
        key=setting_key("data"),
        persist_state="session",
        help="MNIST: 60,000 digits written by American clerks and pupils. Synthetic pen digits: "
        "made on this machine from stroke templates, as many as are wanted.",
    )
    if _value("data") == "synthetic":
        _show_synthetic(_value("seed"))
    with _row():
        _whole_number(
            "Training images",
            "training_images",
            MIN_TRAINING_IMAGES,
            MAX_TRAINING_IMAGES,
            step=1000,
            help="The first so many, as equally many of each digit as there are.",
        )
        _whole_number("Epochs", "epochs", 1, MAX_EPOCHS, help="Passes over the training images.")
    with _row():
        st.selectbox(
            "Optimizer",
            get_args(Optimizer),
            format_func=OPTIMIZERS.__getitem__,
            key=setting_key("optimizer"),
            on_change=_take_usual_learning_rate,
            persist_state="session",
        )
        st.number_input(
            "Learning rate",
            MIN_LEARNING_RATE,
            MAX_LEARNING_RATE,
            step=0.0005,
            format="%g",
            key=setting_key("learning_rate"),
            persist_state="session",
        )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _whole_number("Batch size", "batch_size", 1, MAX_BATCH_SIZE, help="Images per step.")
        st.toggle(
            "Augment",
            key=setting_key("augment"),
            persist_state="session",
            width="stretch",
            help="Each image is turned, scaled and moved a little, at random, each time it is "
            "learnt from.",
        )
    with st.expander("Schedule, smoothing, seed, name"):
        _less_used(next_name)


def _presets() -> None:
    st.session_state[PRESET_KEY] = next(
        (name for name, recipe in PRESETS.items() if _is_chosen(recipe)), None
    )
    st.pills(
        "Recipe: start from",
        list(PRESETS),
        key=PRESET_KEY,
        on_change=_take_preset,
        wrap=True,
    )


def _show_synthetic(seed: int) -> None:
    """One synthetic digit of each kind, since nobody has seen them before."""
    maps = np.moveaxis(_one_of_each(seed), 0, -1) / 255
    grid = grid_for(*maps.shape[::-1][:2], columns=len(DIGITS))
    st.image(
        mosaic_png(maps, grid, palette(), strongest=1.0),
        width="stretch",
        alt="Ten synthetic pen digits, from 0 to 9",
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _one_of_each(seed: int) -> np.ndarray:
    images, labels = synthetic_digits(len(DIGITS), seed)
    return images[np.argsort(labels)]


def _less_used(next_name: str) -> None:
    with _row():
        st.selectbox(
            "Schedule",
            get_args(Schedule),
            format_func=SCHEDULES.__getitem__,
            key=setting_key("schedule"),
            persist_state="session",
            help="Of the learning rate: constant, or a short rise to it and then half a cosine "
            "down to zero.",
        )
        st.number_input(
            "Label smoothing",
            0.0,
            MAX_LABEL_SMOOTHING,
            step=0.05,
            format="%g",
            key=setting_key("label_smoothing"),
            persist_state="session",
            help="The share of the target that is spread over all ten digits.",
        )
    with _row():
        _whole_number("Seed", "seed", 0, MAX_SEED, help="Of the random start and of the shuffling.")
        st.text_input(
            "Name",
            max_chars=MAX_NAME,
            placeholder=next_name,
            key="train_name",
            persist_state="session",
        )


def _row() -> Container:
    return st.container(horizontal=True, gap="small")


def _value(name: str) -> Any:
    return st.session_state.get(setting_key(name), getattr(default_recipe(), name))


def _whole_number(
    label: str, name: str, low: int, high: int, *, step: int = 1, help: str | None = None
) -> None:
    st.number_input(
        label, low, high, step=step, key=setting_key(name), persist_state="session", help=help
    )


def _is_chosen(recipe: Recipe) -> bool:
    names = (name for name in SETTINGS if name not in NOT_IN_PRESETS)
    return all(_value(name) == getattr(recipe, name) for name in names)


def _take_preset() -> None:
    recipe = PRESETS.get(st.session_state[PRESET_KEY])
    if recipe is None:
        return
    for name in SETTINGS:
        if name not in NOT_IN_PRESETS:
            st.session_state[setting_key(name)] = getattr(recipe, name)


def _take_usual_learning_rate() -> None:
    st.session_state[setting_key("learning_rate")] = DEFAULT_LEARNING_RATES[_value("optimizer")]
