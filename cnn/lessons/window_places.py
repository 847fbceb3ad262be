"""The places that a window has in an image: padding, stride, and the shape that comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from cnn.network.kinds.conv2d import Conv2D
from cnn.network.layers import Layer
from cnn.network.shapes import Padding, ReceptiveField, same_padding


@dataclass(frozen=True)
class WindowPlaces:
    """A square window on a square image.

    Attributes:
        size: rows and columns of the image, at least 1.
        kernel: rows and columns of the window, at least 1.
        stride: pixels from one place to the next, at least 1.
        padding: `valid` keeps the window within the image, `same` surrounds the image with zeros.
    """

    size: int
    kernel: int
    stride: int
    padding: Padding

    @property
    def added(self) -> tuple[int, int]:
        """Rows of zeros, equally columns, before the image and after it."""
        if self.padding == "valid":
            return 0, 0
        return same_padding(self.size, self.kernel, self.stride)

    @property
    def padded(self) -> int:
        """Rows of the image with its zeros."""
        return self.size + sum(self.added)

    @property
    def fits(self) -> bool:
        """Whether the window has any place."""
        return self.kernel <= self.padded

    @property
    def cells(self) -> int:
        """Rows of the output, equally columns; 0 where the window does not fit."""
        return (self.padded - self.kernel) // self.stride + 1 if self.fits else 0

    @property
    def starts(self) -> tuple[int, ...]:
        """The window's first row at each place, negative within the zeros."""
        return tuple(place * self.stride - self.added[0] for place in range(self.cells))

    @property
    def unread_rows(self) -> tuple[int, ...]:
        """Rows of the image, equally columns, that no window reads."""
        shape, output = (self.size, self.size, 1), (self.cells, self.cells, 1)
        convolution = Conv2D(1, self.kernel, self.stride, self.padding)
        return Layer("", convolution, shape, output, ReceptiveField()).unread_rows

    @property
    def formula(self) -> str:
        """How the output's rows follow, without the result: floor((5 - 3) / 1) + 1."""
        before, after = self.added
        zeros = f" + {before} + {after}" if self.padding == "same" else ""
        return f"floor(({self.size}{zeros} - {self.kernel}) / {self.stride}) + 1"

    @property
    def formula_worked(self) -> str:
        """The same to its end: floor((5 - 3) / 1) + 1 = floor(2) + 1 = 3."""
        exact = Fraction(self.padded - self.kernel, self.stride)
        quotient = f"{float(exact):.4g}"
        whole = f"floor({quotient}) + 1 = {math.floor(exact)} + 1"
        return f"{self.formula} = {whole} = {self.cells}"

    @property
    def count_text(self) -> str:
        """How many places the window has, in a sentence; empty where it has none."""
        if not self.fits:
            return ""
        return f"The window has {self.cells} x {self.cells} = {self.cells**2:,} places."

    @property
    def padding_text(self) -> str:
        """What the padding does here, in a sentence."""
        before, after = self.added
        if self.padding == "valid":
            return "Valid padding adds nothing: the window stays within the image."
        if before == after == 0:
            return "Same padding has nothing to add here."
        if before == after == 1:
            return "Same padding adds one row and column of zeros on each side."
        if before == after:
            return f"Same padding adds {before} rows and columns of zeros on each side."
        if not before:
            return (
                f"Same padding needs {after} rows and columns, an odd number: TensorFlow puts the "
                f"odd one at the end, so {after} after, none before."
            )
        return (
            f"Same padding needs {before + after} rows and columns, an odd number: TensorFlow "
            f"puts the odd one at the end, so {before} before and {after} after."
        )

    @property
    def remainder_text(self) -> str:
        """What no window reads, in sentences; empty where all is read."""
        rows = self.unread_rows
        if not rows or not self.fits:
            return ""
        end = tuple(row for row in rows if row >= self.starts[-1] + self.kernel)
        sentences = (_left_out_at_the_end(end), _left_out_between(len(rows) - len(end)))
        return " ".join(filter(None, sentences))

    @property
    def misfit_text(self) -> str:
        """Why the window has no place, and what would fit; empty where it has one."""
        if self.fits:
            return ""
        return (
            f"A {self.kernel} x {self.kernel} window has no place in a {self.size} x {self.size} "
            f"image. Take a kernel of at most {self.size} x {self.size}, an input of at least "
            f"{self.kernel} x {self.kernel}, or same padding."
        )


def _left_out_at_the_end(rows: tuple[int, ...]) -> str:
    if not rows:
        return ""
    if len(rows) == 1:
        return (
            f"Rounding down leaves out row and column {rows[0]}: one more place would reach beyond "
            "the image."
        )
    *most, last = map(str, rows)
    return (
        f"Rounding down leaves out rows and columns {', '.join(most)} and {last}: one more place "
        "would reach beyond the image."
    )


def _left_out_between(count: int) -> str:
    if not count:
        return ""
    if count == 1:
        return (
            "The stride is larger than the window: one row and column between windows are read by "
            "none."
        )
    return (
        f"The stride is larger than the window: {count} rows and columns between windows are read "
        "by none."
    )
