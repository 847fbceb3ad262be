"""Which run is best, and when nobody can tell."""

import pytest

from cnn.runs.progress import EpochResult, Progress
from cnn.runs.verdict import chance_margin, verdict


def ended(accuracy: float, test_set: str = "mnist") -> Progress:
    return Progress("finished", epochs=(EpochResult(100, 0.1, accuracy),), test_set=test_set)


def test_what_may_be_chance_is_worked_out_from_the_number_of_digits():
    # sqrt(2 x 0.99 x 0.01 / 10,000) = 0.001407; 1.96 times that is 0.00276.
    assert chance_margin(0.99, 10_000) == pytest.approx(0.00276, abs=1e-5)
    assert chance_margin(1.0, 10_000) == 0


def test_a_run_that_is_clearly_best_is_named_alone():
    found = verdict({"a": ended(0.99), "b": ended(0.98)})
    assert (found.best, found.accuracy) == (("a",), 0.99)


def test_runs_within_chance_of_each_other_are_a_tie():
    found = verdict({"a": ended(0.9880), "b": ended(0.9900), "c": ended(0.9700)})
    assert found.best == ("a", "b")


def test_runs_on_different_digits_and_unfinished_ones_are_not_compared():
    assert verdict({"a": ended(0.99), "b": ended(0.5, "synthetic")}) is None
    going_on = Progress("training", epochs=(EpochResult(100, 0.1, 0.999),))
    assert verdict({"a": ended(0.99), "b": going_on, "c": Progress()}) is None
    assert verdict({}) is None
