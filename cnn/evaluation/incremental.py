"""Evaluating a network a few digits at a time, so that others are not kept waiting."""

from __future__ import annotations

import numpy as np

from cnn.evaluation.digits_in_batches import DigitsInBatches
from cnn.evaluation.evaluation import Evaluation
from cnn.network import Network
from cnn.network.layer_shapes import CLASSES


class IncrementalEvaluation(DigitsInBatches):
    """What a network has made of labelled digits so far.

    Args:
        images: (n, 28, 28) uint8, ink bright, at least one.
        labels: (n,) true digits.
    """

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        super().__init__(images)
        self._labels = labels
        self._probabilities = np.zeros((len(images), CLASSES), np.float32)

    def _take(self, network: Network, images: np.ndarray, here: slice) -> None:
        self._probabilities[here] = network.predict(images)

    def of_first(self, count: int) -> Evaluation:
        """How well the first digits were read.

        Args:
            count: how many, 1 to `read`.

        Returns:
            Their evaluation; its arrays cannot be written to.
        """
        probabilities = self._probabilities[:count]
        labels = self._labels[:count]
        for array in (probabilities, labels):
            array.flags.writeable = False
        return Evaluation(probabilities, labels)
