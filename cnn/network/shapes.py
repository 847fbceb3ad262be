"""Shapes of layers' inputs and outputs, sliding windows, and what cells see of the image.

Source: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285 (2016), for the size and receptive-field arithmetic; the conventions for
`same` padding are TensorFlow's (the odd row or column is added at the bottom and right).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

IMAGE_SIZE = 28
# Of a weight and of an activation, float32 throughout.
FLOAT_BYTES = 4

Padding = Literal["valid", "same"]
Activation = Literal["relu", "softmax"]
Shape = tuple[int, ...]
Span = tuple[int, int]


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

    def window(self, cell: int) -> Span:
        """First and one-past-last input row (or column) seen by one cell, cut to the image."""
        first = self.start + cell * self.stride
        return max(first, 0), min(first + self.size, IMAGE_SIZE)


WHOLE_IMAGE = ReceptiveField(IMAGE_SIZE, IMAGE_SIZE, 0)


@dataclass(frozen=True)
class Window:
    """A square that slides over maps: rows are spoken of, columns are alike.

    Attributes:
        size: side of the square, in cells, at least 1.
        stride: cells from one place to the next, at least 1.
        padding: whether zeros stand around the map.
    """

    size: int
    stride: int = 1
    padding: Padding = "valid"

    def places(self, rows: int) -> int:
        """How many places the window has on a map of so many rows."""
        if self.padding == "same":
            return math.ceil(rows / self.stride)
        return (rows - self.size) // self.stride + 1

    def span(self, place: int, rows: int) -> Span:
        """First and one-past-last row under the window; outside the map in the padding."""
        first = place * self.stride - self._rows_before(rows)
        return first, first + self.size

    def rows_read(self, place: int, rows: int) -> range:
        """The map's rows under the window."""
        first, end = self.span(place, rows)
        return range(max(first, 0), min(end, rows))

    def widened(self, field: ReceptiveField, rows: int) -> ReceptiveField:
        """What the window sees of the image where each of its cells sees `field`."""
        return ReceptiveField(
            field.size + (self.size - 1) * field.stride,
            field.stride * self.stride,
            field.start - self._rows_before(rows) * field.stride,
        )

    def _rows_before(self, rows: int) -> int:
        if self.padding == "valid":
            return 0
        return same_padding(rows, self.size, self.stride)[0]


def same_padding(size: int, window: int, stride: int) -> tuple[int, int]:
    """Rows that TensorFlow's `same` padding adds before and after a map of `size` rows.

    All are at least 1; after is the larger when the two differ.
    """
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


def shape_text(shape: Shape) -> str:
    """A shape as it is written on the pages: 26 x 26 x 32."""
    return " x ".join(str(size) for size in shape)
