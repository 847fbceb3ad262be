"""The recipe of a training run as widgets, each under the name of the recipe's own field.

Which there are, and what each takes, says the table `cnn.network.recipe.SETTINGS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, assert_never

import numpy as np
import streamlit as st

from cnn.datasets import mnist_available
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.glossary import term
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network.presets import RECIPES
from cnn.network.recipe import DEFAULT_LEARNING_RATES, OFFERED, Optimizer, Recipe
from cnn.network.setting import Choice, Decimal, OnOff, Place, Setting, Whole
from cnn.runs.run_name import MAX_NAME
from pages.parts.components.held_widget import held_widget
from pages.parts.components.preset_pills import preset_pills
from pages.parts.session.theme import palette
from pages.parts.words import RECIPE_NAMES, RECIPE_PURPOSES

PRESET_KEY = "train_recipe_preset"
DIGITS = range(10)
# In CSS pixels: two controls stand side by side on a phone.
DATA_WIDTH, SYNTHETIC_WIDTH, CONTROL_WIDTH = 165, 330, 165
# What each recipe to begin with is for, with the terms where they are first met.
_ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "textbook": f"The textbook's {term('recipe')}: it goes through all images five times (five "
        f"{term('epoch', 'epochs')}), 64 at a time (one {term('batch')}).",
        "quick": f"A {term('recipe')} for a first look: one {term('epoch')} of 10,000 images. It "
        "is over in seconds.",
        "fast": f"A {term('recipe')} of one {term('epoch')} with the {term('optimizer')} Adam: the "
        f"{term('learning_rate')} rises, then falls to zero. The textbook's network gets to about "
        f"99 % on {term('mnist')} in a quarter of the time.",
    }
)
_ABOUT_OWN = f"Your own {term('recipe')}. Choose one of the three above to go back to it."


def default_recipe() -> Recipe:
    """The recipe that the page opens with: the textbook's, on digits that are at hand."""
    return Recipe(data="mnist" if mnist_available() else "synthetic")


def chosen_recipe() -> Recipe:
    """What the widgets say; raises TrainingError where a setting is out of its range."""
    values: dict[str, Any] = {}
    first = default_recipe()
    for setting in OFFERED:
        values[setting.field] = _value(setting.field, first)
        setting.check_offered(values[setting.field])
    return Recipe(**values)


def choose_recipe(recipe: Recipe) -> None:
    """Make the widgets say a recipe; before they are shown in a run of the script."""
    _choose(recipe, OFFERED)


def setting_key(field: str) -> str:
    """Under which key of the session state a setting's value is, and the name of its widget."""
    return f"train_{field}"


def data_settings() -> None:
    """The widgets of what is learned from; what they say is for `chosen_recipe` to read."""
    _set_defaults()
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        for control in _controls("data"):
            with st.container(width=DATA_WIDTH):
                control()
        if _value("data") == "synthetic":
            with st.container(width=SYNTHETIC_WIDTH):
                _show_synthetic(_value("seed"))


def recipe_settings(next_name: str) -> None:
    """The widgets of how it is learned, as of `data_settings`.

    Args:
        next_name: what the network will be called where no name is given.
    """
    _set_defaults()
    _presets()
    _in_a_row(_controls("usual"))
    with st.expander("Schedule, smoothing, seed, name"):
        _in_a_row([*_controls("seldom"), partial(_name, next_name)])


def _set_defaults() -> None:
    first = default_recipe()
    for setting in OFFERED:
        st.session_state.setdefault(setting_key(setting.field), getattr(first, setting.field))


def _presets() -> None:
    preset = preset_pills(
        "Start from a recipe",
        list(RECIPES),
        RECIPE_NAMES,
        RECIPE_PURPOSES,
        is_taken=lambda key: _is_chosen(RECIPES[key]),
        key=PRESET_KEY,
        on_choice=_take_preset,
    )
    st.caption(_ABOUT_OWN if preset is None else _ABOUT[preset])


def _controls(place: Place) -> list[Callable[[], None]]:
    return [partial(_control, setting) for setting in OFFERED if setting.place == place]


def _in_a_row(controls: list[Callable[[], None]]) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for control in controls:
            with st.container(width=CONTROL_WIDTH):
                control()


def _control(setting: Setting) -> None:
    """The widget of a setting, as its row says."""
    values, value = setting.values, _value(setting.field)
    key, take = held_widget(setting_key(setting.field), value, _taker(setting))
    match values:
        case Choice():
            st.selectbox(
                setting.label,
                values.offered,
                values.offered.index(value),
                format_func=values.names.__getitem__,
                key=key,
                on_change=take,
                help=setting.help,
            )
        case Whole():
            st.number_input(
                setting.label,
                values.low,
                values.high,
                value,
                step=values.step,
                key=key,
                on_change=take,
                help=setting.help,
            )
        case Decimal():
            st.number_input(
                setting.label,
                values.low,
                values.high,
                value,
                step=values.step,
                format="%g",
                key=key,
                on_change=take,
                help=setting.help,
            )
        case OnOff():
            st.toggle(
                setting.label,
                value,
                key=key,
                on_change=take,
                width="stretch",
                help=setting.help,
            )
        case _:
            assert_never(values)


def _taker(setting: Setting) -> Callable[[Any], None]:
    """What makes a value the setting's."""

    def take(value: Any) -> None:
        if not setting.values.offers(value):
            return
        st.session_state[setting_key(setting.field)] = value
        if setting.field == "optimizer":
            _take_usual_learning_rate(value)

    return take


def _show_synthetic(seed: int) -> None:
    """One synthetic digit of each kind, since nobody has seen them before."""
    maps = np.moveaxis(_one_of_each(seed), 0, -1) / 255
    rows, _, count = maps.shape
    grid = grid_for(count, rows, columns=len(DIGITS))
    st.image(
        mosaic_png(maps, grid, palette(), strongest=1.0),
        width="stretch",
        alt="Ten synthetic pen digits, from 0 to 9",
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _one_of_each(seed: int) -> np.ndarray:
    images, labels = synthetic_digits(len(DIGITS), seed)
    return images[np.argsort(labels)]


def _name(next_name: str) -> None:
    st.text_input(
        "Name",
        max_chars=MAX_NAME,
        placeholder=next_name,
        key="train_name",
        persist_state="session",
    )


def _value(field: str, first: Recipe | None = None) -> Any:
    return st.session_state.get(setting_key(field), getattr(first or default_recipe(), field))


def _is_chosen(recipe: Recipe) -> bool:
    first = default_recipe()
    fields = (setting.field for setting in OFFERED if setting.in_presets)
    return all(_value(field, first) == getattr(recipe, field) for field in fields)


def _take_preset(preset: str) -> None:
    # What to learn from and the seed stay as they are.
    _choose(RECIPES[preset], [setting for setting in OFFERED if setting.in_presets])


def _choose(recipe: Recipe, settings: Iterable[Setting]) -> None:
    for setting in settings:
        value = getattr(recipe, setting.field)
        if setting.values.offers(value):
            st.session_state[setting_key(setting.field)] = value


def _take_usual_learning_rate(optimizer: Optimizer) -> None:
    rate = DEFAULT_LEARNING_RATES.get(optimizer)
    # Before the choice is shown again, what was chosen is whatever the browser sent.
    if rate is not None:
        st.session_state[setting_key("learning_rate")] = rate
