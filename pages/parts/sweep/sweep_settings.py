"""The widgets of a sweep: which settings vary, their values, and which combinations are trained."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.presets import RECIPES
from cnn.network.recipe import Recipe
from cnn.network.setting import Choice, OnOff
from cnn.sweeps.plan import MAX_AXES, MAX_RUNS, Axis, SweepPlan
from cnn.sweeps.settings import PRESETS, SETTING, SETTINGS, SweepSetting, Value
from pages.parts.components.held_widget import held_widget
from pages.parts.components.preset_pills import preset_pills
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.sweep.sweep_words import MODES, PRESET_NAMES, PRESET_PURPOSES, Mode

SETTINGS_KEY = "sweep_settings"
MODE_KEY, DRAWS_KEY, SHORT_KEY = "sweep_mode", "sweep_draws", "sweep_short"
_PRESET_KEY, _CHANCE_KEY = "sweep_preset", "sweep_chance"
FIRST_PRESET, FIRST_DRAWS = "size", 8
MAX_TEXT = 160
# In CSS pixels: two stand side by side on a phone.
VALUES_WIDTH, NUMBER_WIDTH = 300, 165
_SEPARATORS = re.compile(r"[,;\s]+")
SHORT = RECIPES["quick"]


def values_key(setting: SweepSetting) -> str:
    """Under which key of the session state a setting's values are, and the name of their widget."""
    return f"sweep_values_{setting.key}"


def chosen_plan(hidden: tuple[LayerSpec, ...], recipe: Recipe) -> SweepPlan:
    """What the widgets say, as changes of a design and a recipe.

    Raises:
        TrainingError: no setting is chosen or too many, a value is none, or it is too many runs.
    """
    axes = tuple(
        Axis(setting.key, _chosen_values(setting)) for setting in SETTINGS if _is_chosen(setting)
    )
    is_random = st.session_state.get(MODE_KEY) == "random"
    draws = st.session_state.get(DRAWS_KEY, FIRST_DRAWS) if is_random else None
    return SweepPlan(hidden, _base(recipe), axes, draws, st.session_state.get(_CHANCE_KEY, 0))


def sweep_settings() -> None:
    """The widgets; what they say is for `chosen_plan` to read."""
    _set_defaults()
    _presets()
    key, take = _held(SETTINGS_KEY)
    st.pills(
        f"Settings that the runs differ in (at most {MAX_AXES})",
        [setting.key for setting in SETTINGS],
        default=st.session_state[SETTINGS_KEY],
        format_func=lambda key: SETTING[key].label,
        selection_mode="multi",
        key=key,
        on_change=take,
        wrap=True,
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        for setting in SETTINGS:
            if _is_chosen(setting):
                with st.container(width=VALUES_WIDTH):
                    _values(setting)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        mode: Mode = segmented_choice("Combinations", MODES, "grid", key=MODE_KEY, wrap=True)
        if mode == "random":
            with st.container(width=NUMBER_WIDTH):
                st.number_input("How many", 1, MAX_RUNS, key=DRAWS_KEY, persist_state="session")
            st.button(
                "Draw others", icon=":material/casino:", key="sweep_redraw", on_click=_draw_others
            )
    st.toggle(
        f"Short runs: {SHORT.epochs} epoch of at most {SHORT.training_images:,} images",
        key=SHORT_KEY,
        persist_state="session",
        help="Enough to tell good choices from bad ones. Without it, each run goes through as many "
        "images and epochs as the recipe under Design says.",
    )


def _base(recipe: Recipe) -> Recipe:
    if not st.session_state.get(SHORT_KEY, True):
        return recipe
    images = min(recipe.training_images, SHORT.training_images)
    return replace(recipe, epochs=SHORT.epochs, training_images=images)


def _set_defaults() -> None:
    st.session_state.setdefault(SETTINGS_KEY, list(PRESETS[FIRST_PRESET]))
    st.session_state.setdefault(DRAWS_KEY, FIRST_DRAWS)
    st.session_state.setdefault(SHORT_KEY, True)
    for setting in SETTINGS:
        st.session_state.setdefault(values_key(setting), _offered(setting))


def _presets() -> None:
    preset_pills(
        "Start from a sweep",
        list(PRESETS),
        PRESET_NAMES,
        PRESET_PURPOSES,
        is_taken=lambda key: _is_as_offered(PRESETS[key]),
        key=_PRESET_KEY,
        on_choice=_take_preset,
    )


def _values(setting: SweepSetting) -> None:
    key, take = _held(values_key(setting))
    values = st.session_state[values_key(setting)]
    match setting.values:
        case Choice() | OnOff():
            st.pills(
                setting.label,
                _offered(setting),
                default=values,
                format_func=setting.name_of,
                selection_mode="multi",
                key=key,
                on_change=take,
                help=setting.help,
                wrap=True,
            )
        case _:
            st.text_input(
                f"{setting.label}: values",
                values,
                max_chars=MAX_TEXT,
                key=key,
                on_change=take,
                help=f"{setting.help} Put commas between the values.",
            )


def _offered(setting: SweepSetting) -> list[Value] | str:
    """What its widget has at first: the choices, or the numbers as they are typed."""
    match setting.values:
        case Choice() as choice:
            return list(choice.offered)
        case OnOff():
            return list(setting.offered)
        case _:
            return ", ".join(f"{value:g}" for value in setting.offered)


def _chosen_values(setting: SweepSetting) -> tuple[Value, ...]:
    held = st.session_state.get(values_key(setting), _offered(setting))
    if isinstance(held, str):
        pieces = [piece for piece in _SEPARATORS.split(held[:MAX_TEXT]) if piece]
        return tuple(setting.values.from_text(piece) for piece in pieces)  # type: ignore[misc]
    return tuple(held)


def _is_chosen(setting: SweepSetting) -> bool:
    return setting.key in st.session_state.get(SETTINGS_KEY, PRESETS[FIRST_PRESET])


def _is_as_offered(settings: Sequence[str]) -> bool:
    chosen = st.session_state[SETTINGS_KEY]
    return set(chosen) == set(settings) and all(
        st.session_state[values_key(SETTING[key])] == _offered(SETTING[key]) for key in settings
    )


def _held(key: str) -> tuple[str, Callable[[], None]]:
    """The key and the callback of the widget that shows what the session state has under a key."""
    return held_widget(key, st.session_state[key], partial(st.session_state.__setitem__, key))


def _take_preset(preset: str) -> None:
    settings = PRESETS[preset]
    st.session_state[SETTINGS_KEY] = list(settings)
    for key in settings:
        st.session_state[values_key(SETTING[key])] = _offered(SETTING[key])


def _draw_others() -> None:
    st.session_state[_CHANCE_KEY] = st.session_state.get(_CHANCE_KEY, 0) + 1
