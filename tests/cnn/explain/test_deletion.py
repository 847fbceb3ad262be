"""Deletion and insertion on a network whose probabilities can be worked out by hand."""

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.explain.attribution import integrated_gradients, random_control
from cnn.explain.deletion import curves, random_curves
from cnn.handwriting.examples import EXAMPLES
from cnn.network import Network
from cnn.network.architecture import Architecture
from tests.designs import random_network

PEN = Network.load("pen")


def linear_network() -> Network:
    """The logit of 3 is 2 x the ink of pixel (0, 0) + 1 x that of (0, 1); all others are 0."""
    network = random_network(Architecture(()), 0)
    kernel = network.weights["softmax"]["kernel"]
    kernel[:] = 0
    network.weights["softmax"]["bias"][:] = 0
    kernel[0, 3], kernel[1, 3] = 2, 1
    return network


def three(logit: float) -> float:
    """Its probability beside nine logits of 0."""
    return float(np.exp(logit) / (np.exp(logit) + 9))


def two_pixels() -> np.ndarray:
    image = np.zeros((28, 28), np.float32)
    image[0, :2] = 1
    return image


def test_pixels_go_and_come_in_the_maps_order():
    network, image = linear_network(), two_pixels()
    attribution = np.zeros((28, 28))
    attribution[0, :2] = 2, 1
    found = curves(network, image, attribution, 3, steps=2)
    np.testing.assert_allclose(found.shares, [0, 0.5, 1])
    np.testing.assert_allclose(found.deleted, [three(3), three(1), three(0)], rtol=1e-5)
    np.testing.assert_allclose(found.inserted, [three(0), three(2), three(3)], rtol=1e-5)
    assert found.area == pytest.approx((three(2) - three(1)) / 2, rel=1e-5)


def test_the_wrong_order_is_worse_by_as_much():
    network, image = linear_network(), two_pixels()
    attribution = np.zeros((28, 28))
    attribution[0, :2] = 1, 2
    found = curves(network, image, attribution, 3, steps=2)
    assert found.area == pytest.approx(-(three(2) - three(1)) / 2, rel=1e-5)


def test_both_curves_end_where_the_other_begins():
    image = digit_from_strokes(EXAMPLES[5].strokes)
    found = curves(PEN, image, random_control(PEN, image, 2), 2)
    assert found.deleted[0] == pytest.approx(found.inserted[-1])
    assert found.deleted[-1] == pytest.approx(found.inserted[0])
    assert found.shares[0] == 0
    assert found.shares[-1] == 1


def test_an_explanation_of_the_network_beats_random_orders():
    image = digit_from_strokes(EXAMPLES[7].strokes)
    digit = int(PEN.predict(image[np.newaxis]).argmax())
    found = curves(PEN, image, integrated_gradients(PEN, image, digit), digit)
    assert found.area > max(one.area for one in random_curves(PEN, image, digit))


def test_of_blank_paper_nothing_goes_and_nothing_comes():
    blank = np.zeros((28, 28), np.float32)
    found = curves(PEN, blank, blank, 1)
    assert np.ptp(found.deleted) == 0
    assert found.area == 0
