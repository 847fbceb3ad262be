"""How often each filter fires over a fixed set of digits; counted once per network."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.cells.firing import firing_shares
from cnn.datasets import load_mnist_test, mnist_available
from cnn.drawing import digit_from_strokes
from cnn.errors import DatasetError
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.fingerprint import fingerprint

MNIST_DIGITS = 200


@st.cache_data(max_entries=32, show_spinner=False, hash_funcs={Network: fingerprint})
def shares_over_digits(network: Network) -> tuple[dict[str, np.ndarray], str]:
    """How often each filter of each convolution fires, and in words over which digits.

    Returns:
        {layer name: (filters,) shares in [0, 1]}, and the words.
    """
    images, words = _digits()
    return firing_shares(network, images), words


def _digits() -> tuple[np.ndarray, str]:
    if mnist_available():
        try:
            images, _ = load_mnist_test()
        except DatasetError:
            pass  # The Train page says what is wrong with the file; here examples will do.
        else:
            first = images[:MNIST_DIGITS].astype(np.float32) / 255
            return first, f"MNIST's first {MNIST_DIGITS} test digits"
    drawn = np.stack([digit_from_strokes(example.strokes) for example in EXAMPLES])
    return drawn, f"the {len(EXAMPLES)} example digits of the Draw page"
