"""Numbers from strangers: what is one, and within which range."""

import pytest

from cnn.number_checks import is_number, is_whole

NO_NUMBERS = [None, "1", "", [], {}, True, False, float("nan"), 1j, b"1"]


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_what_is_no_number_lies_in_no_range(value):
    assert not is_number(value, -1e9, 1e9)
    assert not is_whole(value, -(10**9), 10**9)


@pytest.mark.parametrize("value", [0.99, 4.001, -1, 10**400, -(10**400), float("inf")])
def test_what_is_out_of_range(value):
    assert not is_number(value, 1, 4)
    assert not is_whole(value, 1, 4)


@pytest.mark.parametrize("value", [1, 4])
def test_both_ends_belong_to_a_range(value):
    assert is_whole(value, 1, 4)
    assert is_number(value, 1, 4)


def test_a_float_is_a_number_and_never_whole():
    assert is_number(2.0, 1, 4)
    assert not is_whole(2.0, 1, 4)
