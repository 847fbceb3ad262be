"""Flatten: all cells of all feature maps as one row of numbers. No design chooses it; it stands
in every network whose maps meet a dense layer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from cnn.network.kinds.layer_spec import Arrays, KerasCall, LayerSpec
from cnn.network.shapes import Shape, shape_text


@dataclass(frozen=True)
class Flatten(LayerSpec):
    """All cells of all feature maps as one row of numbers."""

    type_name: ClassVar = "flatten"
    stem: ClassVar = "flatten"
    is_often_single: ClassVar = True
    reads: ClassVar[Literal["maps"]] = "maps"
    gives_row: ClassVar = True
    passes_on: ClassVar = True
    number_name: ClassVar = "position"
    fixed_text: ClassVar = "all cells of all maps in one long row"

    def output_shape(self, shape: Shape) -> Shape:
        """As many numbers as there are cells."""
        return (math.prod(shape),)

    def size_arithmetic(self, shape: Shape) -> str:
        """How the output's size follows from the input's."""
        return f"{shape_text(shape)} = {math.prod(shape)}"

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        return f"**Output of {name}**: the same numbers in one row: {self.size_arithmetic(shape)}."

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """The same numbers in one row."""
        return values.reshape(len(values), -1)

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """The same numbers as maps."""
        return gradient.reshape(values.shape)

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("Flatten")
