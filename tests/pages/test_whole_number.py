"""Whole numbers from a component's script, which anyone can imitate."""

import pytest

from pages.parts.components.whole_number import whole_number


@pytest.mark.parametrize(
    "value",
    [None, "1", -1, 3, 0.5, True, {}, [1], float("nan"), float("inf"), 10**400, -(10**400), 1e308],
)
def test_what_names_no_place_is_none(value):
    assert whole_number(value, 3) is None


@pytest.mark.parametrize("value", [0, 2, 2.0])
def test_a_place_is_taken(value):
    taken = whole_number(value, 3)
    assert taken == value
    assert isinstance(taken, int)


def test_there_is_no_place_in_nothing():
    assert whole_number(0, 0) is None
