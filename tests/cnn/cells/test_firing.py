"""How often filters fire."""

import numpy as np
import pytest

from cnn.cells.firing import firing_share, firing_shares


def test_the_share_of_cells_above_zero_by_hand():
    output = np.zeros((1, 2, 2, 2))
    output[0, 0, 0, 1] = 3
    assert firing_share(output).tolist() == [0, 0.25]


def test_batches_do_not_change_the_shares(textbook_network):
    images = np.random.default_rng(1).random((45, 28, 28), dtype=np.float32)
    whole = firing_share(textbook_network.forward(images)["conv2"])
    assert firing_shares(textbook_network, images)["conv2"] == pytest.approx(whole, abs=1e-12)
