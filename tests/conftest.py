"""What tests of several folders share: random networks, MNIST where it is at hand."""

from __future__ import annotations

import os

import numpy as np
import pytest

from cnn.architecture import Architecture, textbook
from cnn.datasets import Part, load_mnist_test, mnist_available
from cnn.network import Network


def random_network(architecture: Architecture, seed: int = 0) -> Network:
    """A network with random weights: what it reads is nonsense, but reproducible nonsense."""
    rng = np.random.default_rng(seed)
    weights = {}
    for layer in architecture.layers:
        if layer.kernel_shape is not None:
            scale = 1 / np.sqrt(np.prod(layer.kernel_shape[:-1]))
            kernel = rng.normal(0, scale, layer.kernel_shape).astype(np.float32)
            bias = rng.normal(0, 0.1, layer.kernel_shape[-1]).astype(np.float32)
            weights[layer.name] = (kernel, bias)
    return Network(architecture, weights)


@pytest.fixture(scope="session")
def textbook_network() -> Network:
    """The textbook architecture with random weights."""
    return random_network(textbook())


@pytest.fixture(scope="session")
def mnist_test() -> Part:
    """MNIST's test set; under CI it must be there."""
    if not mnist_available():
        reason = "MNIST is not at hand: set MNIST_NPZ to where mnist.npz is"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return load_mnist_test()
