"""Evaluation: hand-worked counts and intervals; loss and accuracy as Keras gives them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.evaluation.evaluation import Evaluation, Share, precision, recall, wilson_interval
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from tests.designs import random_network

TRUE = [3, 3, 3, 5, 5, 8]
ANSWERS = [3, 3, 5, 5, 3, 8]
SURE = [0.9, 0.6, 0.7, 0.8, 0.5, 0.4]


def evaluation(true=TRUE, answers=ANSWERS, sure=SURE) -> Evaluation:
    """Each answer gets its probability; the other nine digits share the rest equally."""
    rows = (1 - np.array(sure, np.float32))[:, None] / 9 * np.ones((1, 10), np.float32)
    rows[np.arange(len(sure)), answers] = sure
    return Evaluation(rows, np.array(true, np.uint8))


def test_accuracy_counts_the_right_answers():
    assert (evaluation().right, evaluation().total, evaluation().accuracy) == (4, 6, 4 / 6)


def test_confusion_has_a_row_per_true_digit_and_a_column_per_answer():
    confusion = evaluation().confusion
    expected = np.zeros((10, 10), int)
    expected[3, 3], expected[3, 5], expected[5, 5], expected[5, 3], expected[8, 8] = 2, 1, 1, 1, 1
    np.testing.assert_array_equal(confusion, expected)


def test_recall_is_of_the_true_digits_and_precision_of_the_answers():
    confusion = np.zeros((10, 10), int)
    confusion[4, 4], confusion[4, 9], confusion[9, 9] = 6, 2, 3
    assert recall(confusion)[4] == Share(6, 8)
    assert precision(confusion)[4] == Share(6, 6)
    assert precision(confusion)[9] == Share(3, 5)
    assert math.isnan(recall(confusion)[0].value)


def test_a_cell_holds_its_digits_the_largest_loss_first():
    assert evaluation().cell(3, 3).tolist() == [1, 0]
    assert evaluation().cell(5, 3).tolist() == [4]
    assert evaluation().cell(0, 7).tolist() == []


def test_errors_come_by_loss_or_by_confidence_in_the_wrong_answer():
    # The first error is less sure of its answer and gives the true digit less all the same.
    rows = np.full((2, 10), 0.4 / 8, np.float32)
    rows[0, [1, 7]] = 0.6, 0.0
    rows[1, [1, 7]] = 0.7, 0.0
    rows[0, 7], rows[1, 7] = 0.001, 0.1
    judged = Evaluation(rows, np.array([7, 7], np.uint8))
    assert judged.worst_errors("loss").tolist() == [0, 1]
    assert judged.worst_errors("confidence").tolist() == [1, 0]


def test_the_loss_is_minus_the_logarithm_of_the_true_digits_probability():
    losses = evaluation().losses
    assert losses[0] == pytest.approx(-math.log(0.9), rel=1e-6)
    assert losses[2] == pytest.approx(-math.log(0.3 / 9), rel=1e-6)
    assert evaluation().loss == pytest.approx(losses.mean())


def test_a_probability_of_zero_has_a_large_but_finite_loss():
    rows = np.zeros((1, 10), np.float32)
    rows[0, 2] = 1
    assert Evaluation(rows, np.array([6], np.uint8)).loss == pytest.approx(87.34, abs=0.01)


# By hand: with z = 2, weight = 4 / 4 = 1; centre = (0.5 + 0.5) / 2; half = sqrt(1/4 + 1/4) / 2.
def test_wilsons_interval_by_hand():
    low, high = wilson_interval(Share(2, 4), z=2.0)
    assert low == pytest.approx(0.5 - math.sqrt(0.5) / 2)
    assert high == pytest.approx(0.5 + math.sqrt(0.5) / 2)


# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_as_published(count, of, low, high):
    assert wilson_interval(Share(count, of)) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilsons_interval_holds_the_share_and_stays_a_share(sample):
    share = Share(*sample)
    low, high = wilson_interval(share)
    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1
    assert low < high


def test_an_empty_sample_says_nothing():
    assert wilson_interval(Share(0, 0)) == (0.0, 1.0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scale", [1.0, 5.0])
def test_loss_and_accuracy_are_those_of_keras(seed, scale):
    keras = pytest.importorskip("keras")
    from cnn.training.build import build_keras, set_weights

    network = random_network(Architecture((Conv2D(6), MaxPool2D(2), Dense(20))), seed)
    # Larger last weights give true digits less than 1e-7, where Keras must not have clipped.
    network.weights["softmax"]["kernel"][:] *= scale
    random = np.random.default_rng(seed)
    images = random.random((300, 28, 28), dtype=np.float32)
    labels = random.integers(0, 10, 300).astype(np.uint8)
    model = build_keras(network.architecture, seed)
    set_weights(model, network.weights)
    model.compile(
        loss="sparse_categorical_crossentropy", metrics=[keras.metrics.SparseCategoricalAccuracy()]
    )
    loss, accuracy = model.evaluate(images[..., None], labels, verbose=0)
    ours = Evaluation(network.predict(images), labels)
    assert ours.accuracy == pytest.approx(accuracy, abs=1e-5)
    assert ours.loss == pytest.approx(loss, abs=1e-5)


@pytest.mark.parametrize("name", ["pen", "textbook"])
def test_networks_that_ship_are_as_good_as_their_files_say(name, mnist_evaluation, mnist_test):
    judged, made = mnist_evaluation(name), Network.load(name).provenance
    assert judged.accuracy == pytest.approx(made.mnist_test_accuracy, abs=5e-5)
    assert judged.confusion.sum(axis=1).tolist() == np.bincount(mnist_test[1]).tolist()
