"""GlobalAveragePooling2D: each feature map becomes one number, its mean.

Source: M. Lin, Q. Chen, S. Yan, "Network In Network", arXiv:1312.4400 (2013), section 3.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from cnn.figures.number_grid import printed
from cnn.network.kinds.cell import Cell, CellSource, decimals_that_agree
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

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        return KerasCall("GlobalAveragePooling2D")

    def explained(self, source: CellSource) -> GlobalAverageCell:
        """The whole map."""
        (channel,) = source.place
        cells = source.given[..., channel].astype(np.float64)
        return GlobalAverageCell(source.activation, cells, channel)


@dataclass(frozen=True)
class GlobalAverageCell(Cell):
    """One map's mean.

    Attributes:
        map: (h, w) float64.
        channel: which map it is.
    """

    map: np.ndarray
    channel: int

    @property
    def total(self) -> float:
        """The map's cells summed."""
        return float(self.map.sum())

    @property
    def result(self) -> float:
        """Their mean."""
        return self.total / self.map.size

    @property
    def decimals(self) -> int:
        """Decimals at which the printed sum's mean prints as computed."""
        return decimals_that_agree([self.total], self.result, self.activation, self.map.size)

    def words(self, giver: str) -> tuple[str, ...]:
        """The sum and the mean."""
        height, width = self.map.shape
        total, mean = (printed(value, self.decimals) for value in (self.total, self.result))
        return (
            f"The {height} x {width} = {self.map.size} cells of {giver}'s map {self.channel} add "
            f"up to {total}, and {total} / {self.map.size} = **{mean}**. Where in the map they "
            "stand no longer counts.",
        )
