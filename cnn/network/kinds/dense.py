"""Dense: a fully connected layer, followed by ReLU, or by softmax where it is the last."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal, Self

import numpy as np

from cnn.network import ops
from cnn.network.kinds.cell import Cell, CellSource, decimals_that_agree
from cnn.network.kinds.editing import CodePart, Control, NumberControl
from cnn.network.kinds.layer_spec import Arrays, KerasCall, LayerSpec
from cnn.network.kinds.settings import not_one_of, not_whole
from cnn.network.shapes import Activation, Shape

MAX_UNITS = 512


@dataclass(frozen=True)
class Dense(LayerSpec):
    """A fully connected layer."""

    units: int
    activation: Activation = "relu"

    type_name: ClassVar = "dense"
    stem: ClassVar = "dense"
    is_often_single: ClassVar = True
    plural: ClassVar = "dense layers"
    title: ClassVar = "Dense"
    reads: ClassVar[Literal["row"]] = "row"
    is_added_last: ClassVar = True
    resizable: ClassVar = "units"
    controls: ClassVar[tuple[Control, ...]] = (NumberControl("units", 1, MAX_UNITS, "units"),)
    code: ClassVar[tuple[CodePart, ...]] = (CodePart("d", "units"),)

    @classmethod
    def first(cls) -> Self:
        """What the editor adds."""
        return cls(64)

    def fields(self) -> dict[str, Any]:
        """The units; ReLU follows every hidden layer."""
        return {"units": self.units}

    def setting_problem(self) -> str | None:
        """What is wrong with a hidden layer's settings."""
        return not_whole("the number of units", self.units, MAX_UNITS) or not_one_of(
            "the activation", self.activation, ("relu",)
        )

    def output_shape(self, shape: Shape) -> Shape:
        """One number per unit."""
        return (self.units,)

    def size_arithmetic(self, shape: Shape) -> str:
        """How many units."""
        return f"{self.units} units"

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        if self.activation == "softmax":
            return f"**Output of {name}**: {self.units} probabilities, which add up to 1."
        return f"**Output of {name}**, after ReLU: {self.units} units, one number each."

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """A weight for each input and unit, and a bias for each unit."""
        return {"kernel": (shape[0], self.units), "bias": (self.units,)}

    def multiply_adds(self, shape: Shape) -> int:
        """One for each weight."""
        return math.prod(self.weight_shapes(shape)["kernel"])

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Inputs times weights, summed, plus bias."""
        return ops.dense(values, arrays["kernel"], arrays["bias"])

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Each input gets what its weights pass on, summed over the units."""
        return gradient @ arrays["kernel"].T

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("Dense", (self.units,), {"activation": self.activation})

    def explained(self, source: CellSource) -> DenseCell:
        """The inputs, and one unit's weights."""
        (unit,) = source.place
        return DenseCell(
            activation=source.activation,
            inputs=source.given.astype(np.float64),
            weights=source.arrays["kernel"][:, unit].astype(np.float64),
            bias=float(source.arrays["bias"][unit]),
            unit=unit,
        )


@dataclass(frozen=True)
class DenseCell(Cell):
    """One unit of a dense layer.

    Attributes:
        inputs: (n,) float64, the outputs of the layer before.
        weights: (n,) float64, this unit's.
        bias: this unit's.
        unit: which one this is.
    """

    inputs: np.ndarray
    weights: np.ndarray
    bias: float
    unit: int

    @cached_property
    def products(self) -> np.ndarray:
        """(n,) float64: inputs times weights."""
        return self.inputs * self.weights

    @property
    def products_sum(self) -> float:
        """All products summed."""
        return float(self.products.sum())

    @property
    def before_activation(self) -> float:
        """All products summed, plus the bias: made from the terms on display."""
        return self.products_sum + self.bias

    @property
    def result(self) -> float:
        """After ReLU."""
        return max(self.before_activation, 0.0)

    @property
    def decimals(self) -> int:
        """Decimals at which the sum's printed terms add up and the result prints as computed."""
        return decimals_that_agree([self.products_sum, self.bias], self.result, self.activation)
