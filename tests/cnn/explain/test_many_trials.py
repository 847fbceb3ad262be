"""The lie detector over many digits: means, intervals, and what may be chance."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.explain.many_trials import IncrementalScores, Scores, some_of_each, student_t
from cnn.explain.trials import methods_for
from cnn.handwriting.examples import EXAMPLES
from cnn.network.architecture import textbook
from tests.designs import random_network

THREE = digit_from_strokes(next(one for one in EXAMPLES if one.digit == 3).strokes)
SMALL = random_network(textbook((2, 3), 4), 1)


def scores(**areas: list[float]) -> Scores:
    count = len(next(iter(areas.values())))
    return Scores(
        {name: np.array(values) for name, values in areas.items()},
        np.zeros(count),
        {name: np.full(count, np.nan) for name in areas},
        {name: np.full(count, np.nan) for name in areas},
    )


def test_an_interval_over_digits_is_students():
    area = scores(a=[0.1, 0.3] * 5).area("a")
    assert area.mean == pytest.approx(0.2)
    # 2.262 x 0.10541 / sqrt(10)
    assert area.half_width == pytest.approx(0.0754, rel=1e-3)


@pytest.mark.parametrize(
    ("freedom", "table"), [(4, 2.776), (9, 2.262), (19, 2.093), (99, 1.984), (10**9, 1.960)]
)
def test_students_t_is_that_of_printed_tables(freedom, table):
    assert student_t(freedom) == pytest.approx(table, rel=0.003)


def test_methods_are_compared_on_the_same_digits():
    # Both vary from digit to digit, but b is always 0.1 below.
    result = scores(a=[0.1, 0.5, 0.9], b=[0.0, 0.4, 0.8], c=[0.9, 0.5, 0.05])
    assert set(result.leaders) == {"a", "c"}
    assert result.ranking == ["a", "c", "b"]


def test_beating_random_orders_over_many_digits_takes_an_interval_above_zero():
    assert scores(a=[0.2, 0.3, 0.25]).beats_chance("a")
    assert not scores(a=[0.9, -0.8, 0.1]).beats_chance("a")
    assert not scores(a=[0.9]).beats_chance("a")


def test_correlations_of_flat_maps_are_left_out():
    kept = {"a": np.array([0.8, np.nan, 1.0])}
    result = Scores({"a": np.zeros(3)}, np.zeros(3), kept, kept)
    assert result.correlation("a").mean == pytest.approx(0.9)
    assert result.changes("a") is False
    assert scores(a=[0.0, 0.0]).correlation("a") is None
    assert scores(a=[0.0, 0.0]).changes("a") is None


def test_a_method_more_at_each_step_and_no_digit_twice():
    images = np.rint(255 * np.stack([THREE, THREE.T, THREE[::-1]])).astype(np.uint8)
    tested = IncrementalScores(images)
    # The last step of a digit is that of the random orders.
    steps = len(methods_for(SMALL)) + 1
    for step in range(3 * steps + 2):
        assert tested.done == min(step // steps, 3)
        tested.continue_with(SMALL)
    found = tested.scores()
    assert found.count == tested.total == 3
    assert set(found.areas) == set(methods_for(SMALL))
    assert found.changes("random") is False
    assert found.unsigned_correlation("random").mean == pytest.approx(1)
    assert not np.array_equal(found.areas["gradient"][:1], found.areas["gradient"][1:2])


def test_the_first_of_each_digit_come_in_turn():
    labels = np.repeat(np.arange(10), 3)
    assert some_of_each(labels, 2).tolist() == [
        *(3 * digit for digit in range(10)),
        *(3 * digit + 1 for digit in range(10)),
    ]
