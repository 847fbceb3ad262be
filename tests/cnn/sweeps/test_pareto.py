"""Which of several costs and gains no other one beats."""

from hypothesis import given
from hypothesis import strategies as st

from cnn.sweeps.pareto import pareto_front


def test_the_front_goes_from_the_cheapest_to_the_best():
    costs = [30, 10, 20, 40, 25]
    gains = [0.9, 0.5, 0.8, 0.85, 0.7]
    assert pareto_front(costs, gains) == [1, 2, 0]


def test_one_that_costs_more_for_the_same_is_beaten():
    assert pareto_front([1, 2], [0.5, 0.5]) == [0]


def test_one_that_brings_less_for_the_same_is_beaten():
    assert pareto_front([1, 1], [0.5, 0.6]) == [1]


def test_of_equals_all_are_on_the_front():
    assert pareto_front([1, 1, 2], [0.5, 0.5, 0.4]) == [0, 1]


def test_of_nothing_there_is_no_front():
    assert pareto_front([], []) == []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_it_is_all_that_no_other_one_beats(points):
    costs, gains = [one for one, _ in points], [other for _, other in points]

    def beats(one, other):
        return one[0] <= other[0] and one[1] >= other[1] and one != other

    unbeaten = [p for p, point in enumerate(points) if not any(beats(o, point) for o in points)]
    assert sorted(pareto_front(costs, gains)) == unbeaten
