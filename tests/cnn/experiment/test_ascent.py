"""The ascent, step by step on a network of one dense layer, where the gradient is its weights."""

import numpy as np
import pytest

from cnn.errors import ExplanationError
from cnn.experiment.ascent import (
    AscentSettings,
    ascend,
    first_image,
    middle_cell,
)
from cnn.experiment.blur import blurred
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from tests.designs import random_network

LINEAR = random_network(Architecture(()), 3)
PEN = Network.load("pen")
DIGIT = np.random.default_rng(7).random((28, 28), dtype=np.float32)
BARE = AscentSettings(steps=1, step_size=0.5, smoothness=0, decay=0)


def test_one_bare_step_goes_along_the_gradient_as_far_as_asked_and_stays_within_paper_and_ink():
    first, second = ascend(LINEAR, "softmax", 4, DIGIT, BARE)
    weights = LINEAR.weights["softmax"]["kernel"][:, 4].reshape(28, 28)
    np.testing.assert_array_equal(first.image, DIGIT)
    logit = float((DIGIT * weights).sum() + LINEAR.weights["softmax"]["bias"][4])
    assert first.value == pytest.approx(logit, abs=1e-4)
    expected = np.clip(DIGIT + 0.5 * weights / np.linalg.norm(weights), 0, 1)
    np.testing.assert_allclose(second.image, expected, atol=1e-6)


def test_after_the_step_a_blurred_copy_is_mixed_in_and_ink_taken_away():
    settings = AscentSettings(steps=1, step_size=0.5, smoothness=0.25, decay=0.1)
    _, second = ascend(LINEAR, "softmax", 4, DIGIT, settings)
    weights = LINEAR.weights["softmax"]["kernel"][:, 4].reshape(28, 28)
    moved = DIGIT + 0.5 * weights / np.linalg.norm(weights)
    expected = np.clip(0.9 * (0.75 * moved + 0.25 * blurred(moved, "constant")), 0, 1)
    np.testing.assert_allclose(second.image, expected, atol=1e-6)


@pytest.mark.parametrize(("layer", "number"), [("conv1", 3), ("conv3", 1), ("dense", 0)])
def test_the_number_grows(layer: str, number: int):
    *_, last = (steps := list(ascend(PEN, layer, number, DIGIT, AscentSettings())))
    assert len(steps) == 61
    assert last.value > steps[0].value
    assert last.image.min() >= 0
    assert last.image.max() <= 1


def test_of_a_map_only_what_the_middle_cell_sees_changes():
    *_, last = ascend(PEN, "conv1", 3, np.zeros((28, 28), np.float32), BARE)
    row, column = middle_cell(PEN.architecture.layer("conv1"))
    assert (row, column) == (13, 13)
    changed = np.argwhere(last.image)
    assert changed.min() >= 13
    assert changed.max() <= 15
    passed = PEN.forward_with_sums(last.image[np.newaxis])
    assert last.value == pytest.approx(float(passed.sums["conv1"][0, 13, 13, 3]))


def test_a_dead_network_is_stuck_at_once_and_nothing_is_divided_by_zero():
    network = random_network(Architecture((Conv2D(2), Dense(3))), 0)
    network.weights["conv1"]["bias"][:] = -1e3
    (only,) = ascend(network, "softmax", 1, DIGIT, AscentSettings())
    assert only.is_stuck


def test_sums_that_overflow_are_told_in_a_sentence():
    network = random_network(Architecture((Conv2D(2), Dense(3))), 0)
    network.weights["conv1"]["kernel"][:] = 3e38
    with pytest.raises(ExplanationError, match="overflow"):
        list(ascend(network, "softmax", 1, DIGIT, AscentSettings()))


def test_it_begins_with_paper_faint_noise_or_the_digit():
    assert not first_image("blank", DIGIT).any()
    np.testing.assert_array_equal(first_image("digit", DIGIT), DIGIT)
    noise = first_image("noise", DIGIT)
    assert 0 < noise.std() < 0.1
    assert noise.max() <= 0.2
    np.testing.assert_array_equal(noise, first_image("noise", 1 - DIGIT))
