"""Clicks that are told until they were heard: each counts once, whatever was lost or told twice."""

from collections.abc import Iterator

import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from pages.parts.experiment.numbered_switches import heard_switches, take_switches

COUNT = 32
CLICKS = some.lists(some.tuples(some.integers(0, COUNT - 1), some.booleans()), max_size=12)
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)


@pytest.fixture(autouse=True)
def visit() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "session_state", {})
        yield


def taken(*messages: object) -> list[tuple[int, bool]]:
    """What a new visit makes of messages of one component."""
    st.session_state.clear()
    switches: list[tuple[int, bool]] = []
    for sent in messages:
        take_switches("parts", sent, COUNT, lambda *switch: switches.append(switch))
    return switches


@given(CLICKS, some.data())
def test_each_click_counts_once_in_its_order_though_messages_were_lost_or_came_twice(clicks, data):
    numbered = [[number, *click] for number, click in enumerate(clicks, start=1)]
    messages, first = [], 0
    for end in range(1, len(numbered) + 1):
        if data.draw(some.booleans(), label="arrives") or end == len(numbered):
            messages += [numbered[first:end]] * data.draw(some.integers(1, 2), label="times")
            first = data.draw(some.integers(first, end), label="known to be heard")
    assert taken(*messages) == clicks
    assert heard_switches("parts") == len(clicks)


def test_a_number_may_come_as_javascript_writes_it():
    assert taken([[1.0, 3.0, True]]) == [(3, True)]


@given(ANYTHING)
def test_what_is_no_click_is_passed_over(sent):
    assert taken(sent) == []
    assert taken([sent, [1, 5, True]]) == [(5, True)]


@pytest.mark.parametrize(
    "forged",
    [
        [0, 1, True],
        [1, COUNT, True],
        [1, -1, True],
        [1, 1, 1],
        [1, 1],
        [2**53, 1, True],
        [1.5, 1, True],
    ],
)
def test_a_click_that_cannot_be_is_passed_over(forged):
    assert taken([forged]) == []


def test_a_click_of_which_nothing_came_is_not_heard():
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take_switches("parts", [[1, 5, True]], COUNT, fail)
    assert heard_switches("parts") == 0
