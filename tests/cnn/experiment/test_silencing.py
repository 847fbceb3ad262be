"""Silenced parts give 0: held to Keras with masks on random designs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tensorflow")

from cnn.experiment.behind_a_layer import BehindALayer
from cnn.experiment.silencing import silenceable_layers, silenced
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import AveragePool2D, MaxPool2D
from tests.cnn.experiment.keras_masks import keras_probabilities
from tests.designs import architectures, random_network, seeds

IMAGES = np.random.default_rng(5).random((3, 28, 28), dtype=np.float32)
PEN = Network.load("pen")
EVERY_KIND = Architecture(
    (
        Conv2D(5, padding="same"),
        BatchNormalization(),
        MaxPool2D(),
        Dropout(0.2),
        Conv2D(6, 5, stride=2),
        AveragePool2D(),
        GlobalAveragePooling2D(),
        BatchNormalization(),
        Dense(7),
    )
)


@st.composite
def silenced_parts(draw: st.DrawFn, network: Network) -> dict[str, set[int]]:
    return {
        layer.name: draw(st.sets(st.integers(0, layer.output_shape[-1] - 1)))
        for layer in silenceable_layers(network.architecture)
    }


@given(architectures(), seeds, st.data())
def test_a_silenced_network_is_what_keras_makes_of_masked_layers(architecture, seed, data):
    network = random_network(architecture, seed)
    parts = data.draw(silenced_parts(network))
    found = silenced(network, parts).predict(IMAGES)
    np.testing.assert_allclose(found, keras_probabilities(network, IMAGES, parts), atol=1e-5)


@given(architectures(), seeds, st.data())
def test_one_channel_taken_off_is_the_network_run_anew(architecture, seed, data):
    network = random_network(architecture, seed)
    for layer in silenceable_layers(architecture):
        number = data.draw(st.integers(0, layer.output_shape[-1] - 1))
        behind = BehindALayer(network, layer.name)
        found = behind.probabilities(behind.sums_without(behind.mixed(IMAGES), number))
        expected = silenced(network, {layer.name: [number]}).predict(IMAGES)
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_every_layer_with_numbers_of_its_own_can_be_silenced():
    names = [layer.name for layer in silenceable_layers(EVERY_KIND)]
    assert names == [
        "conv1", "batch_norm1", "pool1", "conv2", "pool2", "global_pool", "batch_norm2", "dense",
    ]  # fmt: skip


def test_nothing_can_be_silenced_in_one_dense_layer_alone():
    assert silenceable_layers(Architecture(())) == []
    assert silenceable_layers(Architecture((MaxPool2D(),))) == []


def test_a_silenced_map_is_zero_in_its_layer_and_in_the_pooling_behind():
    found = silenced(PEN, {"conv1": [3]}).forward(IMAGES)
    assert not found["conv1"][..., 3].any()
    assert not found["pool1"][..., 3].any()
    np.testing.assert_array_equal(found["conv1"][..., 4], PEN.forward(IMAGES)["conv1"][..., 4])


def test_the_first_network_stays_as_it_was():
    before = PEN.weights["conv1"]["kernel"].copy()
    assert silenced(PEN, {"conv1": [0]}) is not PEN
    assert silenced(PEN, {"conv1": []}) is PEN
    np.testing.assert_array_equal(PEN.weights["conv1"]["kernel"], before)


def test_only_the_channels_share_of_the_next_layer_is_computed():
    conv1 = BehindALayer(PEN, "conv1")
    conv2, conv3, dense, softmax = (
        PEN.architecture.layer(name).multiply_adds
        for name in ("conv2", "conv3", "dense", "softmax")
    )
    assert conv1.multiply_adds == conv2 // 32 + conv3 + dense + softmax


def test_a_layer_that_is_not_there_or_has_no_weights_before_it_is_refused():
    with pytest.raises(KeyError):
        silenced(PEN, {"conv9": [0]})
    with pytest.raises(IndexError):
        silenced(PEN, {"conv1": [32]})
    with pytest.raises(ValueError, match="pool1 cannot be silenced"):
        silenced(random_network(Architecture((MaxPool2D(),))), {"pool1": [0]})
