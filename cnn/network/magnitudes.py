"""Networks whose numbers are finite and still far too large to be worked with."""

from __future__ import annotations

import numpy as np

from cnn.errors import NetworkFileError
from cnn.network.network import Network

# What training ends with stays below 100, and its sums below 100,000.
LARGEST_WEIGHT = 1e6
# Squares of sums, and sums of those, are then far from what float32 can hold.
LARGEST_SUM = 1e12


def check_magnitudes(network: Network, images: np.ndarray) -> None:
    """Check that a network can be worked with: pages square its sums, and multiply its weights.

    Args:
        network: a stranger's.
        images: (n, 28, 28) float32 in [0, 1], on which its sums are looked at.

    Raises:
        NetworkFileError: a weight, or a sum for one of the images, is far too large.
    """
    for layer, arrays in network.weights.items():
        largest = max(float(np.abs(array).max()) for array in arrays.values())
        if largest > LARGEST_WEIGHT:
            raise NetworkFileError(_too_large(layer, "weights", largest, LARGEST_WEIGHT))
    for batch in network.batches(images):
        for layer, sums in network.forward_with_sums(batch).sums.items():
            largest = float(np.abs(sums).max())
            # NaN is larger than nothing.
            if not largest <= LARGEST_SUM:
                raise NetworkFileError(_too_large(layer, "sums", largest, LARGEST_SUM))


def _too_large(layer: str, what: str, largest: float, limit: float) -> str:
    return (
        f"The {what} of {layer} are far too large to give an answer: {largest:.0e}, where at most "
        f"{limit:.0e} is allowed. The training that made this network diverged. Train again with a "
        "smaller learning rate."
    )
