"""The places that a window has in an image: padding, stride, and the shape that comes out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from PIL import Image

from cnn.lessons.question import Question
from cnn.network import ops
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.layers import Layer
from cnn.network.shapes import Padding, ReceptiveField, same_padding

SMALLEST, LARGEST = 3, 28
MAX_KERNEL, MAX_STRIDE = 7, 3
# The book's example: nine places for a 3 x 3 window in a 5 x 5 image.
FIRST = (5, 3, 1)


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
        if before == after:
            return f"Same padding adds {_rows(before)} of zeros on each side."
        where = f"{before} before and {after} after" if before else f"{after} after, none before"
        return (
            f"Same padding needs {before + after} rows and columns, an odd number: TensorFlow "
            f"puts the odd one at the end, so {where}."
        )

    @property
    def remainder_text(self) -> str:
        """What no window reads, in a sentence; empty where all is read."""
        rows = self.unread_rows
        if not rows or not self.fits:
            return ""
        end = tuple(row for row in rows if row >= self.starts[-1] + self.kernel)
        said = []
        if end:
            said.append(
                f"The floor leaves out {_named(end)}: one more place would reach beyond the image."
            )
        between = len(rows) - len(end)
        if between:
            said.append(
                f"The stride is larger than the window: {_rows(between)} between windows are read "
                "by none."
            )
        return " ".join(said)

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


def shrunk(image: np.ndarray, size: int) -> np.ndarray:
    """A digit with fewer pixels.

    Args:
        image: (28, 28) floats in [0, 1].
        size: rows and columns wanted, 1 to 28.

    Returns:
        (size, size) float32 in [0, 1]: each pixel the mean of the pixels that fall into it.
    """
    if image.shape == (size, size):
        return image.astype(np.float32)
    picture = Image.fromarray(image.astype(np.float32))
    means = np.asarray(picture.resize((size, size), Image.Resampling.BOX))
    return np.clip(means, 0, 1)


def padded_image(image: np.ndarray, places: WindowPlaces) -> np.ndarray:
    """The image with its zeros around it.

    Args:
        image: (size, size) floats.
        places: of a window on it.

    Returns:
        (padded, padded), the same dtype.
    """
    return np.pad(image, places.added)


def window_means(image: np.ndarray, places: WindowPlaces) -> np.ndarray:
    """The mean of each window, its zeros counted: a convolution whose weights are all equal.

    Args:
        image: (size, size) floats.
        places: of a window on it, which must fit.

    Returns:
        (cells, cells) floats.
    """
    side = places.kernel
    kernel = np.full((side, side, 1, 1), 1 / side**2, dtype=image.dtype)
    bias = np.zeros(1, dtype=image.dtype)
    maps = image[None, ..., None]
    return ops.conv2d(maps, kernel, bias, places.stride, places.padding)[0, ..., 0]


def shape_question(places: WindowPlaces) -> Question:
    """What shape comes out?

    Args:
        places: of a window, which must fit.

    Returns:
        The question.
    """
    return Question(
        text=f"Input {places.size} x {places.size}, kernel {places.kernel} x {places.kernel}, "
        f"{places.padding} padding, stride {places.stride}: what shape comes out?",
        answer=(places.cells, places.cells),
        working=f"{places.padding_text} {places.formula_worked}, rows as well as columns. "
        f"{places.remainder_text}".strip(),
    )


def another_setting(number: int) -> WindowPlaces:
    """A window for another question: one that fits.

    Args:
        number: of the question, 1 or more.

    Returns:
        Input, window, stride and padding; the same for the same number.
    """
    random = np.random.default_rng(number)
    kernel = int(random.integers(2, MAX_KERNEL, endpoint=True))
    return WindowPlaces(
        size=int(random.integers(max(kernel, SMALLEST), LARGEST, endpoint=True)),
        kernel=kernel,
        stride=int(random.integers(1, MAX_STRIDE, endpoint=True)),
        padding="same" if random.integers(2) else "valid",
    )


def _rows(count: int) -> str:
    return "one row and column" if count == 1 else f"{count} rows and columns"


def _named(rows: tuple[int, ...]) -> str:
    if len(rows) == 1:
        return f"row and column {rows[0]}"
    return f"rows and columns {', '.join(map(str, rows[:-1]))} and {rows[-1]}"
