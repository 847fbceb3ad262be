"""Going through a set of digits a few at a time, so that others are not kept waiting."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

import numpy as np

from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.network import images_per_batch

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


class DigitsInBatches(ABC):
    """Digits that networks of the same weights go through, a batch at each call.

    It may be shared by threads: each takes the next batch, and none takes a digit twice.

    Args:
        images: (n, 28, 28) uint8, ink bright, at least one.
    """

    def __init__(self, images: np.ndarray) -> None:
        self._images = images
        self._lock = threading.Lock()
        self._read = 0

    @property
    def read(self) -> int:
        """How many digits have been gone through."""
        return self._read

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self._images)

    def continue_with(self, network: Network) -> None:
        """Go through the next few digits; nothing happens where all have been gone through."""
        with self._lock:
            stop = min(self._read + self._batch(network.architecture), self._end)
            here = slice(self._read, stop)
            if here.start < here.stop:
                self._take(network, self._images[here].astype(np.float32) / 255, here)
                self._read = stop

    @property
    def _end(self) -> int:
        """Where the present batch has to end at the latest."""
        return self.total

    def _batch(self, architecture: Architecture) -> int:
        quick = int(BATCH_SECONDS / seconds_per_digit(architecture))
        return min(max(quick, 1), MAX_BATCH, images_per_batch(architecture))

    @abstractmethod
    def _take(self, network: Network, images: np.ndarray, here: slice) -> None:
        """Go through the digits at some places, (n, 28, 28) float32 in [0, 1]."""
