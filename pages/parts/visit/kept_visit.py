"""A visit goes on after a reload, and on another server when its own has ended: its tab keeps it.

What a visit holds is small: the drawing, the digit, which network was chosen, settings. The tab
tells them to a server that does not know the visit, before anything is drawn.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import streamlit as st

from pages.parts.components.inline_component import inline_component
from pages.parts.visit.kept_parts import DRAWING, PARTS

_VISIT_KEY, _TOLD_KEY = "kept_visit", "kept_visit_told"
_component = inline_component(__file__, "page_at_rest.js")


def regain_visit() -> None:
    """On every page, before anything reads what a visit holds: take what the tab has kept."""
    result = _component(
        data={"visit": _visit(), "is_told": was_regained()},
        key="kept_visit_teller",
        on_kept_change=_rerun,
    )
    if result.kept is not None:
        take_kept_visit(result.kept)


def keep_visit(place: str = "page") -> None:
    """At a page's end, and that of a fragment which changes more than a widget: let it be kept.

    Args:
        place: which of the two.
    """
    _keep(place, {name: part.now for name, part in PARTS.items() if name != DRAWING})


def keep_drawing() -> None:
    """The same where there is a canvas; a drawing is larger than all the rest."""
    _keep("drawing", {name: part.now for name, part in PARTS.items()})


def take_kept_visit(kept: object) -> None:
    """Go on as a tab says that its visit was; of what is malformed, from anyone, nothing is taken.

    A server that knows the visit knows it better.
    """
    if not isinstance(kept, Mapping) or kept.get("visit") == _visit():
        return
    if was_regained():
        return
    for name, part in PARTS.items():
        if kept.get(name) is not None:
            part.take(kept[name])
    # Last: another run may cut this one short, and the tab then tells all of it again.
    st.session_state[_TOLD_KEY] = True


def was_regained() -> bool:
    """Whether this visit began elsewhere, or before a reload."""
    return st.session_state.get(_TOLD_KEY, False)


def _keep(key: str, parts: Mapping[str, Callable[[], object]]) -> None:
    data = {
        "visit": _visit(),
        "is_told": was_regained(),
        "parts": {name: now() for name, now in parts.items()},
    }
    _component(data=data, key=f"kept_visit_{key}")


def _visit() -> str:
    """Tells visits of one tab apart, no more."""
    return st.session_state.setdefault(_VISIT_KEY, secrets.token_urlsafe(9))


def _rerun() -> None:
    """What the tab tells draws the page anew, which is all that is wanted of it."""
