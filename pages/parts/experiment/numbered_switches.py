"""Clicks that silence parts or bring them back, each with a number, so that none is lost or counted
twice: the browser tells of them until it has been told that they were heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import streamlit as st

from pages.parts.components.whole_number import whole_number

# Of the clicks that are heard at once, and of their numbers, which are whole in JavaScript, too.
MOST_CLICKS, LAST_NUMBER = 1000, 2**53


class Switch(NamedTuple):
    """One click.

    Attributes:
        number: the first one has 1; a later one has a larger one.
        part: which filter or unit.
        is_silenced: whether it is from now on.
    """

    number: int
    part: int
    is_silenced: bool


def heard_switches(key: str) -> int:
    """The number of the last click of a component that was heard in this visit; 0 for none."""
    return st.session_state.get(_heard_key(key), 0)


def switches_data(key: str, owner: str, silenced: Iterable[int]) -> dict[str, object]:
    """What `numbered_switches.js` is told: whose parts, which clicks were heard, what came of them.

    Args:
        key: of the component in the session state.
        owner: the token of the network whose parts they are.
        silenced: numbers of those that are silenced now.
    """
    return {"owner": owner, "heard": heard_switches(key), "pressed": sorted(silenced)}


def take_switches(
    key: str, sent: object, count: int, on_switch: Callable[[int, bool], None]
) -> None:
    """Take what a component has sent of its clicks, but for those that were heard before.

    Args:
        key: of the component in the session state.
        sent: what came from the browser, where anyone may have made it.
        count: of the parts.
        on_switch: called with a part, and whether it is silenced from now on; where it does not
            come to its end, the click is not heard and will be told again.
    """
    for switch in _switches(sent, count):
        if switch.number > heard_switches(key):
            on_switch(switch.part, switch.is_silenced)
            st.session_state[_heard_key(key)] = switch.number


def _switches(sent: object, count: int) -> Iterator[Switch]:
    for one in sent[:MOST_CLICKS] if isinstance(sent, list) else ():
        match one:
            case [number, part, bool(is_silenced)]:
                number, part = whole_number(number, LAST_NUMBER), whole_number(part, count)
                if number is not None and part is not None:
                    yield Switch(number, part, is_silenced)


def _heard_key(key: str) -> str:
    return f"{key}_heard"
