"""Networks of huge but finite weights: refused by name of their layer; none that has learned is."""

import numpy as np
import pytest

from cnn.errors import NetworkFileError
from cnn.lessons.trained_results import lab_network
from cnn.network import PRETRAINED, Network
from cnn.network.magnitudes import LARGEST_SUM, LARGEST_WEIGHT, check_magnitudes

IMAGES = np.stack([np.ones((28, 28), np.float32), np.eye(28, dtype=np.float32)])
PEN = Network.load("pen")


def with_weights(layer: str, **arrays: np.ndarray) -> Network:
    weights = {**PEN.weights, layer: PEN.weights[layer] | arrays}
    return Network(PEN.architecture, weights)


@pytest.mark.parametrize("layer", ["conv1", "conv3", "dense", "softmax"])
@pytest.mark.parametrize("size", [1e30, -1e30, 3e38, 1e7])
def test_one_huge_weight_is_enough_to_be_refused(layer, size):
    kernel = PEN.weights[layer]["kernel"].copy()
    kernel.flat[-1] = size
    with pytest.raises(NetworkFileError, match=rf"The weights of {layer} are .*\.$"):
        check_magnitudes(with_weights(layer, kernel=kernel), IMAGES)


def test_a_huge_bias_is_refused_as_well():
    bias = np.full(10, LARGEST_WEIGHT * 2, np.float32)
    with pytest.raises(NetworkFileError, match="weights of softmax"):
        check_magnitudes(with_weights("softmax", bias=bias), IMAGES)


def test_weights_that_are_bearable_one_by_one_and_not_together_are_refused():
    network = PEN
    for layer in ("conv1", "conv2", "conv3", "dense"):
        kernel = np.full_like(PEN.weights[layer]["kernel"], LARGEST_WEIGHT / 10)
        weights = {**network.weights, layer: network.weights[layer] | {"kernel": kernel}}
        network = Network(PEN.architecture, weights)
    with pytest.raises(NetworkFileError, match=r"The sums of conv\d are .*\.$"):
        check_magnitudes(network, IMAGES)


@pytest.mark.parametrize("name", [*PRETRAINED, "strided", "dense", "shifted"])
def test_networks_that_have_learned_are_far_from_the_limits(name):
    network = Network.load(name) if name in PRETRAINED else lab_network(name)
    check_magnitudes(network, IMAGES)
    arrays = [array for arrays in network.weights.values() for array in arrays.values()]
    assert max(np.abs(array).max() for array in arrays) < LARGEST_WEIGHT / 1e5
    sums = network.forward_with_sums(IMAGES).sums.values()
    assert max(np.abs(one).max() for one in sums) < LARGEST_SUM / 1e9
