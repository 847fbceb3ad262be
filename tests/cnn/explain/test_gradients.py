"""The backward pass gives what Keras's GradientTape gives."""

import numpy as np
import pytest
from hypothesis import given

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

from cnn.explain.gradients import gradients, logit_gradients  # noqa: E402
from cnn.network import Network  # noqa: E402
from cnn.network.architecture import Architecture  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D  # noqa: E402
from cnn.network.presets import DESIGNS  # noqa: E402
from cnn.training.build import build_keras, set_weights  # noqa: E402
from tests.designs import architectures, random_network, seeds  # noqa: E402


def assert_gradients_agree(architecture: Architecture, seed: int) -> None:
    """Of a random mixture of the logits, with respect to the pixels and every layer's output."""
    network = random_network(architecture, seed)
    model = build_keras(architecture, seed)
    set_weights(model, network.weights)
    rng = np.random.default_rng(seed)
    images = rng.random((3, 28, 28), dtype=np.float32)
    weights = rng.normal(size=10).astype(np.float32)
    model.layers[-1].activation = keras.activations.linear
    with tf.GradientTape() as tape:
        values = tf.constant(images[..., np.newaxis])
        tape.watch(values)
        outputs = [values]
        for layer in model.layers[1:]:
            outputs.append(layer(outputs[-1], training=False))
        number = tf.reduce_sum(outputs[-1] * weights)
    expected = tape.gradient(number, outputs[:-1])
    found = gradients(network, images, "softmax", weights)
    names = [layer.name for layer in model.layers[1:-1]]
    for name, theirs in zip([None, *names], expected, strict=True):
        ours = found.image[..., np.newaxis] if name is None else found.layers[name]
        largest = np.abs(theirs).max()
        np.testing.assert_allclose(ours, theirs, atol=1e-5 * max(largest, 1), err_msg=str(name))


@pytest.mark.parametrize("name", DESIGNS)
def test_the_gradients_of_the_presets_agree_with_keras(name):
    assert_gradients_agree(Architecture(DESIGNS[name]), seed=1)


@given(architectures(), seeds)
def test_the_gradients_of_any_architecture_agree_with_keras(architecture, seed):
    assert_gradients_agree(architecture, seed)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel_size", range(1, 8))
def test_every_convolution_on_odd_and_even_maps_agrees_with_keras(kernel_size, stride, padding):
    convolution = Conv2D(3, kernel_size, stride, padding)
    for before in (Conv2D(2, 3, 1, "same"), MaxPool2D(3), AveragePool2D(2)):
        assert_gradients_agree(Architecture((before, convolution, Dense(4))), seed=kernel_size)


def test_of_several_alike_the_first_of_a_window_is_the_maximum():
    network = Network.load("textbook")
    blank = np.zeros((1, 28, 28), np.float32)
    found = logit_gradients(network, blank, 3)
    windows = found.layers["conv1"][0].reshape(13, 2, 13, 2, 32).swapaxes(1, 2)
    assert np.abs(windows[:, :, 0, 0]).max() > 0
    assert not windows[:, :, 1].any()
    assert not windows[:, :, 0, 1].any()


def test_the_difference_of_two_logits_is_asked_for_at_once():
    network = Network.load("pen")
    image = np.random.default_rng(0).random((1, 28, 28), dtype=np.float32)
    apart = logit_gradients(network, image, 4).image - logit_gradients(network, image, 9).image
    np.testing.assert_allclose(logit_gradients(network, image, 4, 9).image, apart, atol=1e-5)


@pytest.mark.parametrize("layer_name", ["conv1", "conv2", "pool1", "dense", "softmax"])
def test_the_sums_are_those_of_a_whole_pass(layer_name):
    network = Network.load("textbook")
    images = np.random.default_rng(0).random((2, 28, 28), dtype=np.float32)
    passed = network.forward_with_sums(images)
    weights = np.ones(network.architecture.layer(layer_name).output_shape, np.float32)
    found = gradients(network, images, layer_name, weights)
    np.testing.assert_allclose(found.sums, passed.sums[layer_name], atol=1e-6)
    assert layer_name not in found.activations
