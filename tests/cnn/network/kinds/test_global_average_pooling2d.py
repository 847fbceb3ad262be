"""The mean of each feature map, in the place of flatten."""

import numpy as np
import pytest

from cnn.network import Network
from cnn.network.architecture import Architecture, unread_pixels
from cnn.network.design_code import design_code, hidden_from_code
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.layer_shapes import placed_layers
from cnn.network.recipe import Recipe
from cnn.runs.export.keras_script import keras_script
from tests.designs import random_network

DESIGN = (Conv2D(8), MaxPool2D(3), GlobalAveragePooling2D(), Dropout(0.5), Dense(5))
IMAGE = np.random.default_rng(4).random((28, 28), dtype=np.float32)


def test_it_takes_the_place_of_flatten_and_learns_nothing():
    layers = Architecture(DESIGN).layers
    names = [layer.name for layer in layers]
    assert names == ["conv1", "pool1", "global_pool", "dropout", "dense", "softmax"]
    pooled, dense = layers[2], layers[4]
    assert (pooled.output_shape, pooled.parameters, pooled.multiply_adds) == ((8,), 0, 0)
    assert pooled.size_arithmetic == "a mean per map"
    assert dense.parameter_arithmetic == "8 x 5 + 5 = 45"


def test_a_design_survives_the_address_and_a_file():
    assert design_code(DESIGN) == "c8-m3-g-o50-d5"
    assert hidden_from_code("c8-m3-g-o50-d5") == DESIGN
    network = random_network(Architecture(DESIGN))
    assert Network.from_bytes(network.to_bytes()).architecture.hidden == DESIGN


@pytest.mark.parametrize(
    ("hidden", "sentence"),
    [
        (
            (Conv2D(2), GlobalAveragePooling2D(), Conv2D(2)),
            "conv2 cannot stand after global_pool: it needs feature maps, and global_pool gives "
            "one row of numbers. Move it before global_pool.",
        ),
        (
            (GlobalAveragePooling2D(), GlobalAveragePooling2D()),
            "global_pool2 cannot stand after global_pool1: it needs feature maps, and "
            "global_pool1 gives one row of numbers. Move it before global_pool1.",
        ),
        (
            (Dense(3), GlobalAveragePooling2D()),
            "global_pool cannot stand after a dense layer: it needs feature maps, and a dense "
            "layer gives one row of numbers. Move it before the first dense layer.",
        ),
        (
            (GlobalAveragePooling2D(), *[Dropout(0.5)] * 4),
            "dropout4 is one too many: at most 3 dropouts may stand after global_pool.",
        ),
    ],
)
def test_what_reads_maps_stands_before_it(hidden, sentence):
    assert placed_layers(hidden)[1] == sentence


def test_every_pixel_that_the_last_maps_read_reaches_the_outputs():
    assert unread_pixels(Architecture((MaxPool2D(3), GlobalAveragePooling2D()))) == (27,)


def test_a_mean_by_hand():
    network = random_network(Architecture((GlobalAveragePooling2D(),)))
    image = np.zeros((28, 28), np.float32)
    image[3, 4:8] = [1, 0.5, 0.25, 0.21]
    assert network.forward(image[None])["global_pool"].tolist() == [[pytest.approx(1.96 / 784)]]


def test_the_script_has_it_in_keras_words():
    script = keras_script(Architecture(DESIGN), Recipe())
    assert '    layers.GlobalAveragePooling2D(name="global_pool"),\n' in script
    assert "Flatten" not in script
