"""What is said above the filters of a layer: how many there are, and of what each consists."""

from __future__ import annotations

import math

from cnn.network import Network
from cnn.network.layers import Layer
from cnn.network.shapes import IMAGE_SIZE


def filters_sentence(layer: Layer) -> str:
    """How many filters a convolution has and what each consists of: Markdown."""
    size, _, inputs, filters = layer.weight_shapes["kernel"]
    if inputs == 1:
        each = f"one kernel of {size} x {size} weights and a bias"
    else:
        each = f"{inputs} kernels of {size} x {size} weights, one per input map, and a bias"
    counted = "one filter" if filters == 1 else f"{filters} filters, counted from 0, each"
    return (
        f"**{layer.name}** has {counted} with {each}: {layer.parameter_arithmetic} learned numbers."
    )


def firing_sentence(layer: Layer, digits: str) -> str:
    """How the figure is to be read; `digits` are those over which filters' firing is counted."""
    side = layer.output_shape[0]
    if layer.input_shape[-1] == 1:
        return (
            "On the left of each filter is its kernel: ink under blue (+) adds to the sum, ink "
            "under orange (\u2212) takes away. On the right is the feature map that it makes of "
            f"your digit: {side} x {side} cells, after ReLU. Point at a cell or a weight to see "
            "the sum below. A cell fires where it is above 0: under each filter stands how many "
            f"fire here, and over {digits}."
        )
    return (
        "Point at a cell of a map to see its sum below. A cell fires where it is above 0; the "
        f"digits counted are {digits}."
    )


def pixel_weights_sentence(network: Network, layer: Layer) -> str:
    """Of what each unit of a network's first dense layer consists, where none is a convolution."""
    # Without convolutions there is one map: all of its cells are read, or their mean alone.
    side = math.isqrt(layer.input_shape[0])
    giver = network.architecture.previous(layer.name)
    if giver and giver.name == "flatten":
        giver = network.architecture.previous("flatten")
    what = "pixels" if side == IMAGE_SIZE or giver is None else f"cells that {giver.name} gives"
    units = layer.output_shape[0]
    return (
        f"**Weights of {layer.name}**: this network has no convolution, so it has no small kernels "
        f"that slide. Each of the {units} units, counted from 0, has one weight for every one of "
        f"the {side} x {side} {what}, and a bias: {layer.parameter_arithmetic} learned numbers. "
        "Ink on a blue (+) pixel adds to the sum; on an orange (\u2212) one it takes away."
    )
