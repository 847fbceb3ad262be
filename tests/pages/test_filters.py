"""The Filters page, for any network and convolution."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

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
from tests.pages.opening import IMAGE, open_page, words


def page(network: Network, layer: str | None = None) -> AppTest:
    return open_page("filters", network, **({"convolution": layer} if layer else {}))


def pictures(app: AppTest) -> list[str]:
    """The alt texts of the kernels, in order."""
    return [image.alt for element in app.get("image") for image in element.proto.imgs]


def test_the_first_convolution_is_shown_whole(textbook_network):
    app = page(textbook_network)
    kernel = textbook_network.weights["conv1"]["kernel"]
    alts = pictures(app)
    assert len(alts) == 32
    assert f"{kernel[0, 0, 0, 5]:.2f} {kernel[0, 1, 0, 5]:.2f}" in alts[5]
    assert "3 x 3 x 1 x 32 + 32 = 320" in words(app)


def test_a_deeper_filter_has_a_kernel_per_input_map_strongest_first(textbook_network):
    app = page(textbook_network, "conv2")
    app.number_input(key="filter_number").set_value(7).run()
    app.toggle(key="all_kernels").set_value(True).run()
    kernel, bias = textbook_network.weights["conv2"].values()
    strongest = int(np.square(kernel[..., 7]).sum(axis=(0, 1)).argmax())
    alts = pictures(app)
    assert len(alts) == 32
    assert f"filter 7, kernel for map {strongest}:" in alts[0]
    assert f"Bias **{bias[7]:.4f}**" in words(app)


def test_how_often_a_filter_fires_is_counted_on_the_current_digit(textbook_network):
    app = page(textbook_network, "conv3")
    number = app.number_input(key="filter_number").value
    share = (textbook_network.forward(IMAGE[None])["conv3"][0, ..., number] > 0).mean()
    assert f"Fires in **{share:.0%}** of its 9 cells" in words(app)


def test_without_mnist_the_examples_say_how_often_filters_fire(
    textbook_network, monkeypatch, tmp_path
):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "none.npz"))
    network = random_network(Architecture((Conv2D(4),)), seed=99)
    assert "example digits of the Draw page" in words(page(network))


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
    pictures = [html for html in app.get("html") if "<img" in html.proto.body]
    bars = [html for html in app.get("html") if "colour-bar" in html.proto.body]
    assert (len(pictures), len(bars)) == (3, 3)


def test_a_chosen_units_sum_is_its_output():
    network = random_network(Architecture(DESIGNS["dense_only"]))
    app = page(network)
    app.number_input(key="pixel_unit").set_value(7).run()
    output = network.forward(IMAGE[None])["dense1"][0, 7]
    table = next(text.value for text in app.markdown if "max(0, x)" in text.value)
    result = table.splitlines()[-1].split("**")[-2]
    assert float(result) == pytest.approx(output, abs=10.0 ** -len(result.split(".")[1]))


@pytest.mark.parametrize("name", [name for name in DESIGNS if name != "dense_only"])
def test_every_preset_has_its_convolutions_shown(name):
    network = random_network(Architecture(DESIGNS[name]))
    for layer in network.architecture.conv_layers:
        app = page(network, layer.name)
        assert not app.exception
        assert f"**{layer.name}** has " in words(app)


@pytest.mark.parametrize("size", range(1, 8))
def test_every_kernel_size_is_shown(size):
    network = random_network(Architecture((Conv2D(3, size, 2), Conv2D(2, size, 1, "same"))))
    assert not page(network, "conv1").exception
    assert len(pictures(page(network, "conv2"))) == 3


def test_a_network_that_reads_one_mean_has_one_weight_for_each_unit():
    network = random_network(Architecture((GlobalAveragePooling2D(), BatchNormalization())))
    app = page(network)
    assert not app.exception
    assert "every one of the 1 x 1 cells that batch_norm gives" in words(app)
