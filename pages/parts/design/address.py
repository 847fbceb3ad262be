"""The design and the recipe in the page's address, so that a link shows another the same."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from cnn.errors import TrainingError
from cnn.network.presets import FIRST_DESIGN
from cnn.runs.address import KEYS, address_of, settings_from
from pages.parts.design.design_editor import choose_design, chosen_design, open_design
from pages.parts.design.recipe_settings import choose_recipe, chosen_recipe, default_recipe
from pages.parts.streamlit_internals import came_by_history

_READ_KEY = "address_read"
_HERE_KEY = "address_here"
_PROBLEMS_KEY = "address_problems"


def read_address() -> bool:
    """Take the settings from the address when the page is opened, by a link or by going back, too.

    To be called before the settings' widgets. An address without settings changes nothing. While
    the visitor stays on the page the address only follows the settings: with each click the browser
    sends the address that it has, which in quick work is that of some clicks ago. True where a link
    of another page brought the visitor here with settings.
    """
    is_opening = not st.session_state.get(_READ_KEY)
    is_arriving = not st.session_state.get(_HERE_KEY)
    is_back_or_forward = came_by_history()
    parameters = {key: st.query_params.get_all(key) for key in KEYS if key in st.query_params}
    if parameters and (is_arriving or is_back_or_forward):
        found = settings_from(parameters, default_recipe())
        open_design(found.hidden) if is_opening else choose_design(found.hidden)
        choose_recipe(found.recipe)
        st.session_state[_PROBLEMS_KEY] = (found.problems, address_of(found.hidden, found.recipe))
    st.session_state[_READ_KEY] = st.session_state[_HERE_KEY] = True
    return bool(parameters) and is_arriving and not is_opening and not is_back_or_forward


def was_addressed() -> bool:
    """Whether this visit has taken settings from an address."""
    return _PROBLEMS_KEY in st.session_state


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
