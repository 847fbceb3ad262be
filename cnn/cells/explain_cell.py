"""A cell of a convolution or a dense layer, explained from its weights and what it reads."""

from __future__ import annotations

import numpy as np

from cnn.network import ForwardPass, Network
from cnn.network.kinds.cell import CellSource, Place
from cnn.network.kinds.conv2d import Conv2D, ConvCell
from cnn.network.kinds.dense import Dense, DenseCell


def explain_cell(
    network: Network, passed: ForwardPass, image: np.ndarray, layer_name: str, place: Place
) -> ConvCell | DenseCell:
    """Everything that goes into one cell of a layer with weights.

    Args:
        passed: what `network.forward_with_sums` gave for this image alone.
        image: (28, 28) in [0, 1], the image that was read.
        layer_name: whose output the cell belongs to.
        place: index of the cell in one image's output: (row, column, channel), or (unit,).

    Returns:
        The cell's explanation, of the class that its layer's kind gives.

    Raises:
        KeyError: the network has no such layer, or it is neither a convolution nor dense.
        IndexError: the layer has no such cell.
    """
    layer = network.architecture.layer(layer_name)
    if not isinstance(layer.spec, Conv2D | Dense):
        raise KeyError(layer_name)
    before = network.architecture.previous(layer_name)
    source = CellSource(
        given=image[..., np.newaxis] if before is None else passed.activations[before.name][0],
        arrays=network.weights[layer_name],
        output=passed.activations[layer_name][0],
        place=place,
    )
    shape = layer.output_shape
    if len(place) != len(shape) or not all(map(_is_index, place, shape)):
        raise IndexError(f"{layer_name} has no cell {place}")
    return layer.spec.explained(source)


def strongest_cell(output: np.ndarray) -> Place:
    """The index of the largest cell of an output or a part of it, the first of equals."""
    return tuple(int(index) for index in np.unravel_index(int(output.argmax()), output.shape))


def _is_index(index: int, size: int) -> bool:
    return 0 <= index < size
