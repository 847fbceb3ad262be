"""The lie detector on cases made by hand: a liar must fail, and the true gradient must pass."""

from dataclasses import replace

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.explain.attribution import gradient_times_input
from cnn.explain.deletion import Curves
from cnn.explain.trials import (
    DRAWS,
    Spread,
    Trial,
    changes,
    methods_for,
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
    redrawn = dict.fromkeys(areas, (THREE,))
    return Trial(((), ("softmax",)), maps, redrawn, followed, tuple(map(curve, random)))


def test_a_map_that_ignores_the_weights_fails():
    result = done(trial(SMALL, THREE, 3, {"liar": ignores_the_network}))
    assert result.correlations["liar"] == pytest.approx([1] * 5)
    assert result.changes("liar") is False
    assert result.kept["liar"] == Spread(
        pytest.approx(1), pytest.approx(0, abs=1e-9), pytest.approx(1)
    )


def test_the_gradient_of_a_linear_network_passes_both_tests():
    # The ink times its weights is exactly what a linear network adds up.
    result = done(trial(LINEAR, THREE, 3, {"true": gradient_times_input}))
    assert result.changes("true") is True
    assert result.beats_chance("true")


def test_of_a_map_that_is_the_same_all_over_nothing_is_said():
    result = done(trial(SMALL, THREE, 3, {"flat": flat}))
    assert result.changes("flat") is None
    assert result.correlations["flat"] == (None,) * 5


def signed_at_random(network: Network, image: np.ndarray, digit: int) -> np.ndarray:
    """A map that shows the drawing, with signs that hang on the weights."""
    signs = np.sign(network.weights["softmax"]["kernel"][:784, digit].reshape(28, 28))
    return image * signs


def test_a_map_whose_signs_alone_change_passes_and_is_said_to_keep_its_picture():
    result = done(trial(LINEAR, THREE, 3, {"signs": signed_at_random, "liar": ignores_the_network}))
    assert result.changes("signs") is True
    assert result.kept_unsigned["signs"].mean == pytest.approx(1)
    assert result.keeps_its_picture("signs")
    assert not result.keeps_its_picture("liar")


def test_all_weights_are_drawn_several_times_and_the_last_step_is_the_first_draw():
    result = done(trial(SMALL, THREE, 3, {"gradient": gradient_times_input}))
    maps = result.redrawn["gradient"]
    assert len(maps) == DRAWS
    np.testing.assert_array_equal(maps[0], result.maps["gradient"][-1])
    assert not any(np.array_equal(maps[0], one) for one in maps[1:])


@pytest.mark.parametrize(("flat_draws", "is_known"), [(2, True), (3, False)])
def test_where_most_draws_leave_a_flat_map_nothing_is_said(flat_draws, is_known):
    drawn = [np.zeros_like(THREE)] * flat_draws + [THREE] * (DRAWS - flat_draws)
    result = replace(of_areas({"a": 0.5}, [0.0, 0.1]), redrawn={"a": tuple(drawn)})
    assert (result.changes("a") is False) == is_known
    assert (result.changes("a") is None) != is_known


def test_a_probability_that_no_order_moves_by_a_twentieth_stands_still():
    assert not of_areas({"a": 0.04}, [0.0, 0.01, -0.02]).moves
    assert of_areas({"a": 0.06}, [0.0, 0.01, -0.02]).moves
    assert of_areas({"a": 0.0}, [0.0, 0.01, -0.06]).moves


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
    # Two standard deviations of a difference: 2 x sqrt(2) x 0.1 = 0.28.
    result = of_areas({"worst": 0.1, "best": 0.9, "near": 0.63, "far": 0.61}, [0.0, 0.1, 0.2])
    assert result.ranking == ["best", "near", "far", "worst"]
    assert set(result.leaders) == {"best", "near"}


@pytest.mark.parametrize(
    ("drawn", "expected"), [((THREE, THREE), False), ((THREE, -THREE), False), ((THREE.T,), True)]
)
def test_a_map_in_the_same_or_the_opposite_order_has_not_changed(drawn, expected):
    result = replace(of_areas({"a": 0.5}, [0.0, 0.1]), redrawn={"a": drawn})
    assert result.changes("a") is expected


@pytest.mark.parametrize(("size", "expected"), [(None, None), (0.7, True), (0.71, False)])
def test_a_map_has_changed_up_to_half_of_the_shared_variance(size, expected):
    assert changes(size) is expected


def test_without_a_convolution_there_is_no_grad_cam():
    assert "grad_cam" in methods_for(SMALL)
    assert "grad_cam" not in methods_for(LINEAR)
