"""Every layer of our NumPy forward pass gives what Keras gives."""

import numpy as np
import pytest
from hypothesis import given

keras = pytest.importorskip("keras")

from cnn.network import Network  # noqa: E402
from cnn.network.architecture import Architecture  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D  # noqa: E402
from cnn.network.presets import DESIGNS  # noqa: E402
from cnn.training.build import build_keras, set_weights, weights_of  # noqa: E402
from tests.designs import architectures, random_array, seeds  # noqa: E402


def assert_every_layer_agrees(architecture: Architecture, seed: int) -> None:
    model = build_keras(architecture, seed)
    network = Network(architecture, with_random_biases(weights_of(model), seed))
    set_weights(model, network.weights)
    images = np.random.default_rng(seed).random((3, 28, 28), dtype=np.float32)
    layers = model.layers[1:]  # the first is the input
    each_layer = keras.Model(model.input, [layer.output for layer in layers])
    expected = each_layer(images[..., np.newaxis])
    activations = network.forward(images)
    assert list(activations) == [layer.name for layer in layers]
    assert model.count_params() == architecture.parameters
    for layer in architecture.layers:
        assert model.get_layer(layer.name).output.shape[1:] == layer.output_shape
        assert model.get_layer(layer.name).count_params() == layer.parameters
    for (name, ours), theirs in zip(activations.items(), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5, rtol=1e-5, err_msg=name)


def with_random_biases(weights: dict, seed: int) -> dict:
    """Keras starts biases at zero, where a forgotten bias would not show."""
    rng = np.random.default_rng(seed)
    return {
        layer: {
            name: array if name == "kernel" else 2.5 * random_array(rng, name, array.shape)
            for name, array in arrays.items()
        }
        for layer, arrays in weights.items()
    }


@pytest.mark.parametrize("name", DESIGNS)
def test_every_layer_of_the_presets_agrees_with_keras(name):
    assert_every_layer_agrees(Architecture(DESIGNS[name]), seed=1)


@given(architectures(), seeds)
def test_every_layer_of_any_architecture_agrees_with_keras(architecture, seed):
    assert_every_layer_agrees(architecture, seed)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel_size", range(1, 8))
def test_every_convolution_on_odd_and_even_maps_agrees_with_keras(kernel_size, stride, padding):
    same = Conv2D(2, 3, 1, "same")
    convolution = Conv2D(3, kernel_size, stride, padding)
    for before in (same, MaxPool2D(3), MaxPool2D(2)):  # maps of 28, 9 and 14 cells a side
        assert_every_layer_agrees(Architecture((before, convolution, Dense(4))), seed=kernel_size)


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("kind", [MaxPool2D, AveragePool2D])
def test_every_pooling_on_odd_and_even_maps_agrees_with_keras(kind, size):
    for before in (Conv2D(3), Conv2D(3, 4), Conv2D(3, 5)):  # maps of 26, 25 and 24 cells a side
        assert_every_layer_agrees(Architecture((before, kind(size), Dense(4))), seed=size)
