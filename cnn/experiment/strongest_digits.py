"""Which test digits make a layer's numbers largest: what an ascent is held against."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from cnn.evaluation.incremental import BATCH_SECONDS, MAX_BATCH, seconds_per_digit
from cnn.network import Network
from cnn.network.kinds.layer_spec import Arrays
from cnn.network.layers import Layer
from cnn.network.network import activated, images_per_batch
from cnn.network.overflow import has_overflowed

# Digits of each number.
KEPT = 8
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


class StrongestSearch:
    """A network going through a test set for the largest sums of one layer.

    It may be shared by threads: each takes the next batch, and none takes a digit twice. Always to
    be continued with networks of the same weights.

    Args:
        layer: whose sums.
        images: (n, 28, 28) uint8, ink bright, at least one.
    """

    def __init__(self, layer: Layer, images: np.ndarray) -> None:
        self._layer, self._images = layer, images
        numbers = layer.output_shape[-1]
        self._values = np.full((KEPT, numbers), -np.inf, np.float32)
        self._digits = np.zeros((KEPT, numbers), np.int32)
        self._cells = np.zeros((KEPT, numbers), np.int32)
        self._lock = threading.Lock()
        self._read = 0
        self._overflows = False

    @property
    def read(self) -> int:
        """How many digits have been gone through."""
        return self._read

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._images)

    @property
    def overflows(self) -> bool:
        """Whether the sums overflowed on a digit: then the search ends without a result."""
        return self._overflows

    def continue_with(self, network: Network) -> None:
        """Go through the next few digits; nothing happens where all have been gone through."""
        quick = int(BATCH_SECONDS / seconds_per_digit(network.architecture))
        count = min(max(quick, 1), MAX_BATCH, images_per_batch(network.architecture))
        with self._lock:
            images = self._images[self._read : self._read + count]
            if self._overflows or not len(images):
                return
            sums = sums_of(network, images.astype(np.float32) / 255, self._layer.name)
            self._merge(sums.reshape(len(sums), -1, sums.shape[-1]))
            self._read += len(images)

    def result(self) -> StrongestDigits:
        """The digits found so far; at least eight must have been gone through."""
        with self._lock:
            width = self._layer.output_shape[1] if self._layer.is_spatial else 1
            rows, columns = np.divmod(self._cells, width)
            return StrongestDigits(self._values.copy(), self._digits.copy(), rows, columns)

    def _merge(self, sums: np.ndarray) -> None:
        """Put each digit's largest cell, of (n, cells, numbers), among those so far."""
        self._overflows = self._overflows or has_overflowed(sums)
        cells = sums.argmax(axis=1)
        values = np.take_along_axis(sums, cells[:, np.newaxis], axis=1)[:, 0]
        digits = np.broadcast_to(np.arange(len(sums))[:, np.newaxis] + self._read, cells.shape)
        values = np.concatenate([self._values, values])
        # Of equals the earlier digit stays first.
        order = np.argsort(-values, axis=0, kind="stable")[:KEPT]
        self._values = np.take_along_axis(values, order, axis=0)
        self._digits = np.take_along_axis(np.concatenate([self._digits, digits]), order, axis=0)
        self._cells = np.take_along_axis(np.concatenate([self._cells, cells]), order, axis=0)


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
