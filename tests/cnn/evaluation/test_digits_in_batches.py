"""Digits gone through a batch at a time: none is left out, and none is taken twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.evaluation.digits_in_batches import DigitsInBatches, seconds_per_digit
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from tests.designs import random_network

NETWORK = random_network(Architecture(()))


class Seen(DigitsInBatches):
    """Notes the first pixel of every digit, and may stop at a place on the way."""

    def __init__(self, images: np.ndarray, mark: int) -> None:
        super().__init__(images)
        self.pixels: list[float] = []
        self.stops: list[int] = []
        self._mark = mark

    @property
    def _end(self) -> int:
        return self._mark if self.read < self._mark else self.total

    def _take(self, network: Network, images: np.ndarray, here: slice) -> None:
        self.pixels += images[:, 0, 0].tolist()
        self.stops.append(here.stop)


@given(st.integers(1, 250), st.data())
def test_every_digit_is_taken_once_in_order_and_no_batch_passes_a_mark(count, data):
    mark = data.draw(st.integers(1, count))
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(count)
    seen = Seen(images, mark)
    while seen.read < seen.total:
        seen.continue_with(NETWORK)
    seen.continue_with(NETWORK)
    np.testing.assert_allclose(seen.pixels, np.arange(count) / 255, rtol=1e-6)
    assert mark in seen.stops


def test_more_multiplications_take_longer():
    # The textbook network: 194,688 + 2,230,272 + 331,776 + 36,864 + 640 multiplications.
    small = seconds_per_digit(Architecture(()))
    assert seconds_per_digit(textbook()) - small == pytest.approx(
        (194_688 + 2_230_272 + 331_776 + 36_864 + 640 - 7_840) / 10e9
    )
