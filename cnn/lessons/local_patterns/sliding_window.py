"""A window slides over the digit: patch times kernel, summed, plus bias, ReLU, cell by cell."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnn.network import ops


@dataclass(frozen=True)
class Slide:
    """Every stop of a window that slides over an image by one pixel, without padding.

    All arrays are float64; h x w are the places that the window has.

    Attributes:
        image: (rows, columns) floats.
        kernel: (k, k).
        bias: added to each sum.
        products: (h, w, k, k), patch times kernel at each stop.
        sums: (h, w), the products summed.
        before_relu: (h, w), plus the bias.
        cells: (h, w), after ReLU: the output map.
    """

    image: np.ndarray
    kernel: np.ndarray
    bias: float
    products: np.ndarray
    sums: np.ndarray
    before_relu: np.ndarray
    cells: np.ndarray

    @property
    def fingerprint(self) -> str:
        """Another for another image, kernel or bias."""
        checksum = 0
        for array in (self.image, self.kernel, np.float64(self.bias)):
            checksum = zlib.crc32(np.ascontiguousarray(array).tobytes(), checksum)
        return f"{checksum:08x}"


def slide(image: np.ndarray, kernel: np.ndarray, bias: float) -> Slide:
    """Slide a (k, k) kernel, no larger than the image, over a (rows, columns) image."""
    image, kernel = image.astype(np.float64), kernel.astype(np.float64)
    maps, weights = image[None, ..., None], kernel[..., None, None]
    before_relu = ops.conv2d(maps, weights, np.array([bias]))
    return Slide(
        image=image,
        kernel=kernel,
        bias=float(bias),
        products=sliding_window_view(image, kernel.shape) * kernel,
        sums=ops.conv2d(maps, weights, np.zeros(1))[0, ..., 0],
        before_relu=before_relu[0, ..., 0],
        cells=ops.relu(before_relu)[0, ..., 0],
    )
