"""A logit is what its votes add up to, and a vote what its places bring, whatever the design."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.explain.votes import behind, votes
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import MaxPool2D
from tests.designs import architectures, random_network, seeds

IMAGE = np.random.default_rng(5).random((28, 28), dtype=np.float32)
PEN = Network.load("pen")
digits = st.integers(0, 9)

# Named by what softmax reads, and by how many voters there are.
DESIGNS = {
    "dense": (textbook((4, 5), 6), "unit", "dense", 6),
    "several dense": (
        Architecture((Conv2D(3), MaxPool2D(), Dense(7), Dropout(0.5), Dense(6), Dense(5))),
        "unit",
        "dense3",
        5,
    ),
    "dropout last": (Architecture((Conv2D(3), Dense(7), Dropout(0.5))), "unit", "dense", 7),
    "global pooling": (
        Architecture((Conv2D(4), BatchNormalization(), GlobalAveragePooling2D())),
        "map",
        "global_pool",
        4,
    ),
    "no hidden dense layer": (Architecture((Conv2D(4), MaxPool2D())), "cells", "pool1", 4),
    "no layer at all": (Architecture(()), "cells", None, 1),
}


def found(network: Network, digit: int = 3, against: int | None = None):
    return votes(network, network.forward_with_sums(IMAGE[np.newaxis]), digit, against)


@pytest.mark.parametrize("name", DESIGNS)
def test_who_votes_follows_from_the_design(name):
    architecture, voter, layer, count = DESIGNS[name]
    result = found(random_network(architecture))
    assert result.voter == voter
    assert (result.layer.name if result.layer else None) == layer
    assert len(result.products) == count


@given(architectures(), seeds, digits, st.none() | digits)
def test_votes_and_bias_add_up_to_the_logit(architecture, seed, digit, against):
    network = random_network(architecture, seed)
    result = found(network, digit, against)
    size = abs(result.products).sum() + abs(result.bias)
    assert result.total == pytest.approx(result.logit, abs=1e-5 * (1 + size))


@given(architectures(), seeds, digits, st.data())
def test_what_is_behind_a_voter_adds_up_to_its_number(architecture, seed, digit, data):
    network = random_network(architecture, seed)
    result = found(network, digit)
    voter = data.draw(st.integers(0, len(result.products) - 1))
    below = behind(network, IMAGE, voter, digit)
    if result.voter == "cells":
        assert below.maps[voter] == pytest.approx(result.products[voter], rel=1e-4, abs=1e-5)
        assert below.biases == 0
        return
    size = abs(below.places).sum() + abs(below.biases)
    assert below.places.sum() + below.biases == pytest.approx(below.total, abs=1e-5 * (1 + size))
    is_stopped = result.layer.spec.activation == "relu" and below.total < 0
    assert result.values[voter] == pytest.approx(0 if is_stopped else below.total, abs=1e-6)


def test_behind_a_unit_of_the_only_dense_layer_stand_its_own_weights_and_bias():
    passed = PEN.forward_with_sums(IMAGE[np.newaxis])
    kernel = PEN.weights["dense"]["kernel"][:, 9].reshape(3, 3, 64)
    below = behind(PEN, IMAGE, 9, 3)
    assert below.layer.name == "conv3"
    np.testing.assert_allclose(below.places, kernel * passed.activations["conv3"][0], atol=1e-6)
    assert below.biases == float(PEN.weights["dense"]["bias"][9])


def test_biases_of_hidden_layers_count_by_the_way_that_is_open_to_them():
    network = random_network(Architecture((Conv2D(2), Dense(5), Dense(3))), 4)
    first, second = (network.weights[name] for name in ("dense1", "dense2"))
    is_open = network.forward(IMAGE[np.newaxis])["dense1"][0] > 0
    expected = second["bias"][1] + (first["bias"] * is_open) @ second["kernel"][:, 1]
    assert 0 < is_open.sum() < 5
    assert behind(network, IMAGE, 1, 3).biases == pytest.approx(float(expected), abs=1e-6)


def test_the_strongest_place_of_a_map_is_where_most_is_brought_or_taken_away():
    below = behind(PEN, IMAGE, 9, 3)
    for number in below.strongest_first[:5]:
        row, column = below.strongest_place(number)
        assert abs(below.places[row, column, number]) == abs(below.places[..., number]).max()


def test_of_global_pooling_each_cell_has_its_share_of_the_mean():
    network = random_network(DESIGNS["global pooling"][0])
    passed = network.forward_with_sums(IMAGE[np.newaxis])
    below = behind(network, IMAGE, 2, 0)
    np.testing.assert_allclose(
        below.places[..., 2], passed.activations["batch_norm"][0, ..., 2] / 26**2, atol=1e-6
    )
    assert not below.places[..., [0, 1, 3]].any()
    assert below.biases == pytest.approx(0, abs=1e-5)


def test_why_not_another_digit_is_the_difference_of_the_two():
    four, nine, apart = found(PEN, 4), found(PEN, 9), found(PEN, 4, against=9)
    np.testing.assert_allclose(apart.products, four.products - nine.products, atol=1e-9)
    assert apart.logit == pytest.approx(four.logit - nine.logit, abs=1e-5)


def test_silent_units_are_counted_and_stand_in_no_order():
    result = found(PEN)
    order = result.strongest_first
    assert len(order) + result.silent == 64
    assert all(result.products[order])
    assert list(abs(result.products[order])) == sorted(abs(result.products[order]), reverse=True)
