"""Kernels to slide over a digit: well-known ones, and those that a visitor types."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Literal, assert_never, get_args

import numpy as np

from cnn.errors import KernelError
from cnn.network.weight_edit import MAX_WEIGHT

SIZES = (3, 5)
DECIMALS = 4
MAX_CELL_TEXT = 20
Preset = Literal["identity", "blur", "sharpen", "laplacian", "sobel_x", "sobel_y"]
PRESETS: tuple[Preset, ...] = get_args(Preset)

# [0-9], not \d: Python reads other scripts' digits as numbers, too.
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)(e[+-]?[0-9]{1,2})?")

_SMOOTHING = {3: (1, 2, 1), 5: (1, 4, 6, 4, 1)}
_DERIVATIVE = {3: (-1, 0, 1), 5: (-1, -2, 0, 2, 1)}
_LAPLACIAN = {
    3: ((0, -1, 0), (-1, 4, -1), (0, -1, 0)),
    5: (
        (0, 0, -1, 0, 0),
        (0, -1, -2, -1, 0),
        (-1, -2, 16, -2, -1),
        (0, -1, -2, -1, 0),
        (0, 0, -1, 0, 0),
    ),
}


def preset_kernel(name: Preset, size: int) -> np.ndarray:
    """A well-known kernel, (size, size) float64, of one of SIZES.

    Sobel x answers to brightness that rises from left to right, Sobel y to brightness that rises
    from top to bottom; edge and sharpen have a positive centre.

    Source: the Sobel and Laplacian operators as in image processing; the 5 x 5 Sobel has the
    binomial smoothing and derivative of OpenCV's getDerivKernels.
    """
    identity = np.zeros((size, size))
    identity[size // 2, size // 2] = 1
    laplacian = np.array(_LAPLACIAN[size], dtype=float)
    sobel_x = np.outer(_SMOOTHING[size], _DERIVATIVE[size]).astype(float)
    kernels: dict[Preset, np.ndarray] = {
        "identity": identity,
        "blur": np.full((size, size), 1 / size**2),
        "sharpen": identity + laplacian,
        "laplacian": laplacian,
        "sobel_x": sobel_x,
        "sobel_y": sobel_x.T,
    }
    return kernels[name]


def kernel_texts(kernel: np.ndarray) -> tuple[str, ...]:
    """A kernel's numbers row by row, as they stand in the cells to be edited."""
    return tuple(weight_text(value) for value in kernel.ravel())


def weight_text(value: float) -> str:
    """One finite number as it stands in a cell: at most four decimals, no more than needed."""
    # Adding zero turns -0.0 into 0.0.
    text = f"{round(float(value), DECIMALS) + 0.0:.{DECIMALS}f}"
    return text.rstrip("0").rstrip(".")


def kernel_from_texts(texts: Sequence[str]) -> np.ndarray:
    """Read a kernel that was typed, trusting nothing.

    Args:
        texts: the cells row by row, from anyone.

    Returns:
        (k, k) float64, each from -100 to 100.

    Raises:
        KernelError: they are not 9 or 25, or one is empty, no number or too large.
    """
    size = math.isqrt(len(texts))
    if size not in SIZES or len(texts) != size**2:
        raise KernelError("A kernel here has 3 x 3 or 5 x 5 numbers.")
    values = [
        weight_from_text(text, index // size, index % size) for index, text in enumerate(texts)
    ]
    return np.array(values).reshape(size, size)


def bias_from_text(text: object) -> float:
    """Read the bias that was typed, from anyone: -100 to 100.

    Raises:
        KernelError: it is empty, no number or too large.
    """
    value = _number(text)
    match value:
        case "empty":
            raise KernelError("The kernel's bias is empty: type a number, or 0 for none.")
        case "no number":
            raise KernelError("The kernel's bias is not a number: type one, such as 0.5 or -2.")
        case "too large":
            raise KernelError(
                f"The kernel's bias is too large: numbers go from -{MAX_WEIGHT:g} to "
                f"{MAX_WEIGHT:g} here."
            )
        case float():
            return value
        case _:
            assert_never(value)


def unusable_cells(texts: Sequence[str], bias: str) -> tuple[int, ...]:
    """Positions of the cells that cannot be read; the bias comes after the last of the kernel's."""
    cells = enumerate((*texts, bias))
    return tuple(index for index, text in cells if not isinstance(_number(text), float))


def weight_from_text(text: object, row: int, column: int) -> float:
    """Read a number that was typed into a kernel's cell, from anyone: -100 to 100.

    Raises:
        KernelError: it is empty, no number or too large.
    """
    value = _number(text)
    match value:
        case "empty":
            raise KernelError(
                f"The kernel's row {row}, column {column} is empty: type a number, or 0 for none."
            )
        case "no number":
            raise KernelError(
                f"The kernel's row {row}, column {column} is not a number: type one, such as 0.5 "
                "or -2."
            )
        case "too large":
            raise KernelError(
                f"The kernel's row {row}, column {column} is too large: numbers go from "
                f"-{MAX_WEIGHT:g} to {MAX_WEIGHT:g} here."
            )
        case float():
            return value
        case _:
            assert_never(value)


def _number(text: object) -> float | Literal["empty", "no number", "too large"]:
    """What was typed into a cell, or what is wrong with it."""
    typed = text.strip().lower().replace("\u2212", "-") if isinstance(text, str) else ""
    if not typed:
        return "empty"
    if len(typed) > MAX_CELL_TEXT or not _NUMBER.fullmatch(typed):
        return "no number"
    value = float(typed.replace(",", "."))
    return value if abs(value) <= MAX_WEIGHT else "too large"


def resized(kernel: np.ndarray, size: int) -> np.ndarray:
    """The same kernel in another of SIZES: with zeros around, or its middle."""
    margin = (size - len(kernel)) // 2
    if margin >= 0:
        return np.pad(kernel, margin)
    return kernel[-margin:margin, -margin:margin]
