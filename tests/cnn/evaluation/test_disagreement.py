"""Two networks on the same digits: who is right where, and McNemar's exact test by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.evaluation.disagreement import (
    SMALLEST_P,
    chance_margin,
    differing_digits,
    is_more_than_chance,
    mcnemar_p,
)
from tests.cnn.evaluation.test_evaluation import evaluation


def test_the_digits_on_which_two_networks_differ():
    true = [1, 2, 3, 4, 5, 6]
    first = evaluation(true, [1, 2, 0, 0, 5, 0], [0.9, 0.9, 0.6, 0.9, 0.9, 0.9])
    second = evaluation(true, [1, 0, 3, 0, 0, 0], [0.9, 0.6, 0.9, 0.9, 0.9, 0.95])
    found = differing_digits(first, second)
    # The second network's larger loss, at the fifth digit, comes first.
    assert found["first"].tolist() == [4, 1]
    assert found["second"].tolist() == [2]
    assert found["neither"].tolist() == [5, 3]
    right_by_both = set(range(6)) - {int(i) for group in found.values() for i in group}
    assert right_by_both == set(np.flatnonzero(first.is_right & second.is_right))


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (0, 5, 2 / 32),
        (1, 5, 2 * (1 + 6) / 64),
        (8, 2, 2 * (1 + 10 + 45) / 1024),
        (0, 10_000, 0.0),
    ],
)
def test_mcnemars_test_counts_the_ways_of_tossing_a_coin(first, second, p):
    assert mcnemar_p(first, second) == pytest.approx(p)
    assert mcnemar_p(second, first) == pytest.approx(p)


@pytest.mark.parametrize("differing", [0, 1, 5, 6, 45, 100, 1001, 2000])
def test_chance_puts_one_ahead_by_as_much_as_the_test_allows_and_no_more(differing):
    margin = chance_margin(differing)
    fewer = (differing - margin) // 2
    assert margin == differing - 2 * fewer
    assert mcnemar_p(fewer, differing - fewer) >= SMALLEST_P
    if fewer:
        assert mcnemar_p(fewer - 1, differing - fewer + 1) < SMALLEST_P


@given(st.integers(0, 200), st.integers(0, 200))
def test_more_than_chance_is_what_lies_beyond_its_margin(first, second):
    assert is_more_than_chance(first, second) == (
        abs(first - second) > chance_margin(first + second)
    )
