"""Verdicts from numbers: the best, or those that are too close to call."""

from cnn.ties import largest, smallest


def test_one_that_is_clearly_best_stands_alone():
    assert smallest({"max": 0.84, "average": 0.87}, 0.01) == ("max",)
    assert largest({"max": 0.84, "average": 0.87}, 0.01) == ("average",)


def test_those_within_the_margin_of_the_best_are_a_tie():
    assert smallest({"max": 0.840, "average": 0.839, "second": 0.95}, 0.005) == ("max", "average")
    assert largest({7: 0.95, 9: 0.949, 4: 0.7}, 0.005) == (7, 9)


def test_equal_values_are_a_tie_without_any_margin():
    assert smallest({"a": 1.0, "b": 1.0}, 0) == ("a", "b")
