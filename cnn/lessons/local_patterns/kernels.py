"""Kernels to slide over a digit: well-known ones, and those that a visitor types."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from cnn.errors import KernelError

SIZES = (3, 5)
# The largest number in a kernel or bias: with 25 of them on a digit every result still prints.
MAX_WEIGHT = 100.0
DECIMALS = 4
MAX_CELL_TEXT = 20
PRESETS = ("Identity", "Blur", "Sharpen", "Edge (Laplacian)", "Sobel x", "Sobel y")

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


def preset_kernel(name: str, size: int) -> np.ndarray:
    """A well-known kernel.

    Args:
        name: one of PRESETS.
        size: rows and columns, one of SIZES.

    Returns:
        (size, size) float64. Sobel x answers to brightness that rises from left to right, Sobel y
        to brightness that rises from top to bottom; edge and sharpen have a positive centre.

    Source: the Sobel and Laplacian operators as in image processing; the 5 x 5 Sobel has the
    binomial smoothing and derivative of OpenCV's getDerivKernels.
    """
    identity = np.zeros((size, size))
    identity[size // 2, size // 2] = 1
    laplacian = np.array(_LAPLACIAN[size], dtype=float)
    sobel_x = np.outer(_SMOOTHING[size], _DERIVATIVE[size]).astype(float)
    return {
        "Identity": identity,
        "Blur": np.full((size, size), 1 / size**2),
        "Sharpen": identity + laplacian,
        "Edge (Laplacian)": laplacian,
        "Sobel x": sobel_x,
        "Sobel y": sobel_x.T,
    }[name]


def kernel_texts(kernel: np.ndarray) -> tuple[str, ...]:
    """A kernel's numbers as they stand in the cells to be edited.

    Args:
        kernel: (k, k) floats.

    Returns:
        k x k texts, row by row: at most four decimals, no more than needed.
    """
    return tuple(weight_text(value) for value in kernel.ravel())


def weight_text(value: float) -> str:
    """One number as it stands in a cell.

    Args:
        value: finite.

    Returns:
        Its digits: at most four decimals, no more than needed.
    """
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
        weight_from_text(text, f"row {index // size}, column {index % size}")
        for index, text in enumerate(texts)
    ]
    return np.array(values).reshape(size, size)


def weight_from_text(text: object, where: str) -> float:
    """Read one number that was typed, trusting nothing.

    Args:
        text: from anyone.
        where: its place, for the message.

    Returns:
        -100 to 100.

    Raises:
        KernelError: it is empty, no number or too large.
    """
    typed = text.strip().lower().replace("\u2212", "-") if isinstance(text, str) else ""
    if not typed:
        raise KernelError(f"The kernel's {where} is empty: type a number, or 0 for none.")
    if len(typed) > MAX_CELL_TEXT or not _NUMBER.fullmatch(typed):
        raise KernelError(f"The kernel's {where} is no number: type one, such as 0.5 or -2.")
    value = float(typed.replace(",", "."))
    if not abs(value) <= MAX_WEIGHT:
        raise KernelError(
            f"The kernel's {where} is too large: numbers go from -{MAX_WEIGHT:g} to "
            f"{MAX_WEIGHT:g} here."
        )
    return value


def unusable_cells(texts: Sequence[str], bias: str) -> tuple[int, ...]:
    """Which cells cannot be read.

    Args:
        texts: the kernel's cells row by row, from anyone.
        bias: the bias's cell.

    Returns:
        Positions from 0; the bias comes after the last of the kernel's.
    """
    return tuple(index for index, text in enumerate((*texts, bias)) if not _is_usable(text))


def _is_usable(text: str) -> bool:
    try:
        weight_from_text(text, "cell")
    except KernelError:
        return False
    return True


def resized(kernel: np.ndarray, size: int) -> np.ndarray:
    """The same kernel in another size: with zeros around, or its middle.

    Args:
        kernel: (k, k) floats, k one of SIZES.
        size: one of SIZES.

    Returns:
        (size, size) floats.
    """
    margin = (size - len(kernel)) // 2
    if margin >= 0:
        return np.pad(kernel, margin)
    return kernel[-margin:margin, -margin:margin]
