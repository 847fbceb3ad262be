"""One cell, written out: every number that goes into it, and how they combine.

The terms are computed here in double precision from the same weights and inputs as the network's
own single precision; the two agree to about seven digits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnn import ops
from cnn.architecture import Conv2D, Dense, Flatten, Layer, MaxPool2D, same_padding
from cnn.network import Network

DECIMALS = 4
DECIMALS_TO_TRY = (4, 5, 6, 7, 8, 3, 2, 1)

Activations = Mapping[str, np.ndarray]
Window = tuple[int, int]
Place = tuple[int, ...]


@dataclass(frozen=True)
class ConvCell:
    """One cell of a convolution's output.

    Attributes:
        rows: first and one-past-last row of the patch in the input map; outside it is padding.
        columns: the same for its columns.
        patch: (k, k, c) float64, what the kernel lies on, zeros in the padding.
        kernel: (k, k, c) float64, one filter's weights, one k x k kernel per input channel.
        bias: the filter's bias.
        activation: the cell as the network computed it, in single precision.
    """

    rows: Window
    columns: Window
    patch: np.ndarray
    kernel: np.ndarray
    bias: float
    activation: float

    @cached_property
    def products(self) -> np.ndarray:
        """(k, k, c) float64: patch times kernel, cell by cell."""
        return self.patch * self.kernel

    @cached_property
    def channel_sums(self) -> np.ndarray:
        """(c,) float64: the k x k products of each input channel, summed."""
        return self.products.sum(axis=(0, 1))

    @property
    def strongest_channels(self) -> np.ndarray:
        """Input channels by the size of their sum, largest first, either sign."""
        return np.argsort(-np.abs(self.channel_sums), kind="stable")

    @property
    def products_sum(self) -> float:
        """All products summed."""
        return float(self.channel_sums.sum())

    @property
    def before_relu(self) -> float:
        """All products summed, plus the bias."""
        return self.products_sum + self.bias

    @property
    def result(self) -> float:
        """After ReLU."""
        return max(self.before_relu, 0.0)

    @property
    def decimals(self) -> int:
        """Decimals at which the sum's printed terms add up and the result prints as computed."""
        return _decimals(self.products_sum, self.bias, self.result, self.activation)


@dataclass(frozen=True)
class PoolCell:
    """One cell of a max pooling's output.

    Attributes:
        rows: first and one-past-last row of the window in the input map.
        columns: the same for its columns.
        window: (k, k) float64.
        activation: the cell as the network computed it.
    """

    rows: Window
    columns: Window
    window: np.ndarray
    activation: float

    @property
    def maximum(self) -> tuple[int, int]:
        """Row and column of the largest cell in the window, the first of equals."""
        row, column = np.unravel_index(int(self.window.argmax()), self.window.shape)
        return int(row), int(column)

    @property
    def result(self) -> float:
        """The largest cell."""
        return float(self.window.max())


@dataclass(frozen=True)
class FlattenCell:
    """One number of a flattened row: where it comes from.

    Attributes:
        row: of its cell in the feature map.
        column: of its cell in the feature map.
        channel: its feature map.
        position: in the flattened row.
        arithmetic: how the position follows.
        activation: the number.
    """

    row: int
    column: int
    channel: int
    position: int
    arithmetic: str
    activation: float


@dataclass(frozen=True)
class DenseCell:
    """One unit of a dense layer.

    Attributes:
        inputs: (n,) float64, the outputs of the layer before.
        weights: (n,) float64, this unit's.
        bias: this unit's.
        logits: (classes,) float64, every unit before softmax; None where ReLU follows.
        unit: which one this is.
        activation: the unit's output as the network computed it.
    """

    inputs: np.ndarray
    weights: np.ndarray
    bias: float
    logits: np.ndarray | None
    unit: int
    activation: float

    @cached_property
    def products(self) -> np.ndarray:
        """(n,) float64: inputs times weights."""
        return self.inputs * self.weights

    @property
    def strongest_inputs(self) -> np.ndarray:
        """Inputs by the size of their product, largest first, either sign."""
        return np.argsort(-np.abs(self.products), kind="stable")

    @property
    def products_sum(self) -> float:
        """All products summed."""
        return float(self.products.sum())

    @property
    def before_activation(self) -> float:
        """All products summed, plus the bias: the logit, where softmax follows."""
        return self.products_sum + self.bias

    @property
    def exponentials_sum(self) -> float:
        """Softmax's denominator, all logits taken relative to the largest; 0 with ReLU."""
        if self.logits is None:
            return 0.0
        return float(np.exp(self.logits - self.logits.max()).sum())

    @property
    def result(self) -> float:
        """After ReLU or softmax."""
        if self.logits is None:
            return max(self.before_activation, 0.0)
        relative = self.before_activation - float(self.logits.max())
        return float(np.exp(relative)) / self.exponentials_sum

    @property
    def decimals(self) -> int:
        """Decimals at which the sum's printed terms add up and the result prints as computed."""
        return _decimals(self.products_sum, self.bias, self.result, self.activation)


Cell = ConvCell | PoolCell | FlattenCell | DenseCell


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
            return _pool_cell(size, given, place, activation)
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


def _pool_cell(size: int, given: np.ndarray, place: Place, activation: float) -> PoolCell:
    row, column, channel = place
    rows, columns = _window(row, size, size), _window(column, size, size)
    window = given[slice(*rows), slice(*columns), channel].astype(np.float64)
    return PoolCell(rows, columns, window, activation)


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


def _decimals(products_sum: float, bias: float, result: float, activation: float) -> int:
    """Four where that will do; else the first number of decimals at which the print is right.

    A sum's rounded terms need not give its rounded total, and two numbers a millionth apart can
    round apart; a decimal more or less settles nearly every such case.
    """
    alike = [
        places for places in DECIMALS_TO_TRY if f"{result:.{places}f}" == f"{activation:.{places}f}"
    ]
    for places in alike:
        terms = round(products_sum, places) + round(bias, places)
        total = round(products_sum + bias, places)
        if places >= DECIMALS and f"{terms:.{places}f}" == f"{total:.{places}f}":
            return places
    return alike[0] if alike else 0
