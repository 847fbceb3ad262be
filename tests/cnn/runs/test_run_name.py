"""A name that a visitor typed, made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.runs.run_name import MAX_NAME, clean_name


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("mine 2", "mine 2"),
        ("  small.net_1-b ", "small.net_1-b"),
        ("<script>", "script"),
        ("../../etc/passwd", "etcpasswd"),
        ("...", ""),
        ("a" * 60, "a" * MAX_NAME),
    ],
)
def test_only_harmless_characters_are_left(typed, cleaned):
    assert clean_name(typed) == cleaned


@given(st.text(max_size=30))
def test_a_clean_name_stays_as_it_is(typed):
    name = clean_name(typed)
    assert clean_name(name) == name
    assert len(name) <= MAX_NAME
