"""Which patches of a test set excite each filter of each layer most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from cnn.cells.strongest import StrongestCells
from cnn.evaluation.digits_in_batches import DigitsInBatches
from cnn.lessons.hierarchy.receptive_fields import pattern_layers
from cnn.network import Network
from cnn.network.layers import Layer
from cnn.network.overflow import has_overflowed

# So many digits come first; all of them take a few seconds.
FIRST_DIGITS = 2_000


@dataclass(frozen=True)
class StrongestPatches:
    """For each filter of one layer, its strongest cells, at most one in each digit.

    All arrays are (n, filters), the strongest first, and cannot be written to.

    Attributes:
        layer: the convolution or pooling.
        values: float32 activations; 0 where the filter fires on fewer than n digits.
        digits: int32 positions in the test set.
        rows: int32, of the cells in their maps.
        columns: int32.
    """

    layer: Layer
    values: np.ndarray
    digits: np.ndarray
    rows: np.ndarray
    columns: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """(filters,) how many of the n places each filter fills."""
        return (self.values > 0).sum(axis=0)

    @property
    def dead(self) -> int:
        """How many filters never fire on these digits."""
        return int((self.counts == 0).sum())

    def labels_of(self, number: int, labels: np.ndarray) -> list[tuple[int, int]]:
        """Which digits a filter's patches come from: true digit and count, the most first.

        Args:
            number: the filter.
            labels: (digits of the set,) true digits.
        """
        found = self.digits[: self.counts[number], number]
        return Counter(int(label) for label in labels[found]).most_common()

    def kinds(self, labels: np.ndarray) -> np.ndarray:
        """How many different digits each filter's patches come from; 0 where it never fires.

        Args:
            labels: (digits of the set,) true digits.
        """
        return np.array([len(self.labels_of(n, labels)) for n in range(self.values.shape[1])])


def cut_patch(image: np.ndarray, layer: Layer, row: int, column: int) -> np.ndarray:
    """What one cell of a layer sees of a (28, 28) image, zeros where it reaches past the border.

    (size, size), the size of the layer's receptive field.
    """
    field = layer.receptive_field
    top, left = (field.start + cell * field.stride for cell in (row, column))
    margin = field.size + max(-field.start, 0)
    padded = np.pad(image, margin)
    top, left = top + margin, left + margin
    return padded[top : top + field.size, left : left + field.size]


class PatchSearch(DigitsInBatches):
    """A network going through a test set for the strongest patches of every filter.

    It may be shared by threads: each takes the next batch, and none takes a digit twice. Always to
    be continued with networks of the same weights.

    Args:
        network: whose filters are looked at.
        images: (n, 28, 28) uint8, ink bright, at least one.
    """

    def __init__(self, network: Network, images: np.ndarray) -> None:
        super().__init__(images)
        self._layers = pattern_layers(network.architecture)
        self._best = {
            layer.name: StrongestCells(layer.output_shape[-1], 0) for layer in self._layers
        }
        self._marks = sorted({min(FIRST_DIGITS, len(images)), len(images)})
        self._results: dict[int, dict[str, StrongestPatches]] = {}
        self._overflows = False

    @property
    def overflows(self) -> bool:
        """Whether the network's sums overflowed on a digit: then the search ends without result."""
        return self._overflows

    @property
    def marks(self) -> tuple[int, ...]:
        """After how many digits there is a result: the first 2,000, and all."""
        return tuple(self._marks)

    def result(self, mark: int, layer_name: str) -> StrongestPatches | None:
        """The strongest patches of one layer; None before `mark` digits have been gone through.

        Args:
            mark: one of `marks`.
        """
        return self._results[mark][layer_name] if mark in self._results else None

    @property
    def _end(self) -> int:
        if self._overflows:
            return self.read
        return next((mark for mark in self._marks if mark > self.read), self.total)

    def _take(self, network: Network, images: np.ndarray, here: slice) -> None:
        activations = network.forward(images)
        for layer in self._layers:
            output = activations[layer.name]
            self._overflows = self._overflows or has_overflowed(output)
            self._best[layer.name].merge(output, here.start)
        if here.stop in self._marks and not self._overflows:
            self._results[here.stop] = {layer.name: self._result(layer) for layer in self._layers}

    def _result(self, layer: Layer) -> StrongestPatches:
        found = self._best[layer.name]
        rows, columns = np.divmod(found.cells, layer.output_shape[1])
        arrays = [found.values.copy(), found.digits.copy(), rows, columns]
        for array in arrays:
            array.flags.writeable = False
        return StrongestPatches(layer, *arrays)
