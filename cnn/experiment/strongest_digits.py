"""Which test digits make a layer's numbers largest: what an ascent is held against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.cells.strongest import StrongestCells
from cnn.evaluation.digits_in_batches import DigitsInBatches
from cnn.network import Network
from cnn.network.kinds.layer_spec import Arrays
from cnn.network.layers import Layer
from cnn.network.network import activated
from cnn.network.overflow import has_overflowed

_NO_ARRAYS: Arrays = {}


@dataclass(frozen=True)
class StrongestDigits:
    """For each number of a layer the digits with its largest sums, before ReLU or softmax.

    All arrays are (n, numbers), the largest first; of a map, a digit's largest cell counts.

    Attributes:
        values: float32.
        digits: positions in the test set.
        rows: of the cells in their maps; 0 where the layer has none.
        columns: the same.
    """

    values: np.ndarray
    digits: np.ndarray
    rows: np.ndarray
    columns: np.ndarray


class StrongestSearch(DigitsInBatches):
    """A network going through a test set for the largest sums of one layer.

    Args:
        layer: whose sums.
        images: (n, 28, 28) uint8, ink bright, at least one.
    """

    def __init__(self, layer: Layer, images: np.ndarray) -> None:
        super().__init__(images)
        self._layer = layer
        self._strongest = StrongestCells(layer.output_shape[-1], -np.inf)
        self._overflows = False

    @property
    def overflows(self) -> bool:
        """Whether the sums overflowed on a digit: then the search ends without a result."""
        return self._overflows

    def result(self) -> StrongestDigits:
        """The digits found so far; at least eight must have been gone through."""
        with self._lock:
            found = self._strongest
            width = self._layer.output_shape[1] if self._layer.is_spatial else 1
            rows, columns = np.divmod(found.cells, width)
            return StrongestDigits(found.values.copy(), found.digits.copy(), rows, columns)

    @property
    def _end(self) -> int:
        return self.read if self._overflows else self.total

    def _take(self, network: Network, images: np.ndarray, here: slice) -> None:
        sums = sums_of(network, images, self._layer.name)
        self._overflows = has_overflowed(sums)
        self._strongest.merge(sums, here.start)


def sums_of(network: Network, images: np.ndarray, layer_name: str) -> np.ndarray:
    """A layer's numbers before ReLU or softmax: (n, ...) float32; what lies behind is not run.

    Args:
        network: any.
        images: (n, 28, 28) float32 in [0, 1].
        layer_name: of the layer.
    """
    values = images[..., np.newaxis]
    for layer in network.architecture.layers:
        sums = layer.spec.forward(values, network.weights.get(layer.name, _NO_ARRAYS))
        if layer.name == layer_name:
            return sums
        values = activated(layer.spec, sums)
    raise KeyError(layer_name)
