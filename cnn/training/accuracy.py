"""How many digits a network reads right, through `Network.predict`, as the pages run it."""

from __future__ import annotations

import numpy as np

from cnn.datasets import Part
from cnn.network import Network


def as_read(part: Part) -> Part:
    """MNIST's bytes, (n, 28, 28) uint8, as the float32 in [0, 1] that a network reads."""
    return part[0] / np.float32(255), part[1]


def accuracy(network: Network, images: np.ndarray, labels: np.ndarray) -> float:
    """The share, 0 to 1, of images, (n, 28, 28) float32 in [0, 1], that a network reads right."""
    return float((network.predict(images).argmax(axis=1) == labels).mean())
