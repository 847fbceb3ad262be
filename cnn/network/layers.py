"""Layer: one layer in its place in a network."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cnn.network.kinds.layer_spec import LayerSpec
from cnn.network.shapes import ReceptiveField, Shape, shape_text


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
    def weight_shapes(self) -> dict[str, Shape]:
        """{array's name: its shape}, as Keras names, orders and lays them out."""
        return self.spec.weight_shapes(self.input_shape)

    @property
    def kernel_shape(self) -> Shape | None:
        """The kernel's shape as Keras lays it out, or None where there is none."""
        return self.weight_shapes.get("kernel")

    @property
    def parameters(self) -> int:
        """How many numbers its arrays hold."""
        return sum(map(math.prod, self.weight_shapes.values()))

    @property
    def multiply_adds(self) -> int:
        """Multiplications that one image costs, each with its addition; poolings count as 0."""
        return self.spec.multiply_adds(self.input_shape)

    @property
    def unread_rows(self) -> tuple[int, ...]:
        """Rows of the input, equally columns, that no window of this layer reads."""
        return self.spec.unread_rows(self.input_shape)

    def rows_read(self, cell: int) -> range:
        """Rows of the input, equally columns, that one row of the output is made from.

        The layer's output must be feature maps. The rows are cut to the input's; padding is no row
        of the input.
        """
        return self.spec.rows_read(cell, self.input_shape)

    @property
    def dropped(self) -> int:
        """How many rows of the input, and as many columns, no window reads."""
        return len(self.unread_rows)

    @property
    def dropped_text(self) -> str:
        """Which rows and columns no window reads, in words; empty where all are read."""
        return self.spec.unread_text(self.input_shape)

    @property
    def shape_text(self) -> str:
        """The output shape as it is written on the pages: 26 x 26 x 32."""
        return shape_text(self.output_shape)

    @property
    def size_arithmetic(self) -> str:
        """How the output's size follows from the input's, with its numbers."""
        return self.spec.size_arithmetic(self.input_shape)

    @property
    def output_sentence(self) -> str:
        """Which output is shown, and how its shape follows: Markdown."""
        return self.spec.output_sentence(self.name, self.input_shape)

    @property
    def parameter_arithmetic(self) -> str:
        """How the number of parameters follows: 3 x 3 x 32 x 64 + 64 = 18,496."""
        return self.spec.parameter_arithmetic(self.input_shape)
