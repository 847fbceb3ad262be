"""The Filters page, for any network and convolution."""

from collections import OrderedDict

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.architecture import Architecture, Conv2D
from cnn.network import Network
from pages.shared.visit import Digit
from tests.designs import random_network

IMAGE = np.random.default_rng(0).random((28, 28), dtype=np.float32)


def page(network: Network, layer: str | None = None) -> AppTest:
    app = AppTest.from_file("../../pages/filters.py", default_timeout=30)
    app.session_state["own_networks"] = OrderedDict(test=network)
    app.session_state["network_name"] = "test"
    app.session_state["digit"] = Digit(IMAGE, "example")
    if layer:
        app.session_state["convolution"] = layer
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.markdown, *app.caption, *app.info))


def pictures(app: AppTest) -> list[str]:
    """The alt texts of the kernels, in order."""
    return [image.alt for element in app.get("image") for image in element.proto.imgs]


def test_the_first_convolution_is_shown_whole(textbook_network):
    app = page(textbook_network)
    kernel, _ = textbook_network.weights["conv1"]
    alts = pictures(app)
    assert len(alts) == 32
    assert f"{kernel[0, 0, 0, 5]:.2f} {kernel[0, 1, 0, 5]:.2f}" in alts[5]
    assert "3 x 3 x 1 x 32 + 32 = 320" in words(app)


def test_a_deeper_filter_has_a_kernel_per_input_channel_strongest_first(textbook_network):
    app = page(textbook_network, "conv2")
    app.number_input(key="filter_number").set_value(7).run()
    app.toggle(key="all_kernels").set_value(True).run()
    kernel, bias = textbook_network.weights["conv2"]
    strongest = int(np.square(kernel[..., 7]).sum(axis=(0, 1)).argmax())
    alts = pictures(app)
    assert len(alts) == 32
    assert f"filter 7, channel {strongest}:" in alts[0]
    assert f"Bias **{bias[7]:.4f}**" in words(app)


def test_how_often_a_filter_fires_is_counted_on_the_digit_of_the_moment(textbook_network):
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


def test_a_network_without_convolutions_is_said_to_have_no_kernels():
    app = page(random_network(Architecture(())))
    assert not app.exception
    assert "has no convolution" in words(app)


@pytest.mark.parametrize("size", range(1, 8))
def test_every_kernel_size_is_shown(size):
    network = random_network(Architecture((Conv2D(3, size, 2), Conv2D(2, size, 1, "same"))))
    assert not page(network, "conv1").exception
    assert len(pictures(page(network, "conv2"))) == 3
