"""The design and the recipe in the page's address, so that a link shows another the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cnn.errors import ArchitectureError, TrainingError
from cnn.network.design_code import design_code, hidden_from_code
from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.recipe import Recipe
from pages.parts.design.design_editor import FIRST_DESIGN, choose_design, chosen_design, open_design
from pages.parts.design.recipe_settings import (
    DATA_CHOICES,
    choose_recipe,
    chosen_recipe,
    default_recipe,
)

DESIGN = "design"
RECIPE_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "data": "data",
        "images": "training_images",
        "augment": "augment",
        "optimizer": "optimizer",
        "rate": "learning_rate",
        "schedule": "schedule",
        "batch": "batch_size",
        "epochs": "epochs",
        "smoothing": "label_smoothing",
        "seed": "seed",
    }
)
KEYS = (DESIGN, *RECIPE_KEYS)
_READ_KEY = "address_read"
_HERE_KEY = "address_here"
_PROBLEMS_KEY = "address_problems"
_ON_OFF = {"on": True, "off": False}
# [0-9], not \d, and bounded: Python reads other scripts' digits, and very long numbers slowly.
_WHOLE = re.compile(r"[0-9]{1,10}")
_DECIMAL = re.compile(r"[0-9]{1,3}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?")


@dataclass(frozen=True)
class Found:
    """What an address says.

    Attributes:
        hidden: the design's hidden layers; they need not fit together.
        recipe: with its defaults where the address says nothing, or nothing usable.
        problems: a sentence for each part that is not usable.
    """

    hidden: tuple[LayerSpec, ...]
    recipe: Recipe
    problems: tuple[str, ...]


def settings_from(parameters: Mapping[str, Sequence[str]], defaults: Recipe) -> Found:
    """Read an address, trusting nothing.

    Args:
        parameters: the values of each key of the query, from anyone.
        defaults: the recipe where the address is silent.

    Returns:
        The settings, and what is wrong with the address.
    """
    problems = []
    hidden, recipe = FIRST_DESIGN, defaults
    for key in KEYS:
        values = parameters.get(key, ())
        try:
            if len(values) > 1:
                raise TrainingError("It is given more than once.")
            if values and key == DESIGN:
                hidden = hidden_from_code(values[0])
            elif values:
                recipe = _with(recipe, RECIPE_KEYS[key], values[0])
        except (ArchitectureError, TrainingError) as error:
            problems.append(f"The address's {key} cannot be used, and its default stands: {error}")
    return Found(hidden, recipe, tuple(problems))


def address_of(hidden: Sequence[LayerSpec], recipe: Recipe) -> dict[str, str]:
    """The settings as keys and values of a query.

    The design and the data are always among them: the default data depend on the machine.

    Args:
        hidden: the hidden layers in order.
        recipe: any that the page offers.

    Returns:
        What `settings_from` reads back; other settings that are Recipe's defaults are left out.
    """
    query = {DESIGN: design_code(hidden)}
    for key, name in RECIPE_KEYS.items():
        value = getattr(recipe, name)
        if key == "data" or value != getattr(Recipe(), name):
            query[key] = _text(value)
    return query


def read_address() -> bool:
    """Take the settings from the address when the page is opened, by a link or by going back, too.

    To be called before the settings' widgets. An address without settings changes nothing. While
    the visitor stays on the page the address only follows the settings: with each click the browser
    sends the address that it has, which in quick work is that of some clicks ago.

    Returns:
        Whether a link of another page brought the visitor here with settings.
    """
    is_opening = not st.session_state.get(_READ_KEY)
    is_arriving = not st.session_state.get(_HERE_KEY)
    came_by_history = _came_by_history()
    parameters = {key: st.query_params.get_all(key) for key in KEYS if key in st.query_params}
    if parameters and (is_arriving or came_by_history):
        found = settings_from(parameters, default_recipe())
        open_design(found.hidden) if is_opening else choose_design(found.hidden)
        choose_recipe(found.recipe)
        st.session_state[_PROBLEMS_KEY] = (found.problems, address_of(found.hidden, found.recipe))
    st.session_state[_READ_KEY] = st.session_state[_HERE_KEY] = True
    return bool(parameters) and is_arriving and not is_opening and not came_by_history


def leave_address() -> None:
    """Note that the visitor is on another page: whoever comes back may come by a link."""
    st.session_state[_HERE_KEY] = False


def write_address() -> None:
    """Bring the address up to date; what is no setting in it stays."""
    try:
        query = address_of(chosen_design(), chosen_recipe())
    except TrainingError:
        return
    now = st.query_params.to_dict()
    is_untouched = query == address_of(FIRST_DESIGN, default_recipe())
    if is_untouched and not any(key in now for key in KEYS):
        return
    wanted = query | {key: value for key, value in now.items() if key not in KEYS}
    if wanted != now:
        # At once: each change of the address is a step of the browser's history.
        st.query_params.from_dict(wanted)


def address_problems() -> tuple[str, ...]:
    """What was wrong with the address, until a setting is changed."""
    problems, read = st.session_state.get(_PROBLEMS_KEY, ((), None))
    try:
        is_unchanged = read == address_of(chosen_design(), chosen_recipe())
    except TrainingError:
        return ()
    return problems if is_unchanged else ()


def link() -> str:
    """An address that shows another person these settings, and nothing of this visitor's run.

    Raises:
        TrainingError: a setting of the recipe is out of its range.
    """
    query = urlencode(address_of(chosen_design(), chosen_recipe()))
    return f"{st.context.url or ''}?{query}"


def _with(recipe: Recipe, name: str, text: str) -> Recipe:
    value = _value(getattr(Recipe(), name), text)
    if name == "data" and value not in DATA_CHOICES:
        raise TrainingError(f"The data must be one of {', '.join(DATA_CHOICES)}.")
    return replace(recipe, **{name: value})


def _value(default: object, text: str) -> Any:
    """The text as the type of the default; as it is where it is none, for Recipe to refuse."""
    match default:
        case bool():
            return _ON_OFF.get(text, text)
        case int():
            return int(text) if _WHOLE.fullmatch(text) else text
        case float():
            return float(text) if _DECIMAL.fullmatch(text) else text
    return text


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def _came_by_history() -> bool:
    """Whether this run answers the browser's back or forward button."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
