"""Conv2D: a convolution with square kernels, followed by ReLU."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal, Self, get_args

import numpy as np

from cnn.network import ops
from cnn.network.kinds.cell import Cell, CellSource
from cnn.network.kinds.editing import ChoiceControl, CodePart, Control, NumberControl
from cnn.network.kinds.layer_spec import Arrays, KerasCall, LayerSpec
from cnn.network.kinds.settings import not_one_of, not_whole
from cnn.network.shapes import Padding, Shape, Span, Window, shape_text

MAX_FILTERS = 128
MAX_KERNEL_SIZE = 7
MAX_STRIDE = 3


@dataclass(frozen=True)
class Conv2D(LayerSpec):
    """A convolution with square kernels, followed by ReLU."""

    filters: int
    kernel_size: int = 3
    stride: int = 1
    padding: Padding = "valid"

    type_name: ClassVar = "conv2d"
    stem: ClassVar = "conv"
    plural: ClassVar = "convolutions"
    title: ClassVar = "Conv2D"
    reads: ClassVar[Literal["maps"]] = "maps"
    resizable: ClassVar = "filters"
    controls: ClassVar[tuple[Control, ...]] = (
        NumberControl("filters", 1, MAX_FILTERS, "filters"),
        ChoiceControl("kernel_size", tuple(range(1, MAX_KERNEL_SIZE + 1)), "kernel", "{} x {}"),
        ChoiceControl("padding", get_args(Padding), "padding"),
        ChoiceControl("stride", tuple(range(1, MAX_STRIDE + 1)), "stride", "stride {}"),
    )
    code: ClassVar[tuple[CodePart, ...]] = (
        CodePart("c", "filters"),
        CodePart("k", "kernel_size", omitted=3, digits=1),
        CodePart("s", "stride", omitted=1, digits=1),
        CodePart("p", "padding", omitted="valid", implied="same"),
    )

    @classmethod
    def first(cls) -> Self:
        """What the editor adds."""
        return cls(32)

    @property
    def activation(self) -> Literal["relu"]:
        """ReLU follows each convolution."""
        return "relu"

    @property
    def window(self) -> Window:
        """The kernel."""
        return Window(self.kernel_size, self.stride, self.padding)

    def setting_problem(self) -> str | None:
        """What is wrong with the settings."""
        return (
            not_whole("the number of filters", self.filters, MAX_FILTERS)
            or not_whole("the kernel size", self.kernel_size, MAX_KERNEL_SIZE)
            or not_whole("the stride", self.stride, MAX_STRIDE)
            or not_one_of("the padding", self.padding, get_args(Padding))
        )

    def misfit(self, name: str, shape: Shape, giver: str) -> str | None:
        """Without padding, no kernel goes on a smaller map."""
        size, kernel = shape[0], self.kernel_size
        if self.padding == "same" or kernel <= size:
            return None
        return (
            f"{name} does not fit: a {kernel} x {kernel} kernel does not go on the {size} x "
            f"{size} map that {giver}. A kernel of at most {size} x {size} would fit, or same "
            "padding; or remove a layer before it."
        )

    def output_shape(self, shape: Shape) -> Shape:
        """A map for each filter."""
        return (*super().output_shape(shape)[:2], self.filters)

    def size_arithmetic(self, shape: Shape) -> str:
        """How the output's size follows from the input's."""
        size, kernel, out = shape[0], self.kernel_size, self.output_shape(shape)[0]
        if self.padding == "same":
            return f"ceil({size} / {self.stride}) = {out}"
        if self.stride == 1:
            return f"{size} - {kernel} + 1 = {out}"
        return f"floor(({size} - {kernel}) / {self.stride}) + 1 = {out}"

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        output = self.output_shape(shape)
        maps = f"{self.filters} filters give {self.filters} maps"
        if self.filters == 1:
            maps = "one filter gives one map"
        sentence = (
            f"**Output of {name}**, after ReLU: {shape_text(output)}. {output[0]} rows and columns "
            f"({self.size_arithmetic(shape)}); {maps}"
        )
        unread = self.unread_text(shape)
        return f"{sentence}; {unread}." if unread else f"{sentence}."

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """A kernel for each filter, and a bias."""
        kernel = (self.kernel_size, self.kernel_size, shape[2], self.filters)
        return {"kernel": kernel, "bias": (self.filters,)}

    def multiply_adds(self, shape: Shape) -> int:
        """One for each weight in each place."""
        height, width, _ = self.output_shape(shape)
        return height * width * math.prod(self.weight_shapes(shape)["kernel"])

    def passing_numbers(self, shape: Shape) -> int:
        """The patches side by side, the input with its padding, the sums before ReLU."""
        size, channels = self.kernel_size, shape[2]
        height, width, _ = self.output_shape(shape)
        patches = height * width * size * size * channels
        padded = (shape[0] + size) ** 2 * channels
        return patches + padded + height * width * self.filters

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Patch times kernel, summed, plus bias."""
        return ops.conv2d(values, arrays["kernel"], arrays["bias"], self.stride, self.padding)

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Each cell of a patch gets what its weights pass on, summed over the patches it is in."""
        return ops.conv2d_gradient(
            gradient, values.shape, arrays["kernel"], self.stride, self.padding
        )

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        named: dict[str, int | float | str] = {}
        if self.stride > 1:
            named["strides"] = self.stride
        if self.padding == "same":
            named["padding"] = "same"
        named["activation"] = "relu"
        return KerasCall("Conv2D", (self.filters, self.kernel_size), named)

    def explained(self, source: CellSource) -> ConvCell:
        """The patch under the kernel, and one filter's weights."""
        row, column, channel = source.place
        rows, columns, _ = source.given.shape
        padded = source.given[np.newaxis]
        if self.padding == "same":
            padded = ops.pad_same(padded, self.kernel_size, self.stride)
        top, left = row * self.stride, column * self.stride
        patch = padded[0, top : top + self.kernel_size, left : left + self.kernel_size]
        return ConvCell(
            activation=source.activation,
            rows=self.window.span(row, rows),
            columns=self.window.span(column, columns),
            patch=patch.astype(np.float64),
            kernel=source.arrays["kernel"][..., channel].astype(np.float64),
            bias=float(source.arrays["bias"][channel]),
        )


@dataclass(frozen=True)
class ConvCell(Cell):
    """One cell of a convolution's output.

    Attributes:
        rows: first and one-past-last row of the patch in the input map; outside it is padding.
        columns: the same for its columns.
        patch: (k, k, c) float64, what the kernel lies on, zeros in the padding.
        kernel: (k, k, c) float64, one filter's weights, one k x k kernel per input channel.
        bias: the filter's bias.
    """

    rows: Span
    columns: Span
    patch: np.ndarray
    kernel: np.ndarray
    bias: float

    @cached_property
    def products(self) -> np.ndarray:
        """(k, k, c) float64: patch times kernel, cell by cell."""
        return self.patch * self.kernel

    @cached_property
    def channel_sums(self) -> np.ndarray:
        """(c,) float64: the k x k products of each input channel, summed."""
        return self.products.sum(axis=(0, 1))

    @property
    def products_sum(self) -> float:
        """All products summed."""
        return float(self.channel_sums.sum())

    @property
    def before_relu(self) -> float:
        """All products summed, plus the bias: made from the terms on display."""
        return self.products_sum + self.bias

    @property
    def result(self) -> float:
        """After ReLU."""
        return max(self.before_relu, 0.0)
