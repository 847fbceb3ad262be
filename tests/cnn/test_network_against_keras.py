"""Every layer of our NumPy forward pass gives what Keras gives."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

keras = pytest.importorskip("keras")

from cnn.architecture import (  # noqa: E402
    Architecture,
    Conv2D,
    Dense,
    MaxPool2D,
    textbook,
)
from cnn.errors import ArchitectureError  # noqa: E402
from cnn.network import Network  # noqa: E402
from cnn.training.build import build_keras, set_weights, weights_of  # noqa: E402

convolutions = st.builds(
    Conv2D,
    filters=st.integers(1, 6),
    kernel_size=st.integers(1, 7),
    stride=st.integers(1, 3),
    padding=st.sampled_from(["valid", "same"]),
)
poolings = st.builds(MaxPool2D, st.integers(1, 3))
dense_layers = st.lists(st.builds(Dense, st.integers(1, 12)), max_size=3)


@st.composite
def architectures(draw: st.DrawFn) -> Architecture:
    """Random layers; those that no longer fit the map before them are left out."""
    hidden: tuple = ()
    for spec in draw(st.lists(convolutions | poolings, max_size=6)):
        try:
            hidden = Architecture((*hidden, spec)).hidden
        except ArchitectureError:
            continue
    return Architecture((*hidden, *draw(dense_layers)))


def assert_every_layer_agrees(architecture: Architecture, seed: int) -> None:
    model = build_keras(architecture, seed)
    network = Network(architecture, with_random_biases(weights_of(model), seed))
    set_weights(model, network.weights)
    images = np.random.default_rng(seed).random((3, 28, 28), dtype=np.float32)
    each_layer = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    expected = each_layer(images[..., np.newaxis])
    activations = network.forward(images)
    assert list(activations) == [layer.name for layer in model.layers]
    for (name, ours), theirs in zip(activations.items(), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5, rtol=1e-5, err_msg=name)


def with_random_biases(weights: dict, seed: int) -> dict:
    """Keras starts biases at zero, where a forgotten bias would not show."""
    random = np.random.default_rng(seed)
    return {
        name: (kernel, random.uniform(-0.5, 0.5, bias.shape).astype(np.float32))
        for name, (kernel, bias) in weights.items()
    }


def test_every_layer_of_the_textbook_network_agrees_with_keras():
    assert_every_layer_agrees(textbook(), seed=0)


@given(architectures(), st.integers(0, 2**31 - 1))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
