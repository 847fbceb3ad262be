"""Of each map of a layer, the digits in which its largest cells are."""

from __future__ import annotations

import numpy as np

# Digits of each map.
KEPT = 8


class StrongestCells:
    """The largest cells so far, one of each digit; all arrays are (8, maps), the largest first.

    Args:
        maps: how many the layer has, or units.
        above: cells count from here on.

    Attributes:
        values: float32.
        digits: int32, positions in the set.
        cells: int32, places in the map, row by row.
    """

    def __init__(self, maps: int, above: float) -> None:
        self.values = np.full((KEPT, maps), above, np.float32)
        self.digits = np.zeros((KEPT, maps), np.int32)
        self.cells = np.zeros((KEPT, maps), np.int32)

    def merge(self, output: np.ndarray, first: int) -> None:
        """Put each digit's largest cell of each map among those so far.

        Args:
            output: (n, ..., maps), the layer's of some digits.
            first: the position of the first of them; of equals the earlier digit stays first.
        """
        cells = output.reshape(len(output), -1, output.shape[-1])
        places = cells.argmax(axis=1)
        values = np.take_along_axis(cells, places[:, np.newaxis], axis=1)[:, 0]
        digits = np.broadcast_to(np.arange(len(cells))[:, np.newaxis] + first, places.shape)
        joined = np.concatenate([self.values, values])
        order = np.argsort(-joined, axis=0, kind="stable")[:KEPT]
        self.values = np.take_along_axis(joined, order, axis=0)
        self.digits = _ordered(self.digits, digits, order)
        self.cells = _ordered(self.cells, places, order)


def _ordered(kept: np.ndarray, found: np.ndarray, order: np.ndarray) -> np.ndarray:
    joined = np.concatenate([kept, found.astype(np.int32)])
    return np.take_along_axis(joined, order, axis=0)
