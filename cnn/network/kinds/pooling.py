"""MaxPool2D and AveragePool2D: one number for each square window of each map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from cnn.network import ops
from cnn.network.kinds.editing import ChoiceControl, CodePart, Control
from cnn.network.kinds.layer_spec import Arrays, KerasCall, LayerSpec
from cnn.network.kinds.settings import not_whole
from cnn.network.shapes import Shape, Window, shape_text

MAX_POOL_SIZE = 3


@dataclass(frozen=True)
class _Pooling(LayerSpec):
    """One number for each square window; the stride equals the window."""

    pool_size: int = 2

    stem: ClassVar = "pool"
    plural: ClassVar = "poolings"
    title: ClassVar = "Pooling"
    reads: ClassVar[Literal["maps"]] = "maps"
    controls: ClassVar[tuple[Control, ...]] = (
        ChoiceControl(
            "kind",
            ("max_pool2d", "average_pool2d"),
            "of each window",
            labels={"max_pool2d": "max", "average_pool2d": "average"},
        ),
        ChoiceControl("pool_size", tuple(range(2, MAX_POOL_SIZE + 1)), "window", "{} x {}"),
    )

    @property
    def window(self) -> Window:
        """The windows lie side by side."""
        return Window(self.pool_size, self.pool_size)

    def setting_problem(self) -> str | None:
        """What is wrong with the settings."""
        return not_whole("the pooling window", self.pool_size, MAX_POOL_SIZE)

    def not_offered(self) -> str | None:
        """A window of 1 x 1 does nothing."""
        return None if self.pool_size > 1 else "the pooling window must be 2 or 3"

    def misfit(self, name: str, shape: Shape, giver: str) -> str | None:
        """No window goes on a smaller map."""
        size, window = shape[0], self.pool_size
        if window <= size:
            return None
        smaller = f"A window of {size} x {size} would fit" if size > 1 else "Remove it"
        return (
            f"{name} does not fit: a {window} x {window} window does not go on the {size} x "
            f"{size} map that {giver}. {smaller}, or remove a layer before it."
        )

    def size_arithmetic(self, shape: Shape) -> str:
        """How the output's size follows from the input's."""
        return f"floor({shape[0]} / {self.pool_size}) = {self.output_shape(shape)[0]}"

    def _output_sentence(self, name: str, shape: Shape, what: str) -> str:
        arithmetic = (
            f"**Output of {name}**: {shape_text(self.output_shape(shape))}. "
            f"{self.output_shape(shape)[0]} rows and columns ({self.size_arithmetic(shape)}); each "
            f"cell is {what} of a {self.pool_size} x {self.pool_size} window"
        )
        unread = self.unread_text(shape)
        return f"{arithmetic}; {unread}." if unread else f"{arithmetic}."


@dataclass(frozen=True)
class MaxPool2D(_Pooling):
    """The maximum of each square window; the stride equals the window."""

    type_name: ClassVar = "max_pool2d"
    code: ClassVar[tuple[CodePart, ...]] = (CodePart("m", "pool_size"),)

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        return self._output_sentence(name, shape, "the maximum")

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """The maximum of each window."""
        return ops.max_pool2d(values, self.pool_size)

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """All goes to the cell that was the maximum, the first of several that are alike."""
        return ops.max_pool2d_gradient(gradient, values, self.pool_size)

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("MaxPooling2D", (self.pool_size,))


@dataclass(frozen=True)
class AveragePool2D(_Pooling):
    """The mean of each square window; the stride equals the window."""

    type_name: ClassVar = "average_pool2d"
    code: ClassVar[tuple[CodePart, ...]] = (CodePart("a", "pool_size"),)

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        return self._output_sentence(name, shape, "the average")

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """The mean of each window."""
        return ops.average_pool2d(values, self.pool_size)

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Every cell has the same share in its window's mean."""
        return ops.average_pool2d_gradient(gradient, values.shape, self.pool_size)

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("AveragePooling2D", (self.pool_size,))
