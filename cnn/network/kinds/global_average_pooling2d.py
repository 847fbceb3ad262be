"""GlobalAveragePooling2D: each feature map becomes one number, its mean.

Source: M. Lin, Q. Chen, S. Yan, "Network In Network", arXiv:1312.4400 (2013), section 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from cnn.network.kinds.editing import CodePart
from cnn.network.kinds.layer_spec import Arrays, KerasCall, LayerSpec
from cnn.network.shapes import Shape


@dataclass(frozen=True)
class GlobalAveragePooling2D(LayerSpec):
    """The mean of each feature map, in one row: it stands where flatten would."""

    type_name: ClassVar = "global_average_pooling2d"
    stem: ClassVar = "global_pool"
    is_often_single: ClassVar = True
    plural: ClassVar = "global poolings"
    title: ClassVar = "Global pooling"
    reads: ClassVar[Literal["maps"]] = "maps"
    gives_row: ClassVar = True
    number_name: ClassVar = "map"
    fixed_text: ClassVar = "the mean of each map, in place of flatten"
    code: ClassVar[tuple[CodePart, ...]] = (CodePart("g"),)

    def output_shape(self, shape: Shape) -> Shape:
        """One number per map."""
        return (shape[2],)

    def size_arithmetic(self, shape: Shape) -> str:
        """How the output's size follows from the input's."""
        return "a mean per map"

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows."""
        height, width, channels = shape
        cells = height * width
        return (
            f"**Output of {name}**: {channels} numbers, one for each map: the average of its "
            f"{height} x {width} = {cells} cells."
        )

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """The mean of each map."""
        return values.mean(axis=(1, 2))

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Every cell has the same share in its map's mean."""
        height, width = values.shape[1:3]
        shares = gradient[:, np.newaxis, np.newaxis] / np.float32(height * width)
        return np.broadcast_to(shares, values.shape)

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("GlobalAveragePooling2D")
