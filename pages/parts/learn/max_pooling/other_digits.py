"""What the same moves change in digits other than the one on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from cnn.datasets import balanced, mnist_available
from cnn.drawing import digit_from_strokes
from cnn.errors import DatasetError
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.max_pooling.pooling import Changes, mean_changes
from pages.parts.session.evaluation_sets import mnist_test
from pages.parts.session.networks import pretrained_network

NETWORK = "textbook"
_TEST_DIGITS = 100
_LAYERS = 2


@dataclass(frozen=True)
class OtherDigits:
    """The mean changes of so many digits of one source."""

    source: Literal["mnist", "examples"]
    count: int
    changes: Changes


def other_digits(layer: str) -> OtherDigits:
    """MNIST's digits where they can be read, else the examples."""
    try:
        return _measured(layer, mnist_available())
    except DatasetError:
        return _measured(layer, False)


@st.cache_data(max_entries=2 * _LAYERS, show_spinner=False)
def _measured(layer: str, with_mnist: bool) -> OtherDigits:
    network = pretrained_network(NETWORK)
    if not with_mnist:
        digits = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
        return OtherDigits("examples", len(digits), mean_changes(network, layer, digits))
    images, labels = mnist_test()
    digits = images[balanced(labels, _TEST_DIGITS)] / np.float32(255)
    return OtherDigits("mnist", len(digits), mean_changes(network, layer, digits))
