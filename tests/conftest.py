"""What tests of several folders share: a random network, MNIST where it is at hand."""

from __future__ import annotations

import os

import pytest

from cnn.datasets import Part, load_mnist_test, mnist_available
from cnn.network import Network
from cnn.network.architecture import textbook
from tests.designs import random_network


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
