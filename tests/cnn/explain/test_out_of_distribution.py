"""Scores of strangeness and the curves that judge them, against what is worked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from cnn.explain.class_distances import class_normals, penultimate
from cnn.explain.out_of_distribution import (
    LEAST_DOUBT,
    PUBLISHED,
    Reference,
    all_scores,
    doubts,
    energies,
    nearest_scores,
    normals_of,
    scores_of,
    stranger_than,
)
from cnn.explain.roc_curve import roc_curve
from cnn.explain.work import done
from cnn.handwriting.not_digits import KINDS, examples_by_hands, kinds_of_digits
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from cnn.strangeness import strangeness
from tests.designs import random_network

PEN = Network.load("pen")
IMAGES, LABELS = synthetic_digits(400, 3)
NORMALS = done(normals_of(PEN, IMAGES, LABELS))
assert NORMALS


def test_energy_is_minus_the_logarithm_of_the_powers_summed():
    logits = np.zeros((2, 10))
    logits[1, 3] = np.log(991)
    # 10 x e^0 = 10, and 9 + 991 = 1000.
    np.testing.assert_allclose(energies(logits), [-np.log(10), -np.log(1000)])


def test_energy_of_huge_logits_does_not_overflow():
    assert energies(np.full((1, 10), 5000.0)) == pytest.approx(-5000 - np.log(10))


def test_doubt_is_one_minus_the_largest_probability_and_never_0():
    logits = np.zeros((3, 10))
    logits[1, 3] = np.log(91)
    logits[2, 0] = 900
    np.testing.assert_allclose(doubts(logits), [0.9, 0.09, LEAST_DOUBT])


def test_scores_are_those_of_the_network():
    images = IMAGES[:20].astype(np.float32) / 255
    found = all_scores(PEN, NORMALS, images)
    assert set(found) == {*PUBLISHED, "strangeness"} == set(scores_of(PEN))
    np.testing.assert_allclose(found["strangeness"], strangeness(PEN, images), rtol=1e-6)
    np.testing.assert_allclose(found["softmax"], 1 - PEN.predict(images).max(axis=1), atol=1e-6)
    sums = np.exp(PEN.logits(images).astype(float)).sum(axis=1)
    np.testing.assert_allclose(found["energy"], -np.log(sums), rtol=1e-5)
    dense = PEN.forward(images, "dense")["dense"]
    np.testing.assert_allclose(found["mahalanobis"], NORMALS.distances(dense), rtol=1e-5)


def test_without_statistics_there_are_the_published_scores_alone():
    bare = replace(PEN, statistics=None)
    assert scores_of(bare) == PUBLISHED
    found = all_scores(bare, NORMALS, IMAGES[:2].astype(np.float32) / 255)
    assert tuple(found) == PUBLISHED


def test_whatever_is_the_same_for_all_digits_has_no_normals():
    dead = {name: np.zeros_like(array) for name, array in PEN.weights["dense"].items()}
    assert done(normals_of(with_weights(dead), IMAGES, LABELS)) is None


def test_numbers_beyond_measure_have_no_normals():
    huge = {name: array * np.float32(1e38) for name, array in PEN.weights["dense"].items()}
    with np.errstate(over="ignore", invalid="ignore"):
        assert done(normals_of(with_weights(huge), IMAGES, LABELS)) is None


def with_weights(dense: dict[str, np.ndarray]) -> Network:
    return replace(PEN, weights=PEN.weights | {"dense": dense}, statistics=None)


def test_the_nearest_scores_come_first_and_the_largest_where_nothing_is_near():
    assert nearest_scores(np.array([5.0, 1, 3, 9]), 2.9, 2).tolist() == [2, 1]
    assert nearest_scores(np.array([5.0, 1, 3, 9]), np.inf, 2).tolist() == [3, 0]


def test_stranger_than_counts_equals_by_half():
    assert stranger_than(np.array([1, 2, 2, 3]), 2) == 0.5
    assert stranger_than(np.array([1, 2, 2, 3]), 9) == 1
    assert stranger_than(np.array([1, 2, 2, 3]), 0) == 0


def test_strangers_of_one_kind_or_of_all():
    reference = Reference(
        {}, {"a": {"energy": np.array([1.0])}, "b": {"energy": np.array([2.0, 3.0])}}
    )
    assert reference.of_kind("b", "energy").tolist() == [2, 3]
    assert reference.of_kind(None, "energy").tolist() == [1, 2, 3]


def test_every_kind_of_stranger_is_drawn_without_a_data_set_and_found_by_the_distances():
    kinds = (*KINDS, *kinds_of_digits(examples_by_hands(3)))
    digits = synthetic_digits(200, 4)[0].astype(np.float32) / 255
    usual = all_scores(PEN, NORMALS, digits)
    assert len({kind.name for kind in kinds}) == 15
    for kind in kinds:
        images = kind.images(12, 3)
        assert images.shape == (12, 28, 28)
        if kind.is_digit_shaped:
            continue
        strange = all_scores(PEN, NORMALS, images)
        for name in ("mahalanobis", "strangeness"):
            assert roc_curve(usual[name], strange[name]).area > 0.7, (kind.name, name)


# The distance to ten classes with one covariance


def of_ten_classes(count: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Features whose classes differ, and have spreads of their own."""
    rng = np.random.default_rng(5)
    labels = np.arange(count) % 10
    spread = rng.normal(size=(width, width))
    return 3 * labels[:, np.newaxis] + rng.normal(size=(count, width)) @ spread, labels


def test_the_distance_is_that_to_the_nearest_mean_with_one_covariance_for_all_classes():
    made, labels = of_ten_classes(300, 4)
    means = np.stack([made[labels == digit].mean(axis=0) for digit in range(10)])
    tied = sum(
        np.outer(row, row) for row in (made[n] - means[labels[n]] for n in range(len(made)))
    ) / len(made)
    inverse = np.linalg.inv(tied)
    points = np.random.default_rng(6).normal(10, 9, (20, 4))
    expected = [
        min(np.sqrt((point - mean) @ inverse @ (point - mean)) for mean in means)
        for point in points
    ]
    np.testing.assert_allclose(class_normals(made, labels).distances(points), expected, rtol=1e-6)


def test_a_direction_in_which_no_digit_varies_counts_for_nothing():
    made, labels = of_ten_classes(300, 4)
    with_dead = np.concatenate([made, np.zeros((300, 1))], axis=1)
    normals, alone = class_normals(with_dead, labels), class_normals(made, labels)
    assert normals.whitening.shape == (5, 4)
    far = np.concatenate([made[:5], np.full((5, 1), 100.0)], axis=1)
    np.testing.assert_allclose(normals.distances(far), alone.distances(made[:5]), rtol=1e-6)


@pytest.mark.parametrize(
    ("architecture", "width"),
    [
        (textbook((2, 3), 4), 4),
        (Architecture((Conv2D(3),)), 3),
        (Architecture((Conv2D(3), GlobalAveragePooling2D())), 3),
        (Architecture(()), 784),
    ],
    ids=["units", "maps", "means", "pixels"],
)
def test_the_layer_before_softmax_is_measured_and_maps_by_their_means(architecture, width):
    network = random_network(architecture, 1)
    images = IMAGES[:3].astype(np.float32) / 255
    activations = network.forward(images)
    found = penultimate(network, activations, images)
    assert found.shape == (3, width)
    if "conv1" in activations and width == 3:
        np.testing.assert_allclose(found, activations["conv1"].mean(axis=(1, 2)), rtol=1e-5)
