"""Attributions are what their papers say, on cases worked by hand and by Keras."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

from cnn.drawing import digit_from_strokes  # noqa: E402
from cnn.errors import ExplanationError  # noqa: E402
from cnn.explain import METHODS  # noqa: E402
from cnn.explain.attribution import (  # noqa: E402
    class_activation_map,
    completeness,
    gradient,
    gradient_times_input,
    integrated_gradients,
    occlusion,
    random_control,
)
from cnn.handwriting.examples import EXAMPLES  # noqa: E402
from cnn.network import Network  # noqa: E402
from cnn.network.architecture import Architecture  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.training.build import build_keras, set_weights  # noqa: E402
from tests.designs import architectures, random_network, seeds  # noqa: E402

IMAGE = np.random.default_rng(7).random((28, 28), dtype=np.float32)
LINEAR = random_network(Architecture(()), 3)
PEN = Network.load("pen")
digits = st.integers(0, 9)


def weights_of(network: Network, digit: int) -> np.ndarray:
    return network.weights["softmax"]["kernel"][:, digit].reshape(28, 28)


def keras_model(network: Network, *names: str) -> "keras.Model":
    """The network in Keras, giving some layers and the logits."""
    model = build_keras(network.architecture, 0)
    set_weights(model, network.weights)
    model.layers[-1].activation = keras.activations.linear
    values, outputs = model.input, {}
    for layer in model.layers[1:]:
        values = layer(values)
        outputs[layer.name] = values
    return keras.Model(model.input, [*(outputs[name] for name in names), values])


def test_each_method_gives_a_map_of_the_image():
    for name, method in METHODS.items():
        found = method(PEN, IMAGE, 4)
        assert found.shape == (28, 28), name
        assert found.dtype == np.float32, name
        assert np.isfinite(found).all(), name


def test_of_one_dense_layer_the_gradient_is_its_weights():
    np.testing.assert_allclose(gradient(LINEAR, IMAGE, 6), weights_of(LINEAR, 6), atol=1e-6)


def test_of_one_dense_layer_all_signed_methods_are_weight_times_ink():
    products = weights_of(LINEAR, 6) * IMAGE
    for method in (gradient_times_input, integrated_gradients):
        np.testing.assert_allclose(method(LINEAR, IMAGE, 6), products, atol=1e-6)
    found = occlusion(LINEAR, IMAGE, 6, window=1, stride=1)
    np.testing.assert_allclose(found, products, atol=1e-5)


def test_against_another_digit_is_the_difference_of_two_maps():
    for method in (gradient, gradient_times_input, integrated_gradients, occlusion):
        apart = method(PEN, IMAGE, 3) - method(PEN, IMAGE, 8)
        np.testing.assert_allclose(method(PEN, IMAGE, 3, 8), apart, atol=1e-4)


@given(architectures(), seeds, digits)
def test_integrated_gradients_add_up_to_the_logits_difference(architecture, seed, digit):
    network = random_network(architecture, seed)
    found = integrated_gradients(network, IMAGE, digit, steps=400)
    held = completeness(network, IMAGE, found, digit)
    assert abs(held.error) <= 0.02 * max(np.abs(found).sum(), 0.1)
    assert held.error == held.pixels_sum - held.difference


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_fifty_steps_are_enough_for_pen_digits(example):
    image = digit_from_strokes(example.strokes)
    digit = int(PEN.predict(image[np.newaxis]).argmax())
    found = integrated_gradients(PEN, image, digit)
    # Of what the pixels give and take: the difference itself may be next to nothing.
    assert abs(completeness(PEN, image, found, digit).error) < 0.02 * np.abs(found).sum()


def test_occlusion_is_what_keras_says_of_covered_images():
    model = keras_model(PEN)
    (whole,) = np.asarray(model(IMAGE[np.newaxis, ..., np.newaxis]))
    expected, counts = np.zeros((2, 28, 28))
    for top in [*range(0, 23, 3), 23]:
        for left in [*range(0, 23, 3), 23]:
            covered = IMAGE.copy()
            covered[top : top + 5, left : left + 5] = 0
            fall = whole[2] - np.asarray(model(covered[np.newaxis, ..., np.newaxis]))[0, 2]
            expected[top : top + 5, left : left + 5] += fall
            counts[top : top + 5, left : left + 5] += 1
    found = occlusion(PEN, IMAGE, 2, window=5, stride=3)
    np.testing.assert_allclose(found, expected / counts, atol=1e-5)


@pytest.mark.parametrize("name", ["conv1", "conv2", "conv3"])
def test_grad_cam_is_what_keras_says_of_each_convolution(name):
    model = keras_model(PEN, name)
    with tf.GradientTape() as tape:
        maps, logits = model(IMAGE[np.newaxis, ..., np.newaxis])
        number = logits[0, 5]
    weights = np.asarray(tape.gradient(number, maps))[0].mean(axis=(0, 1))
    expected = np.maximum((np.asarray(maps)[0] * weights).sum(axis=-1), 0)
    found = class_activation_map(PEN, IMAGE, 5, layer_name=name)
    np.testing.assert_allclose(found.map_weights, weights, atol=1e-5)
    np.testing.assert_allclose(found.cells, expected, atol=1e-5)


def test_grad_cam_lays_each_cell_over_the_middle_of_what_it_sees():
    found = class_activation_map(
        PEN, digit_from_strokes(EXAMPLES[0].strokes), 0, layer_name="conv1"
    )
    # A cell of conv1 sees three rows: cell 0 has its middle in pixel 1.
    np.testing.assert_allclose(found.over_image()[1:27, 1:27], found.cells, atol=1e-6)


def test_without_a_convolution_there_is_no_grad_cam():
    with pytest.raises(ExplanationError, match="no convolution"):
        METHODS["grad_cam"](LINEAR, IMAGE, 3)


def test_a_dead_network_gives_zeros_and_no_warning():
    network = random_network(Architecture((Conv2D(2),)), 0)
    network.weights["conv1"]["bias"][:] = -1e3
    for name, method in METHODS.items():
        if method is not random_control:
            assert not method(network, IMAGE, 3).any(), name
