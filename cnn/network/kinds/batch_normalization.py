"""BatchNormalization: each channel is brought to mean 0 and variance 1, then scaled as learned.

Source: S. Ioffe, C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
Internal Covariate Shift", arXiv:1502.03167 (2015), algorithms 1 and 2. There it stands before
ReLU; here convolutions and dense layers hold ReLU in themselves, so it stands after.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cnn.network.kinds.editing import CodePart
from cnn.network.kinds.layer_spec import Arrays, KerasCall, LayerSpec
from cnn.network.shapes import Shape, shape_text

EPSILON = 1e-3
# Of the moving averages, kept in each gradient step.
MOMENTUM = 0.99
_ARRAYS = ("gamma", "beta", "moving_mean", "moving_variance")


@dataclass(frozen=True)
class BatchNormalization(LayerSpec):
    """Each number less its channel's mean, divided by the deviation, times gamma, plus beta.

    While training, mean and variance are those of the batch; when reading, the moving averages of
    them that training has left.
    """

    type_name: ClassVar = "batch_normalization"
    stem: ClassVar = "batch_norm"
    is_often_single: ClassVar = True
    plural: ClassVar = "batch normalizations"
    title: ClassVar = "Batch norm"
    fixed_text: ClassVar = "after ReLU; for each map two numbers are learned and two measured"
    code: ClassVar[tuple[CodePart, ...]] = (CodePart("b"),)

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        return (
            f"**Output of {name}**: {shape_text(shape)}, each map shifted and scaled. No ReLU "
            "follows, so its numbers may be below zero."
        )

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Four numbers for each channel or unit."""
        return dict.fromkeys(_ARRAYS, shape[-1:])

    def array_problem(self, arrays: Arrays) -> str | None:
        """A variance has a root."""
        if (arrays["moving_variance"] < 0).any():
            return "a variance is below zero"
        return None

    def parameter_arithmetic(self, shape: Shape) -> str:
        """How the number of parameters follows."""
        return f"{len(_ARRAYS)} x {shape[-1]} = {len(_ARRAYS) * shape[-1]:,}"

    def multiply_adds(self, shape: Shape) -> int:
        """One for each number."""
        return math.prod(shape)

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """A factor and a summand for each channel, which the four arrays come to."""
        factor = _factor(arrays)
        normalised = values * factor
        normalised += arrays["beta"] - arrays["moving_mean"] * factor
        return normalised

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Each number passes on its channel's factor."""
        return gradient * _factor(arrays)

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("BatchNormalization", named={"momentum": MOMENTUM, "epsilon": EPSILON})


def _factor(arrays: Arrays) -> np.ndarray:
    return arrays["gamma"] / np.sqrt(arrays["moving_variance"] + EPSILON)
