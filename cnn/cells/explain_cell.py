"""Any cell of any layer, explained from the network's weights and the layer's input."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnn.cells.cells import (
    AverageCell,
    Cell,
    ConvCell,
    DenseCell,
    DropoutCell,
    FlattenCell,
    PoolCell,
    Window,
)
from cnn.network import Network, ops
from cnn.network.layers import (
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool2D,
    same_padding,
)

Activations = Mapping[str, np.ndarray]
Place = tuple[int, ...]


def explain_cell(
    network: Network,
    activations: Activations,
    image: np.ndarray,
    layer_name: str,
    place: Place,
) -> Cell:
    """Everything that goes into one cell of a layer's output.

    Args:
        network: the network.
        activations: what `network.forward` gave for this image alone: {layer: (1, ...)}.
        image: (28, 28) in [0, 1], the image that was read.
        layer_name: whose output the cell belongs to.
        place: index of the cell in one image's output: (row, column, channel), or (unit,) where
            the layer has no maps.

    Returns:
        The cell's explanation, of the kind that its layer asks for.

    Raises:
        KeyError: the network has no such layer.
        IndexError: the layer has no such cell.
    """
    layer = network.architecture.layer(layer_name)
    before = network.architecture.previous(layer_name)
    given = image[..., np.newaxis] if before is None else activations[before.name][0]
    output = activations[layer_name][0]
    if len(place) != output.ndim or not all(map(_is_index, place, output.shape)):
        raise IndexError(f"{layer_name} has no cell {place}")
    activation = float(output[place])
    match layer.spec:
        case Conv2D():
            return _conv_cell(network, layer, given, place, activation)
        case MaxPool2D(size):
            return PoolCell(*_pool_window(size, given, place), activation)
        case AveragePool2D(size):
            return AverageCell(*_pool_window(size, given, place), activation)
        case Dropout(rate):
            return DropoutCell(rate, activation)
        case Flatten():
            return _flatten_cell(layer, place[0], activation)
        case Dense():
            return _dense_cell(network, layer, given, place[0], activation)


def strongest_cell(output: np.ndarray) -> Place:
    """The largest cell of an output: a good one to begin with.

    Args:
        output: of a layer for one image, or a part of it, of any shape.

    Returns:
        Its index, the first of equals.
    """
    return tuple(int(index) for index in np.unravel_index(int(output.argmax()), output.shape))


def _is_index(index: int, size: int) -> bool:
    return 0 <= index < size


def _window(cell: int, stride: int, size: int, padding: int = 0) -> Window:
    start = cell * stride - padding
    return start, start + size


def _conv_cell(
    network: Network, layer: Layer, given: np.ndarray, place: Place, activation: float
) -> ConvCell:
    row, column, channel = place
    size, stride = layer.spec.kernel_size, layer.spec.stride
    padded, before = given[np.newaxis], 0
    if layer.spec.padding == "same":
        padded = ops.pad_same(padded, size, stride)
        before = same_padding(given.shape[0], size, stride)[0]
    top, left = row * stride, column * stride
    kernel, bias = network.weights[layer.name]
    return ConvCell(
        rows=_window(row, stride, size, before),
        columns=_window(column, stride, size, before),
        patch=padded[0, top : top + size, left : left + size].astype(np.float64),
        kernel=kernel[..., channel].astype(np.float64),
        bias=float(bias[channel]),
        activation=activation,
    )


def _pool_window(size: int, given: np.ndarray, place: Place) -> tuple[Window, Window, np.ndarray]:
    row, column, channel = place
    rows, columns = _window(row, size, size), _window(column, size, size)
    return rows, columns, given[slice(*rows), slice(*columns), channel].astype(np.float64)


def _flatten_cell(layer: Layer, position: int, activation: float) -> FlattenCell:
    height, width, channels = layer.input_shape
    row, column, channel = (int(i) for i in np.unravel_index(position, (height, width, channels)))
    arithmetic = f"({row} x {width} + {column}) x {channels} + {channel} = {position}"
    return FlattenCell(row, column, channel, position, arithmetic, activation)


def _dense_cell(
    network: Network, layer: Layer, given: np.ndarray, unit: int, activation: float
) -> DenseCell:
    inputs = given.astype(np.float64)
    kernel, bias = (array.astype(np.float64) for array in network.weights[layer.name])
    logits = inputs @ kernel + bias if layer.spec.activation == "softmax" else None
    return DenseCell(inputs, kernel[:, unit], float(bias[unit]), logits, unit, activation)
