"""What was clicked in a chart is taken from anyone, and used only where it is a place in it."""

import pytest
import streamlit as st

from pages.parts.components.selected_points import selected_place, selected_points


@pytest.fixture
def chart(monkeypatch):
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def test_the_first_point_that_is_selected_has_its_place(chart):
    chart["key"] = {"selection": {"points": [{"point_index": 3}, {"point_index": 1}]}}
    assert selected_place("key", 4) == 3
    assert selected_place("key", 3) is None
    assert [point["point_index"] for point in selected_points("key")] == [3, 1]


@pytest.mark.parametrize(
    "said",
    [
        *(None, 5, "x", [], {}, {"selection": 5}, {"selection": {}}),
        *({"selection": {"points": said}} for said in (None, 5, "x", {}, [], [5], [None, "x"])),
        *(
            {"selection": {"points": [{"point_index": said}]}}
            for said in (None, -1, 10**400, 0.5, float("nan"), True, "0", [0])
        ),
        {"selection": {"points": [{}]}},
    ],
    ids=str,
)
def test_what_is_no_place_is_none(chart, said):
    chart["key"] = said
    assert selected_place("key", 4) is None


def test_a_chart_that_the_page_no_longer_shows_has_none(chart):
    assert selected_points("key") == []
