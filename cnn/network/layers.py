"""Layers: what each kind does, and one layer in its place, with its arithmetic in words.

Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285 (2016), for the size and receptive-field arithmetic; the conventions for
`same` padding are TensorFlow's (the odd row or column is added at the bottom and right).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

IMAGE_SIZE = 28
# Of rows that no window reads, so many are named one by one.
MAX_ROWS_LISTED = 4

Padding = Literal["valid", "same"]
Activation = Literal["relu", "softmax"]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Conv2D:
    """A convolution with square kernels, followed by ReLU."""

    filters: int
    kernel_size: int = 3
    stride: int = 1
    padding: Padding = "valid"


@dataclass(frozen=True)
class MaxPool2D:
    """The maximum of each square window; the stride equals the window."""

    pool_size: int = 2


@dataclass(frozen=True)
class AveragePool2D:
    """The mean of each square window; the stride equals the window."""

    pool_size: int = 2


@dataclass(frozen=True)
class Dropout:
    """While training, each number is set to 0 with probability `rate`, the others are divided by
    1 - rate, so that their expected sum stays; when reading, everything passes unchanged.

    Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from
    Overfitting", JMLR 15 (2014); the division while training is Keras's ("inverted dropout").
    """

    rate: float = 0.5


@dataclass(frozen=True)
class Flatten:
    """All cells of all feature maps as one row of numbers."""


@dataclass(frozen=True)
class Dense:
    """A fully connected layer."""

    units: int
    activation: Activation = "relu"


HiddenSpec = Conv2D | MaxPool2D | AveragePool2D | Dropout | Dense
LayerSpec = HiddenSpec | Flatten


@dataclass(frozen=True)
class ReceptiveField:
    """The square of input pixels that one cell of a feature map depends on.

    Attributes:
        size: side of the square, in input pixels.
        stride: input pixels between the fields of neighbouring cells.
        start: first input row (and column) of cell 0; negative inside padding.
    """

    size: int = 1
    stride: int = 1
    start: int = 0

    def window(self, cell: int) -> tuple[int, int]:
        """Input rows (or columns) seen by one cell.

        Args:
            cell: row (or column) of the cell in its feature map, from 0.

        Returns:
            First and one-past-last input row, cut to the image: 0 to 28.
        """
        first = self.start + cell * self.stride
        return max(first, 0), min(first + self.size, IMAGE_SIZE)


WHOLE_IMAGE = ReceptiveField(IMAGE_SIZE, IMAGE_SIZE, 0)


def same_padding(size: int, window: int, stride: int) -> tuple[int, int]:
    """Rows that TensorFlow's `same` padding adds before and after.

    Args:
        size: rows of the map before padding, at least 1.
        window: rows of the kernel, at least 1.
        stride: rows between windows, at least 1.

    Returns:
        Rows added before, rows added after; after is the larger when they differ.
    """
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


@dataclass(frozen=True)
class Layer:
    """One layer in its place in a network.

    Attributes:
        name: unique in the network: conv1, pool1, flatten, dense, softmax, ...
        spec: what the layer does.
        input_shape: one example's shape going in: (height, width, channels) or (units,).
        output_shape: one example's shape coming out.
        receptive_field: what one output cell sees of the 28 x 28 image.
    """

    name: str
    spec: LayerSpec
    input_shape: Shape
    output_shape: Shape
    receptive_field: ReceptiveField

    @property
    def is_spatial(self) -> bool:
        """Whether the output is a stack of feature maps."""
        return len(self.output_shape) == 3

    @property
    def kernel_shape(self) -> Shape | None:
        """The kernel's shape as Keras lays it out, or None where nothing is learned."""
        match self.spec:
            case Conv2D(filters, kernel_size):
                return kernel_size, kernel_size, self.input_shape[-1], filters
            case Dense(units):
                return self.input_shape[0], units
        return None

    @property
    def parameters(self) -> int:
        """Number of learned numbers: kernel and biases."""
        if self.kernel_shape is None:
            return 0
        return math.prod(self.kernel_shape) + self.kernel_shape[-1]

    @property
    def multiply_adds(self) -> int:
        """Multiplications that one image costs, each with its addition; poolings count as 0."""
        match self.spec:
            case Conv2D():
                height, width, _ = self.output_shape
                return height * width * math.prod(self.kernel_shape)
            case Dense():
                return math.prod(self.kernel_shape)
        return 0

    @property
    def unread_rows(self) -> tuple[int, ...]:
        """Rows of the input, equally columns, that no window of this layer reads."""
        if not self.is_spatial:
            return ()
        size, cells = self.input_shape[0], range(self.output_shape[0])
        read = {row for cell in cells for row in self.rows_read(cell)}
        return tuple(row for row in range(size) if row not in read)

    def rows_read(self, cell: int) -> range:
        """Rows of the input, equally columns, that one row of the output is made from.

        Args:
            cell: row of the output, from 0; the layer's output must be feature maps.

        Returns:
            The rows, cut to the input's; padding is no row of the input.
        """
        size = self.input_shape[0]
        match self.spec:
            case Conv2D(_, window, stride, padding):
                before = same_padding(size, window, stride)[0] if padding == "same" else 0
                start = cell * stride - before
            case MaxPool2D(window) | AveragePool2D(window):
                start = cell * window
            case _:
                start, window = cell, 1
        return range(max(start, 0), min(start + window, size))

    @property
    def dropped(self) -> int:
        """How many rows of the input, and as many columns, no window reads.

        The floor division of a pooling or of a stride leaves them at the bottom and right; a
        stride larger than its kernel leaves some between the windows as well.
        """
        return len(self.unread_rows)

    @property
    def dropped_text(self) -> str:
        """Which rows and columns no window reads, in words; empty where all are read."""
        rows, size = self.unread_rows, self.input_shape[0]
        if not rows:
            return ""
        if len(rows) == 1:
            return f"row and column {rows[0]} of {size} are read by no window"
        if len(rows) > MAX_ROWS_LISTED:
            listed = ", ".join(map(str, rows[:MAX_ROWS_LISTED]))
            return f"{len(rows)} of {size} rows and columns ({listed}, ...) are read by no window"
        listed = ", ".join(map(str, rows[:-1]))
        return f"rows and columns {listed} and {rows[-1]} of {size} are read by no window"

    @property
    def shape_text(self) -> str:
        """The output shape as it is written on the pages: 26 x 26 x 32."""
        return shape_text(self.output_shape)

    @property
    def size_arithmetic(self) -> str:
        """How the output's size follows from the input's, with its numbers."""
        size, out = self.input_shape[0], self.output_shape[0]
        match self.spec:
            case Conv2D(_, kernel, 1, "valid"):
                text = f"{size} - {kernel} + 1 = {out}"
            case Conv2D(_, kernel, stride, "valid"):
                text = f"floor(({size} - {kernel}) / {stride}) + 1 = {out}"
            case Conv2D(_, _, stride, "same"):
                text = f"ceil({size} / {stride}) = {out}"
            case MaxPool2D(pool_size) | AveragePool2D(pool_size):
                text = f"floor({size} / {pool_size}) = {out}"
            case Flatten():
                text = f"{shape_text(self.input_shape)} = {out}"
            case Dropout():
                text = "unchanged"
            case _:
                text = f"{out} units"
        return text

    @property
    def parameter_arithmetic(self) -> str:
        """How the number of parameters follows: 3 x 3 x 32 x 64 + 64 = 18,496."""
        if self.kernel_shape is None:
            return "0: nothing is learned"
        return f"{shape_text(self.kernel_shape)} + {self.kernel_shape[-1]} = {self.parameters:,}"


def shape_text(shape: Shape) -> str:
    """A shape as it is written on the pages.

    Args:
        shape: sizes, outermost first.

    Returns:
        The sizes joined by " x ".
    """
    return " x ".join(str(size) for size in shape)
