"""A small blur: each number averaged with its neighbours by 1, 2, 1 in both directions."""

from __future__ import annotations

from typing import Literal

import numpy as np

Border = Literal["constant", "edge"]


def blurred(values: np.ndarray, border: Border) -> np.ndarray:
    """Blur along the first two axes.

    Args:
        values: (h, w, ...) float32.
        border: what lies around: zeros, or at each border what stands there.
    """
    for axis in (0, 1):
        around = [(1, 1) if place == axis else (0, 0) for place in range(values.ndim)]
        padded = np.pad(values, around, mode=border)
        first, middle, last = (
            np.take(padded, range(start, start + values.shape[axis]), axis) for start in range(3)
        )
        values = (first + 2 * middle + last) / 4
    return values
