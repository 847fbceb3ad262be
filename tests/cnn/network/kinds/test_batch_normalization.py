"""Batch normalization: four numbers per channel, two of them learned and two measured."""

import math

import numpy as np
import pytest

from cnn.errors import NetworkFileError
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.design_code import design_code, hidden_from_code
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.layer_shapes import placed_layers
from cnn.network.recipe import Recipe
from cnn.runs.checkpoints import CheckpointWriter, available, load_checkpoint
from cnn.runs.export.keras_script import keras_script
from tests.designs import random_network

DESIGN = (Conv2D(4), BatchNormalization(), MaxPool2D(3), Dense(6), BatchNormalization())
ARCHITECTURE = Architecture(DESIGN)


def test_it_counts_four_numbers_per_channel_or_unit_as_keras_does():
    layers = {layer.name: layer for layer in ARCHITECTURE.layers}
    maps, row = layers["batch_norm1"], layers["batch_norm2"]
    assert (maps.output_shape, row.output_shape) == ((26, 26, 4), (6,))
    assert (maps.parameter_arithmetic, row.parameter_arithmetic) == ("4 x 4 = 16", "4 x 6 = 24")
    assert (maps.parameters, row.parameters) == (16, 24)
    assert maps.multiply_adds == 26 * 26 * 4
    assert maps.receptive_field == layers["conv1"].receptive_field
    assert maps.size_arithmetic == "unchanged"


def test_a_design_survives_the_address_and_a_file():
    assert design_code(DESIGN) == "c4-b-m3-d6-b"
    assert hidden_from_code("c4-b-m3-d6-b") == DESIGN
    network = random_network(ARCHITECTURE)
    loaded = Network.from_bytes(network.to_bytes())
    assert loaded.architecture == ARCHITECTURE
    for name, array in network.weights["batch_norm1"].items():
        np.testing.assert_array_equal(loaded.weights["batch_norm1"][name], array)


def test_at_most_three_stand_after_the_first_dense_layer():
    _, problem = placed_layers((Dense(3), *[BatchNormalization()] * 4))
    assert problem == (
        "batch_norm4 is one too many: at most 3 batch normalizations may stand after the first "
        "dense layer."
    )


@pytest.mark.parametrize("variance", [-1e-6, -1.0])
def test_a_variance_below_zero_is_refused(variance):
    weights = random_network(ARCHITECTURE).weights
    weights["batch_norm1"]["moving_variance"][2] = variance
    with pytest.raises(NetworkFileError, match="batch_norm1 cannot be used: a variance is below"):
        Network(ARCHITECTURE, weights)


def test_a_number_by_hand():
    network = random_network(Architecture((BatchNormalization(),)))
    numbers = {"gamma": 2.0, "beta": -0.25, "moving_mean": 0.5, "moving_variance": 0.249}
    network.weights["batch_norm"].update(
        {name: np.array([number], np.float32) for name, number in numbers.items()}
    )
    image = np.zeros((28, 28), np.float32)
    image[2, 3] = 1
    passed = network.forward_with_sums(image[None])
    assert passed.activations["batch_norm"][0, 2, 3, 0] == pytest.approx(2 * 0.5 / 0.5 - 0.25)
    assert passed.activations["batch_norm"][0, 0, 0, 0] == pytest.approx(-2 * 0.5 / 0.5 - 0.25)


def test_the_script_has_it_in_keras_words():
    script = keras_script(ARCHITECTURE, Recipe())
    call = 'layers.BatchNormalization(momentum=0.99, epsilon=0.001, name="batch_norm1"),'
    assert f"    {call}\n" in script


RECIPE = Recipe("sgd", 0.05, 20, epochs=2, training_images=200)


@pytest.fixture(scope="module")
def digits():
    labels = (np.arange(300) % 10).astype(np.uint8)
    images = np.random.default_rng(0).integers(0, 256, (300, 28, 28)).astype(np.uint8)
    images[np.arange(300), 4 + 2 * labels] = 255
    return (images[:200], labels[:200]), (images[200:], labels[200:])


@pytest.fixture(scope="module")
def run(digits, tmp_path_factory):
    pytest.importorskip("keras")
    from cnn.training.fit import fit

    folder = tmp_path_factory.mktemp("job")
    writer = CheckpointWriter(folder, ARCHITECTURE, RECIPE)
    trained = fit(ARCHITECTURE, RECIPE, digits, lambda *_, **__: None, checkpoints=writer)
    return trained, folder


def test_all_four_change_and_none_by_the_test_digits(run, digits):
    from cnn.training.batches import test_batches
    from cnn.training.build import build_keras, weights_of
    from cnn.training.gradient_steps import GradientSteps

    trained, _ = run
    weights = weights_of(trained.model)
    start = weights_of(build_keras(ARCHITECTURE, RECIPE.seed))
    for layer in ("batch_norm1", "batch_norm2"):
        assert list(weights[layer]) == ["gamma", "beta", "moving_mean", "moving_variance"]
        for name, array in weights[layer].items():
            assert (array != start[layer][name]).any()
    GradientSteps(trained.model, RECIPE).test(test_batches(digits[1]))
    for layer, arrays in weights_of(trained.model).items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(array, weights[layer][name])


def test_it_is_what_keras_makes_of_the_same_batches(run, digits):
    from cnn.training.batches import training_batches
    from cnn.training.build import build_keras, compile_model, weights_of

    trained, _ = run
    model = build_keras(ARCHITECTURE, RECIPE.seed)
    compile_model(model, RECIPE)
    for batch in training_batches(digits[0], RECIPE).take(RECIPE.steps):
        model.train_on_batch(*batch)
    ours = weights_of(trained.model)
    for layer, arrays in weights_of(model).items():
        for name, array in arrays.items():
            np.testing.assert_allclose(ours[layer][name], array, atol=1e-4, rtol=1e-4)


def test_test_digits_are_read_with_the_moving_averages(run, digits):
    trained, folder = run
    network = load_checkpoint(folder, available(folder)[-1], ARCHITECTURE)
    images, labels = digits[1]
    read = network.predict(images / np.float32(255)).argmax(axis=1)
    assert math.isclose(trained.test_accuracy, (read == labels).mean(), abs_tol=0.0101)
