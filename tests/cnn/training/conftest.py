"""What tests of training on MNIST and pen strokes share."""

import numpy as np
import pytest

from cnn.datasets import Part


@pytest.fixture
def mnist() -> tuple[Part, Part]:
    """120 training and 30 test images of noise, in MNIST's form."""
    random = np.random.default_rng(0)
    parts = [(random.integers(0, 256, (n, 28, 28), np.uint8), np.arange(n) % 10) for n in (120, 30)]
    return parts[0], parts[1]
