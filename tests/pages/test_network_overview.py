"""The overview of a network: each layer's maps with a bar that says what their colours mean."""

import re

import numpy as np
import pytest

from cnn.figures.colour_bar import scale_number
from cnn.figures.palette import PALETTES
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from pages.parts.components.network_overview import (
    WEIGHTS_WIDTH,
    network_overview_html,
    weights_figure,
)
from tests.designs import random_network
from tests.pages.opening import IMAGE

LIGHT = PALETTES["light"]


def figures(network: Network) -> list[str]:
    html = network_overview_html(network, IMAGE, network.forward(IMAGE[None]), LIGHT)
    return html.split("<figure>")[1:]


def scale(figure: str) -> str:
    return re.search(r'aria-label="(Colour scale[^"]*)"', figure)[1]


def test_each_layer_has_a_bar_from_zero_to_its_largest_value(textbook_network):
    shown = figures(textbook_network)
    outputs = textbook_network.forward(IMAGE[None])
    names = [re.search("<b>(.*?)</b>", figure)[1] for figure in shown]
    assert names == ["input", "conv1", "pool1", "conv2", "pool2", "conv3", "dense", "softmax"]
    for name, figure in zip(names[1:-1], shown[1:-1], strict=True):
        assert scale(figure).endswith(f": from 0 to {scale_number(float(outputs[name].max()))}.")
    assert scale(shown[0]) == "Colour scale of the input's ink: from 0 to 1.0."
    assert scale(shown[-1]) == "Colour scale of probabilities: from 0 to 100%."


def test_a_layer_with_numbers_below_zero_has_a_bar_with_both_signs():
    network = random_network(Architecture((Conv2D(2), BatchNormalization())))
    largest = scale_number(float(np.abs(network.forward(IMAGE[None])["batch_norm"]).max()))
    assert scale(figures(network)[2]) == (
        f"Colour scale of the cells of batch_norm: orange from \u2212{largest} to 0, blue from 0 "
        f"to +{largest}."
    )


@pytest.mark.parametrize("shape", [(3, 3, 32), (5, 5, 6), (7, 7, 64), (28, 28, 1), (28, 28, 16)])
def test_kernels_stand_in_a_picture_of_about_one_width(shape):
    figure = weights_figure(np.zeros(shape), "title", "alt", 1.0, LIGHT)
    assert int(re.search(r'width="(\d+)"', figure)[1]) == pytest.approx(WEIGHTS_WIDTH, rel=0.25)
