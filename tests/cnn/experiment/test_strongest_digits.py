"""The largest sums of a layer over test digits, held to all sums sorted."""

import numpy as np
import pytest

from cnn.cells.strongest import KEPT
from cnn.experiment.strongest_digits import StrongestSearch, sums_of
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from tests.designs import random_network

PEN = Network.load("pen")
IMAGES, _ = synthetic_digits(150, 3)
INKED = IMAGES.astype(np.float32) / 255


@pytest.mark.parametrize("name", ["conv2", "pool1", "dense", "softmax"])
def test_the_largest_sums_come_first_with_their_digit_and_cell(name: str):
    search = StrongestSearch(PEN.architecture.layer(name), IMAGES)
    while search.read < search.total:
        search.continue_with(PEN)
    found = search.result()
    sums = PEN.forward_with_sums(INKED).sums[name]
    largest = sums.reshape(150, -1, sums.shape[-1]).max(axis=1)
    expected = -np.sort(-largest, axis=0)[:KEPT]
    np.testing.assert_allclose(found.values, expected, atol=1e-4)
    for place, number in ((0, 0), (KEPT - 1, 3)):
        cell = (found.rows[place, number], found.columns[place, number])
        at = (found.digits[place, number], *(cell if sums.ndim == 4 else ()), number)
        assert sums[at] == pytest.approx(found.values[place, number], abs=1e-4)


def test_a_layers_sums_are_those_of_the_whole_network():
    passed = PEN.forward_with_sums(INKED[:3])
    for layer in PEN.architecture.layers:
        found = sums_of(PEN, INKED[:3], layer.name)
        np.testing.assert_allclose(found, passed.sums[layer.name], atol=1e-5)


def test_sums_that_overflow_end_the_search():
    network = random_network(Architecture((Conv2D(2), Conv2D(2))), 0)
    network.weights["conv1"]["kernel"][:] = 3e38
    search = StrongestSearch(network.architecture.layer("conv2"), IMAGES)
    search.continue_with(network)
    assert search.overflows
    read = search.read
    search.continue_with(network)
    assert search.read == read
