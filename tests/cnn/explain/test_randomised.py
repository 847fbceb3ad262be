"""A map that ignores the weights is found out; a true one changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing import digit_from_strokes
from cnn.explain.attribution import gradient, random_control
from cnn.explain.randomised import randomised, rank_correlation
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.architecture import Architecture
from tests.designs import networks, random_network

IMAGE = digit_from_strokes(EXAMPLES[0].strokes)
PEN = Network.load("pen")


def test_layers_forget_from_the_last_one_down():
    steps = list(randomised(PEN))
    names = ("softmax", "dense", "conv3", "conv2", "conv1")
    assert [step.layer_names for step in steps] == [names[:count] for count in range(6)]
    for step in steps:
        for name, arrays in step.network.weights.items():
            is_learned = np.array_equal(arrays["kernel"], PEN.weights[name]["kernel"])
            assert is_learned == (name not in step.layer_names)


@given(networks())
def test_any_network_can_forget_and_still_reads(network):
    for step in randomised(network):
        assert np.isfinite(step.network.predict(IMAGE[np.newaxis])).all()


def test_the_network_itself_forgets_nothing():
    before = {name: arrays["kernel"].copy() for name, arrays in PEN.weights.items()}
    list(randomised(PEN))
    assert all(np.array_equal(PEN.weights[name]["kernel"], before[name]) for name in before)


def test_a_map_that_ignores_the_weights_stays_and_so_is_found_out():
    found = [random_control(step.network, IMAGE, 0) for step in randomised(PEN)]
    assert all(rank_correlation(found[0], one) == pytest.approx(1) for one in found)


def test_the_true_gradient_of_a_linear_network_changes_altogether():
    linear = random_network(Architecture(()), 1)
    first, last = (gradient(step.network, IMAGE, 0) for step in randomised(linear))
    assert abs(rank_correlation(first, last)) < 0.15


def test_ranks_by_hand_with_ties():
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: covariance 4.5, spreads 4.5 and 5.
    first, second = np.array([1, 5, 5, 9]), np.array([0, 1, 2, 3])
    assert rank_correlation(first, second) == pytest.approx(4.5 / np.sqrt(4.5 * 5))


def test_a_map_that_is_the_same_all_over_has_no_ranks():
    assert rank_correlation(np.zeros((2, 2)), np.arange(4)) is None


@given(st.lists(st.integers(-3, 3), min_size=2, max_size=30), st.integers(0, 99))
def test_correlation_asks_for_order_alone(numbers, seed):
    values = np.array(numbers, float)
    other = np.random.default_rng(seed).normal(size=len(values))
    expected = rank_correlation(values, other)
    found = rank_correlation(np.exp(values), other)
    assert found == pytest.approx(expected) if expected is not None else found is None
