"""LayerSpec: what every kind of layer answers, with what is usual as the default.

A kind is a frozen dataclass of its settings. It says below what is true of itself wherever it
stands: shapes go in as one example's, (height, width, channels) or (units,).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Self

import numpy as np

from cnn.network.kinds.editing import CodePart, Control
from cnn.network.shapes import (
    WHOLE_IMAGE,
    Activation,
    ReceptiveField,
    Shape,
    Window,
    shape_text,
)

# Of rows that no window reads, so many are named one by one.
MAX_ROWS_LISTED = 4

Arrays = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class KerasCall:
    """How a layer is made in Keras: a class of `keras.layers`, and what it is called with."""

    class_name: str
    positional: tuple[int | float | str, ...] = ()
    named: Mapping[str, int | float | str] = field(default_factory=dict)


class LayerSpec:
    """What a layer does, wherever it stands in a network."""

    type_name: ClassVar[str]
    """In files and in the editor's data."""
    stem: ClassVar[str]
    """Layers are named by it and a number: conv1."""
    is_often_single: ClassVar[bool] = False
    """Whether a single one in a network has no number."""
    plural: ClassVar[str]
    """Several of them in words: convolutions."""
    title: ClassVar[str]
    """On the editor's button; kinds of one title share it, and the first of them is added."""
    reads: ClassVar[Literal["maps", "row", "any"]] = "any"
    """Whether it needs feature maps, or one row of numbers."""
    gives_row: ClassVar[bool] = False
    """Whether it makes one row of numbers out of feature maps."""
    is_added_last: ClassVar[bool] = False
    """Whether the editor adds it at the end, not before the maps become a row."""
    passes_on: ClassVar[bool] = False
    """Whether the numbers that it gives when reading are those of the layer before."""
    number_name: ClassVar[str] = "unit"
    """What one number of its row is called."""
    resizable: ClassVar[str | None] = None
    """The setting, a number of filters or units, that makes a network smaller."""
    controls: ClassVar[tuple[Control, ...]] = ()
    fixed_text: ClassVar[str] = ""
    """What the editor says of it beside the controls."""
    code: ClassVar[tuple[CodePart, ...]] = ()

    @property
    def activation(self) -> Activation | None:
        """The function that its numbers go through last."""
        return None

    @property
    def window(self) -> Window | None:
        """What slides over the maps; None where nothing does."""
        return None

    # Settings

    def setting_problem(self) -> str | None:
        """What is wrong with the settings, wherever the layer stands.

        The end of a sentence, such as "the stride must be a whole number from 1 to 3", or None.
        """
        return None

    def not_offered(self) -> str | None:
        """Why the pages do not offer these settings, though a file may hold them; or None."""
        return None

    def misfit(self, name: str, shape: Shape, giver: str) -> str | None:
        """Why it cannot work on these maps, and what would fit; or None.

        Args:
            name: of the layer.
            shape: of the maps.
            giver: where they come from, such as "pool1 gives" or "is the input".
        """
        return None

    # Editing

    @classmethod
    def first(cls) -> Self:
        """What the editor adds."""
        return cls()

    def fields(self) -> dict[str, Any]:
        """The settings as the editor and the design code have them."""
        return dict(vars(self))

    @classmethod
    def from_fields(cls, **fields: Any) -> Self:
        """What `fields` gave; unchecked."""
        return cls(**fields)

    # Shapes and sizes

    def output_shape(self, shape: Shape) -> Shape:
        """One example's shape coming out."""
        if self.window is None:
            return shape
        size = self.window.places(shape[0])
        return size, size, shape[2]

    def receptive_field(self, shape: Shape, field: ReceptiveField) -> ReceptiveField:
        """What one number of the output sees of the image where one of the input sees `field`."""
        if self.window is not None:
            return self.window.widened(field, shape[0])
        return field if len(self.output_shape(shape)) == 3 else WHOLE_IMAGE

    def rows_read(self, row: int, shape: Shape) -> range:
        """Rows of the input, equally columns, that one row of the output's maps is made from."""
        return (self.window or Window(1)).rows_read(row, shape[0])

    def unread_rows(self, shape: Shape) -> tuple[int, ...]:
        """Rows of the input, equally columns, that no window reads.

        The floor division of a pooling or of a stride leaves them at the bottom and right; a
        stride larger than its kernel leaves some between the windows as well.
        """
        if self.window is None:
            return ()
        places = range(self.window.places(shape[0]))
        read = {row for place in places for row in self.window.rows_read(place, shape[0])}
        return tuple(row for row in range(shape[0]) if row not in read)

    def unread_text(self, shape: Shape) -> str:
        """Which rows and columns no window reads, in words; empty where all are read."""
        rows, size = self.unread_rows(shape), shape[0]
        if not rows:
            return ""
        if rows == (size - 1,):
            return "the last row and the last column are left over: no window fits there"
        if rows == tuple(range(rows[0], size)):
            return f"the last {len(rows)} rows and columns are left over: no window fits there"
        listed = ", ".join(map(str, rows[:MAX_ROWS_LISTED]))
        more = ", ..." if len(rows) > MAX_ROWS_LISTED else ""
        return (
            f"{len(rows)} of the {size} rows and columns lie between the windows and are skipped: "
            f"{listed}{more}, counted from 0"
        )

    def size_arithmetic(self, shape: Shape) -> str:
        """How the output's size follows from the input's, with its numbers."""
        return "unchanged"

    def output_sentence(self, name: str, shape: Shape) -> str:
        """Which output is shown, and how its shape follows: Markdown."""
        raise NotImplementedError

    # Weights

    def weight_shapes(self, shape: Shape) -> dict[str, Shape]:
        """{array's name: its shape}, as Keras names, orders and lays them out."""
        return {}

    def array_problem(self, arrays: Arrays) -> str | None:
        """What is wrong with finite arrays of the right shapes, the end of a sentence; or None."""
        return None

    def parameter_arithmetic(self, shape: Shape) -> str:
        """How the number of parameters follows: 3 x 3 x 32 x 64 + 64 = 18,496."""
        shapes = self.weight_shapes(shape).values()
        if not shapes:
            return "0: nothing is learned"
        total = sum(map(math.prod, shapes))
        return f"{' + '.join(map(shape_text, shapes))} = {total:,}"

    # Running

    def multiply_adds(self, shape: Shape) -> int:
        """Multiplications that one image costs, each with its addition; poolings count as 0."""
        return 0

    def passing_numbers(self, shape: Shape) -> int:
        """Numbers per image that it needs while it runs, beside its input and its output."""
        return math.prod(self.output_shape(shape))

    def forward(self, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """Its numbers before the activation function.

        Args:
            values: (n, *shape) float32.
            arrays: float32, see `weight_shapes`.

        Returns:
            (n, *output shape) float32; perhaps a view of `values`.
        """
        return values

    def backward(self, gradient: np.ndarray, values: np.ndarray, arrays: Arrays) -> np.ndarray:
        """What its input does to a number, from what its output does to it: the chain rule.

        Args:
            gradient: (n, *output shape) float32, of the number with respect to what `forward` gave.
            values: (n, *shape) float32, what `forward` read.
            arrays: float32, see `weight_shapes`.

        Returns:
            (n, *shape) float32, of the number with respect to `values`.
        """
        return gradient

    def keras_call(self) -> KerasCall:
        """The same layer in Keras."""
        raise NotImplementedError
