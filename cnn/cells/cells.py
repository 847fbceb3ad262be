"""Cells explained: the numbers that go into one cell of a layer's output, and how they combine.

The terms are in double precision, made from the same weights and inputs as the network's own
single precision; the two agree to about seven digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

DECIMALS = 4
DECIMALS_TO_TRY = (4, 5, 6, 7, 8, 3, 2, 1)

Window = tuple[int, int]


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
        return _decimals([self.products_sum, self.bias], self.result, self.activation)


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
class AverageCell:
    """One cell of an average pooling's output.

    Attributes:
        rows: first and one-past-last row of the window in the input map.
        columns: the same for its columns.
        window: (k, k) float64.
        activation: the cell as the network computed it, in single precision.
    """

    rows: Window
    columns: Window
    window: np.ndarray
    activation: float

    @property
    def total(self) -> float:
        """The window's cells summed."""
        return float(self.window.sum())

    @property
    def result(self) -> float:
        """Their mean."""
        return self.total / self.window.size

    @property
    def decimals(self) -> int:
        """Decimals at which the mean of the printed cells prints as computed."""
        return _decimals(
            self.window.ravel().tolist(), self.result, self.activation, self.window.size
        )


@dataclass(frozen=True)
class DropoutCell:
    """One number that dropout passes on.

    Attributes:
        rate: probability with which it is set to 0 while training.
        activation: the number, the same as in the layer before.
    """

    rate: float
    activation: float

    @property
    def while_training(self) -> float:
        """What it becomes in a training step that does not set it to 0."""
        return self.activation / (1 - self.rate)


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
        return _decimals([self.products_sum, self.bias], self.result, self.activation)


Cell = ConvCell | PoolCell | AverageCell | DropoutCell | FlattenCell | DenseCell


def _decimals(terms: Sequence[float], result: float, activation: float, divisor: int = 1) -> int:
    """Four where that will do; else the first number of decimals at which the print is right.

    A sum's rounded terms need not give its rounded total, and two numbers a millionth apart can
    round apart; a decimal more or less settles nearly every such case.
    """
    alike = [
        places for places in DECIMALS_TO_TRY if f"{result:.{places}f}" == f"{activation:.{places}f}"
    ]
    total = sum(terms) / divisor
    for places in alike:
        of_printed = sum(round(term, places) for term in terms) / divisor
        if places >= DECIMALS and f"{of_printed:.{places}f}" == f"{total:.{places}f}":
            return places
    return alike[0] if alike else 0
