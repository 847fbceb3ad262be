"""The lie detector on cases made by hand: a liar must fail, and the true gradient must pass."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.explain.attribution import gradient_times_input
from cnn.explain.deletion import Curves
from cnn.explain.trials import (
    IncrementalScores,
    Scores,
    Trial,
    changes,
    methods_for,
    some_of_each,
    trial,
)
from cnn.explain.work import done
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from tests.designs import random_network

THREE = digit_from_strokes(next(one for one in EXAMPLES if one.digit == 3).strokes)
LINEAR = random_network(Architecture(()), 1)
SMALL = random_network(textbook((2, 3), 4), 1)


def ignores_the_network(network: Network, image: np.ndarray, digit: int) -> np.ndarray:
    """A map that shows the drawing, whatever the network has learned."""
    return image


def flat(network: Network, image: np.ndarray, digit: int) -> np.ndarray:
    return np.zeros_like(image)


def curve(area: float) -> Curves:
    """Inserted lies above deleted by so much all the way."""
    return Curves(np.array([0.0, 1.0]), np.zeros(2), np.full(2, area))


def of_areas(areas: dict[str, float], random: list[float]) -> Trial:
    maps = dict.fromkeys(areas, (THREE, THREE))
    followed = {name: curve(area) for name, area in areas.items()}
    return Trial(((), ("softmax",)), maps, followed, tuple(map(curve, random)))


def test_a_map_that_ignores_the_weights_fails():
    result = done(trial(SMALL, THREE, 3, {"liar": ignores_the_network}))
    assert result.correlations["liar"] == pytest.approx([1] * 5)
    assert result.changes("liar") is False


def test_the_gradient_of_a_linear_network_passes_both_tests():
    # The ink times its weights is exactly what a linear network adds up.
    result = done(trial(LINEAR, THREE, 3, {"true": gradient_times_input}))
    assert result.changes("true") is True
    assert result.beats_chance("true")


def test_of_a_map_that_is_the_same_all_over_nothing_is_said():
    result = done(trial(SMALL, THREE, 3, {"flat": flat}))
    assert result.changes("flat") is None
    assert result.correlations["flat"] == (None,) * 5


def test_each_step_forgets_one_layer_more_from_the_last_down():
    result = done(trial(SMALL, THREE, 3, {"flat": flat}))
    assert result.forgotten == (
        (),
        ("softmax",),
        ("softmax", "dense"),
        ("softmax", "dense", "conv2"),
        ("softmax", "dense", "conv2", "conv1"),
    )
    assert len(result.maps["flat"]) == 5
    assert len(result.random) == 20


def test_progress_grows_to_the_end():
    shares = list(trial(SMALL, THREE, 3, {"flat": flat, "liar": ignores_the_network}))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_better_than_chance_is_two_standard_deviations_above_random_orders():
    random = [0.0, 0.1, 0.2]  # mean 0.1, standard deviation 0.1
    result = of_areas({"a": 0.31, "b": 0.29}, random)
    assert result.chance == pytest.approx(0.3)
    assert result.beats_chance("a")
    assert not result.beats_chance("b")


def test_methods_that_chance_may_have_put_apart_lead_together():
    result = of_areas({"worst": 0.1, "best": 0.9, "near": 0.75}, [0.0, 0.1, 0.2])
    assert result.ranking == ["best", "near", "worst"]
    assert set(result.leaders) == {"best", "near"}


@pytest.mark.parametrize(
    ("correlation", "expected"), [(None, None), (0.7, True), (0.71, False), (-0.9, False)]
)
def test_a_map_in_the_same_or_the_opposite_order_has_not_changed(correlation, expected):
    assert changes(correlation) is expected


def test_without_a_convolution_there_is_no_grad_cam():
    assert "grad_cam" in methods_for(SMALL)
    assert "grad_cam" not in methods_for(LINEAR)


def scores(**areas: list[float]) -> Scores:
    count = len(next(iter(areas.values())))
    return Scores(
        {name: np.array(values) for name, values in areas.items()},
        np.zeros(count),
        {name: np.full(count, np.nan) for name in areas},
    )


def test_an_interval_over_digits_is_the_usual_one():
    area = scores(a=[0.1, 0.3]).area("a")
    assert area.mean == pytest.approx(0.2)
    # 1.96 x 0.1414 / sqrt(2)
    assert area.half_width == pytest.approx(0.196)


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
    result = Scores({"a": np.zeros(3)}, np.zeros(3), {"a": np.array([0.8, np.nan, 1.0])})
    assert result.correlation("a").mean == pytest.approx(0.9)
    assert result.changes("a") is False
    assert scores(a=[0.0, 0.0]).correlation("a") is None
    assert scores(a=[0.0, 0.0]).changes("a") is None


def test_a_digit_more_at_each_step_and_none_twice():
    images = np.rint(255 * np.stack([THREE, THREE.T, THREE[::-1]])).astype(np.uint8)
    tested = IncrementalScores(images)
    for step in range(5):
        assert tested.done == min(step, 3)
        tested.continue_with(SMALL)
    found = tested.scores()
    assert found.count == tested.total == 3
    assert set(found.areas) == set(methods_for(SMALL))
    assert found.changes("random") is False
    assert not np.array_equal(found.areas["gradient"][:1], found.areas["gradient"][1:2])


def test_the_first_of_each_digit_come_in_turn():
    labels = np.repeat(np.arange(10), 3)
    assert some_of_each(labels, 2).tolist() == [
        *(3 * digit for digit in range(10)),
        *(3 * digit + 1 for digit in range(10)),
    ]
