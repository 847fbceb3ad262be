"""What a network's first layer looks for in the image, as a picture of its weights."""

from __future__ import annotations

import numpy as np

from cnn.figures.colour_bar import ADDS, TAKES_AWAY, colour_bar
from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.network.layers import Layer
from pages.parts.components.network_overview import WEIGHTS_WIDTH, weights_figure

MAX_KERNELS, MAX_UNITS = 64, 16
# As the titles of the curves beside.
HEADING = "font-size: 0.88rem; font-weight: 600; padding-bottom: 0.2rem"


def first_layer_html(network: Network, limit: float, colours: Palette) -> str:
    """The first layer's kernels; a dense layer's weights where there is no convolution.

    `limit` is the absolute weight that has the strongest colour.
    """
    layer, weights = first_weights(network)
    height, width, count = weights.shape
    of_all = network.weights[layer.name]["kernel"].shape[-1]
    some = f"first {count} of {of_all}" if count < of_all else f"{count}"
    what = "kernels" if layer in network.architecture.conv_layers else "units' weights"
    title = f'<span style="{HEADING}">{layer.name}: {some} {what}, {height} x {width}</span>'
    alt = f"Weights of {layer.name}, {some} {what}, {height} x {width} each"
    figure = weights_figure(weights, title, alt, limit, colours)
    bar = colour_bar(
        colours,
        limit,
        "the weights",
        signed=True,
        ends=(TAKES_AWAY, ADDS),
        width=f"{WEIGHTS_WIDTH}px",
    )
    return f'<div class="pictures">{figure}</div>{bar}'


def first_weights(network: Network) -> tuple[Layer, np.ndarray]:
    """The first layer that looks at the image, and its weights as images.

    Returns:
        conv1, or the first dense layer where there is no convolution; and (h, w, count) weights:
        at most 64 kernels, or those of 16 units as the image that they are of.
    """
    convolutions = network.architecture.conv_layers
    if convolutions:
        kernel = network.weights[convolutions[0].name]["kernel"]
        return convolutions[0], kernel[:, :, 0, :MAX_KERNELS]
    layer = next(layer for layer in network.architecture.layers if layer.kernel_shape)
    kernel = network.weights[layer.name]["kernel"]
    side = round(len(kernel) ** 0.5)
    return layer, kernel.reshape(side, side, -1)[..., :MAX_UNITS]
