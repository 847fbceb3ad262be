"""A test set is read a few digits at a time, by whoever has time, each digit once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from cnn.evaluation.digits_in_batches import MAX_BATCH
from cnn.evaluation.incremental import IncrementalEvaluation
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from tests.designs import random_network

NETWORK = random_network(Architecture((Conv2D(4, 5, 2), Dense(8))))
IMAGES = np.random.default_rng(0).integers(0, 256, (150, 28, 28)).astype(np.uint8)
LABELS = np.arange(150).astype(np.uint8) % 10


def read_all(evaluation: IncrementalEvaluation) -> None:
    while evaluation.read < len(IMAGES):
        evaluation.continue_with(NETWORK)


def test_the_probabilities_are_those_of_the_network():
    evaluation = IncrementalEvaluation(IMAGES, LABELS)
    read_all(evaluation)
    expected = NETWORK.predict(IMAGES.astype(np.float32) / 255)
    np.testing.assert_allclose(evaluation.of_first(150).probabilities, expected, atol=1e-6)


def test_several_visitors_read_each_digit_once():
    alone, shared = IncrementalEvaluation(IMAGES, LABELS), IncrementalEvaluation(IMAGES, LABELS)
    read_all(alone)
    with ThreadPoolExecutor(4) as visitors:
        list(visitors.map(read_all, [shared] * 4))
    assert shared.read == 150
    np.testing.assert_array_equal(
        shared.of_first(150).probabilities, alone.of_first(150).probabilities
    )


def test_an_evaluation_that_was_left_counts_and_goes_on():
    evaluation = IncrementalEvaluation(IMAGES, LABELS)
    evaluation.continue_with(NETWORK)
    assert 0 < evaluation.read <= MAX_BATCH
    assert evaluation.of_first(evaluation.read).total == evaluation.read
    read_all(evaluation)
    evaluation.continue_with(NETWORK)
    assert evaluation.read == 150


def test_what_visitors_share_cannot_be_written_to():
    evaluation = IncrementalEvaluation(IMAGES, LABELS)
    read_all(evaluation)
    first = evaluation.of_first(100)
    for array in (first.probabilities, first.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    assert LABELS.flags.writeable
