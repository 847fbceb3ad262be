"""Evaluating a network a few digits at a time, so that others are not kept waiting."""

from __future__ import annotations

import threading

import numpy as np

from cnn.evaluation.evaluation import Evaluation
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.layer_shapes import CLASSES

# Measured with one BLAS thread: what every digit costs, and how fast the arithmetic goes at least.
SECONDS_PER_DIGIT = 50e-6
MULTIPLY_ADDS_PER_SECOND = 10e9
# A drawing that comes in the middle shares the processor with one batch, not with the whole set.
BATCH_SECONDS = 0.01
MAX_BATCH = 64


def seconds_per_digit(architecture: Architecture) -> float:
    """About how long one digit takes in a batch on a free core, rather too long than too short."""
    work = sum(layer.multiply_adds for layer in architecture.layers)
    return SECONDS_PER_DIGIT + work / MULTIPLY_ADDS_PER_SECOND


class IncrementalEvaluation:
    """What a network has made of labelled digits so far.

    It may be shared by threads: each reads the next batch, and none reads a digit twice. Always
    to be continued with networks of the same weights.

    Args:
        images: (n, 28, 28) uint8, ink bright, at least one.
        labels: (n,) true digits.
    """

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        self._images, self._labels = images, labels
        self._probabilities = np.zeros((len(images), CLASSES), np.float32)
        self._lock = threading.Lock()
        self._read = 0

    @property
    def read(self) -> int:
        """How many digits have been read."""
        return self._read

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._labels)

    def continue_with(self, network: Network) -> None:
        """Read the next few digits; nothing happens where all have been read."""
        batch = int(BATCH_SECONDS / seconds_per_digit(network.architecture))
        with self._lock:
            here = slice(self._read, self._read + min(max(batch, 1), MAX_BATCH))
            images = self._images[here].astype(np.float32) / 255
            self._probabilities[here] = network.predict(images)
            self._read += len(images)

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
