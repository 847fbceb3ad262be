"""Strangeness: its formula, its bound, and that it tells other drawings from digits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from cnn import strangeness as module
from cnn.handwriting.not_digits import KINDS
from cnn.network import PRETRAINED, Network
from cnn.network.architecture import Architecture
from cnn.network.digit_statistics import MAX_FOLDED, DigitStatistics, feature_count
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.dropout import Dropout
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.strangeness import BOUND, features, fold, strangeness, with_statistics
from tests.benchmarks.strangeness_auroc import auroc
from tests.designs import networks, random_network

SMALL = Architecture((Conv2D(2), Dense(4)))
SOFTMAX_ALONE = Architecture(())
LABELS = np.arange(400) % 10
rng = np.random.default_rng(0)
IMAGES = rng.random((400, 28, 28), np.float32) * (1 + LABELS[:, None, None] / 10) / 2
OTHERS = rng.random((300, 28, 28), np.float32) * rng.random((300, 1, 1), np.float32)


def plain_statistics(means: np.ndarray, bound: float) -> DigitStatistics:
    """Of ten features: centre 0, spread 1, each digit's covariance the identity."""
    identity = np.zeros(55, np.int8)
    identity[[row * (row + 1) // 2 + row for row in range(10)]] = 100
    return DigitStatistics(
        centre=np.zeros(10, np.float32),
        spread=np.ones(10, np.float32),
        means=means.astype(np.float32),
        factors=np.tile(identity, (10, 1)),
        steps=np.full((10, 10), 0.01, np.float32),
        bound=np.array([bound], np.float32),
    )


def test_by_hand_it_is_the_distance_to_the_nearest_digit_over_the_bound():
    """Ten sums, all 0 for an empty image: its distances to the means are 3, 6, ... 30."""
    weights = {
        "softmax": {
            "kernel": np.zeros((784, 10), np.float32),
            "bias": np.zeros(10, np.float32),
        }
    }
    means = np.diag(3.0 * np.arange(1, 11))
    network = Network(SOFTMAX_ALONE, weights, statistics=plain_statistics(means, 2.0))
    np.testing.assert_allclose(strangeness(network, np.zeros((2, 28, 28))), [1.5, 1.5], rtol=1e-6)
    # Moved to the mean of digit 4 but for 4 in one direction.
    weights["softmax"]["bias"][[3, 7]] = 12, 4
    np.testing.assert_allclose(strangeness(network, np.zeros((1, 28, 28))), [2.0], rtol=1e-6)


def test_features_are_means_and_deviations_of_maps_and_sums_of_units():
    network = random_network(SMALL)
    images = IMAGES[:3]
    passed = network.forward_with_sums(images)
    maps = passed.activations["conv1"]
    expected = np.concatenate(
        [
            maps.mean(axis=(1, 2)),
            maps.std(axis=(1, 2)),
            passed.sums["dense"],
            passed.sums["softmax"],
        ],
        axis=1,
    )
    assert expected.shape[1] == feature_count(SMALL) == 18
    np.testing.assert_allclose(features(network, images), expected, atol=1e-5)


def test_it_is_the_mahalanobis_distance_of_each_digits_shrunken_covariance():
    network = with_statistics(random_network(SMALL), (IMAGES, LABELS), OTHERS)
    made = features(network, IMAGES).astype(np.float64)
    spread = made.std(axis=0)
    scaled = (made - made.mean(axis=0)) / (spread + module.LEAST_SPREAD * spread.mean())
    asked = (features(network, OTHERS) - made.mean(axis=0)) / (
        spread + module.LEAST_SPREAD * spread.mean()
    )
    means = np.stack([scaled[digit == LABELS].mean(axis=0) for digit in range(10)])
    residuals = scaled - means[LABELS]
    common = residuals.T @ residuals / 400
    common += 0.01 * np.trace(common) / 18 * np.eye(18)
    squares = []
    share = 0.3 if 18 / (18 + 40) < 0.3 else 18 / (18 + 40)
    for digit in range(10):
        own = residuals[digit == LABELS]
        covariance = (1 - share) * own.T @ own / len(own) + share * common
        away = asked - means[digit]
        squares.append((away @ np.linalg.inv(covariance) * away).sum(axis=1))
    distances = np.sqrt(np.min(squares, axis=0))
    expected = distances / np.quantile(distances, 0.99)
    # The factors are kept in eight bits.
    np.testing.assert_allclose(strangeness(network, OTHERS), expected, rtol=0.03)


def test_one_in_a_hundred_of_the_digits_for_the_bound_exceeds_it():
    network = with_statistics(random_network(SMALL), (IMAGES, LABELS), OTHERS)
    assert (strangeness(network, OTHERS) > BOUND).sum() == 3


def test_many_features_are_folded_with_their_signs():
    values = rng.normal(size=(3, 2 * MAX_FOLDED + 5))
    signs = fold(np.eye(values.shape[1])).sum(axis=1)
    assert set(signs) == {-1, 1}
    assert abs(signs.mean()) < 0.2
    signed = np.zeros((3, 3 * MAX_FOLDED))
    signed[:, : values.shape[1]] = values * signs
    expected = sum(np.split(signed, 3, axis=1))
    np.testing.assert_allclose(fold(values), expected)
    np.testing.assert_array_equal(fold(values[:, :MAX_FOLDED]), values[:, :MAX_FOLDED])


@given(networks())
def test_every_network_can_have_statistics_and_keeps_them_in_its_file(network):
    images = rng.random((40, 28, 28), np.float32)
    measured = with_statistics(network, (images, np.arange(40) % 10), images[:20] * 0.5)
    back = Network.from_bytes(measured.to_bytes())
    assert (back.statistics is None) == (measured.statistics is None)
    if measured.statistics is None:
        return
    numbers = strangeness(measured, images)
    assert numbers.shape == (40,)
    assert (numbers >= 0).all()
    np.testing.assert_array_equal(strangeness(back, images), numbers)


@pytest.mark.parametrize(
    "hidden",
    [
        (Conv2D(128, 3, 2), Conv2D(128, 3, 2), GlobalAveragePooling2D()),
        (Dense(512), Dropout(0.5), Dense(64)),
    ],
)
def test_wide_networks_are_folded(hidden):
    network = random_network(Architecture(hidden))
    measured = with_statistics(network, (IMAGES, LABELS), OTHERS)
    assert measured.statistics.means.shape == (10, MAX_FOLDED)
    assert np.isfinite(strangeness(measured, OTHERS)).all()


def test_where_sums_overflow_there_are_no_statistics_and_what_overflows_is_infinitely_strange():
    network = random_network(SMALL)
    measured = with_statistics(network, (IMAGES, LABELS), OTHERS)
    huge = {name: dict(arrays) for name, arrays in network.weights.items()}
    huge["conv1"]["kernel"] = np.full_like(huge["conv1"]["kernel"], 3e38)
    overflowing = replace(network, weights=huge)
    assert with_statistics(overflowing, (IMAGES, LABELS), OTHERS).statistics is None
    overflowing = replace(overflowing, statistics=measured.statistics)
    assert np.isinf(strangeness(overflowing, IMAGES[:2])).all()


def test_a_missing_digit_gives_no_statistics():
    network = random_network(SMALL)
    assert with_statistics(network, (IMAGES, LABELS % 9), OTHERS).statistics is None


def test_no_images_have_no_strangeness_and_without_statistics_it_is_an_error():
    network = random_network(SMALL)
    with pytest.raises(ValueError, match="no statistics"):
        strangeness(network, IMAGES[:1])
    measured = with_statistics(network, (IMAGES, LABELS), OTHERS)
    assert strangeness(measured, IMAGES[:0]).shape == (0,)


@pytest.mark.parametrize(("name", "least"), [("pen", 0.95), ("textbook", 0.92)])
def test_other_drawings_are_told_from_digits(name, least, mnist_test):
    network = Network.load(name)
    usual = strangeness(network, mnist_test[0][:1000] / np.float32(255))
    assert (usual > BOUND).mean() < 0.06
    for kind in KINDS:
        if kind.name in ("capital letters", "small letters", "things", "scribbles"):
            assert auroc(usual, strangeness(network, kind.images(60))) > least, kind.name


def test_the_networks_that_ship_have_statistics():
    assert all(Network.load(name).statistics is not None for name in PRETRAINED)
