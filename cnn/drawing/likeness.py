"""How much an image is like a digit, to choose between two readings of the same ink."""

from __future__ import annotations

from functools import cache

import numpy as np

from cnn.network import Network
from cnn.network.layer_shapes import CLASSES
from cnn.strangeness import features, strangeness_of_features

# In logarithms of a probability. From 1 to 4 it tells as many pairs of
# tests/benchmarks/likeness_pairs.py right, 98 %; without strangeness it is 95 %. From 2 on, the
# smooth lines inside a thick pen's ink win over its digit.
STRANGENESS_WEIGHT = 1.0


def likeness(images: np.ndarray) -> np.ndarray:
    """Larger is more like a digit: (n,) for (n, 28, 28) images in [0, 1], ink bright.

    The logarithm of the likeliest digit's probability, less the strangeness.
    """
    network = judge()
    made = features(network, images)
    sums = made[:, -CLASSES:].astype(np.float64)
    below = sums - sums.max(axis=1, keepdims=True)
    log_probability = -np.log(np.exp(below).sum(axis=1))
    return log_probability - STRANGENESS_WEIGHT * strangeness_of_features(network, made)


@cache
def judge() -> Network:
    """The network that has seen most hands: it judges, whatever network the visitor has chosen."""
    return Network.load("pen")
