"""Widgets that show what the server holds, and are other widgets once the server has changed that.

With each message the browser says what all widgets show. Where a preset, a link or the end of a run
has changed what one shows, a message that was on its way already would put back what was there
before; so would the first one that a browser sends to a server that has been started anew. Of a
widget with another key it says nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

_SHOWN_KEY = "held_widgets"


@dataclass(frozen=True)
class _Shown:
    """What a widget shows, in which words, and its key: no earlier one of its name had that."""

    value: Any
    words: object
    key: str


def held_widget(
    name: str, value: Any, take: Callable[[Any], None], words: Callable[[Any], object] = repr
) -> tuple[str, Callable[[], None]]:
    """Just before a widget, in each run: which it is by now, and its callback.

    The value is for the widget to begin with, as its default. Not by the session state: a slow
    browser that gets the page of two reruns at once would begin with the first choice or the lowest
    number, and send that back.

    Args:
        name: of the widget, whichever it is by now.
        value: what the server holds.
        take: makes what the visitor chooses the value that is held; what it does not take is
            undone.
        words: what the browser knows a choice by, where that may change from run to run.

    Returns:
        The widget's `key` and its `on_change`.
    """
    shown: dict[str, _Shown] = st.session_state.setdefault(_SHOWN_KEY, {})
    last = shown.get(name)
    if last is None or (last.value, last.words) != (value, words(value)):
        last = shown[name] = _Shown(value, words(value), f"{name}_widget_{secrets.token_hex(4)}")
    key = last.key

    def take_choice() -> None:
        # What the browser says late of a widget that is no more is no choice.
        if shown[name].key != key:
            return
        try:
            chosen = st.session_state[key]
        except KeyError:
            return  # a run that ends only now has removed what it did not show
        shown[name] = replace(shown[name], value=chosen, words=words(chosen))
        take(chosen)

    return key, take_choice
