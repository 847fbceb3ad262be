"""The Filters page, for any network and convolution: its sentences, and what its figure gets."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.network.kinds.pooling import AveragePool2D
from cnn.network.presets import DESIGNS
from tests.designs import random_network
from tests.pages.opening import figure_data, open_page, words


def page(network: Network, layer: str | None = None) -> AppTest:
    return open_page("filters", network, **({"convolution": layer} if layer else {}))


def data(app: AppTest) -> dict:
    return figure_data(app, "filter_figure")


def test_a_convolution_is_counted_out(textbook_network):
    assert "3 x 3 x 1 x 32 + 32 = 320" in words(page(textbook_network))
    assert "3 x 3 x 32 x 64 + 64 = 18,496" in words(page(textbook_network, "conv2"))


def test_without_mnist_the_examples_say_how_often_filters_fire(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "none.npz"))
    images = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
    network = random_network(Architecture((Conv2D(4), Conv2D(3))), seed=99)
    for name in ("conv1", "conv2"):
        app = page(network, name)
        assert "example digits of the Draw page" in words(app)
        shares = (network.forward(images)[name] > 0).mean(axis=(0, 1, 2))
        assert data(app)["firing"] == pytest.approx(shares)


@pytest.mark.parametrize(
    ("hidden", "name", "arithmetic"),
    [
        ((), "softmax", "784 x 10 + 10 = 7,850"),
        (DESIGNS["dense_only"], "dense1", "784 x 109 + 109 = 85,565"),
        ((AveragePool2D(2), Dropout(0.5), Dense(5)), "dense", "196 x 5 + 5 = 985"),
    ],
)
def test_a_network_without_convolutions_shows_its_units_weights(hidden, name, arithmetic):
    app = page(random_network(Architecture(hidden)))
    assert not app.exception
    assert f"**Weights of {name}**: this network has no convolution" in words(app)
    assert arithmetic in words(app)
    assert data(app)["layer"] == name


@pytest.mark.parametrize("name", [name for name in DESIGNS if name != "dense_only"])
def test_every_preset_has_its_convolutions_shown(name):
    network = random_network(Architecture(DESIGNS[name]))
    for layer in network.architecture.conv_layers:
        app = page(network, layer.name)
        assert not app.exception
        assert f"**{layer.name}** has " in words(app)
        assert data(app)["shape"] == list(layer.output_shape)


def test_a_network_that_reads_one_mean_has_one_weight_for_each_unit():
    network = random_network(Architecture((GlobalAveragePooling2D(), BatchNormalization())))
    app = page(network)
    assert not app.exception
    assert "every one of the 1 x 1 cells that batch_norm gives" in words(app)
