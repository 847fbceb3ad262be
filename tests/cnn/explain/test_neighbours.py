"""Principal components against NumPy's SVD, and neighbours against trying all."""

import numpy as np
import pytest

from cnn.explain.neighbours import KEPT, layer_numbers, nearest, neighbourhood
from cnn.explain.work import done
from cnn.handwriting.synthetic import synthetic_digits
from cnn.network import Network
from cnn.network.architecture import textbook
from tests.designs import random_network

PEN = Network.load("pen")
IMAGES = synthetic_digits(400, 8)[0]
OWN = synthetic_digits(1, 9)[0][0].astype(np.float32) / 255


def numbers_of(layer_name: str) -> np.ndarray:
    return layer_numbers(PEN, layer_name, IMAGES.astype(np.float32) / 255).astype(np.float64)


@pytest.mark.parametrize("layer_name", ["softmax", "dense", "conv3", "pool1"])
def test_the_plane_is_that_of_the_singular_value_decomposition(layer_name):
    numbers = numbers_of(layer_name)
    found = done(neighbourhood(PEN, layer_name, IMAGES))
    apart = numbers - numbers.mean(axis=0)
    _, strengths, axes = np.linalg.svd(apart, full_matrices=False)
    np.testing.assert_allclose(found.mean, numbers.mean(axis=0), atol=1e-5)
    shares = strengths**2 / (strengths**2).sum()
    np.testing.assert_allclose(found.shares[:2], shares[:2], rtol=1e-3)
    # Which way an axis points is open.
    np.testing.assert_allclose(abs((axes[:2] * found.axes[:2]).sum(axis=1)), 1, atol=1e-3)
    np.testing.assert_allclose(found.coordinates, apart @ found.axes.T, atol=1e-3)


@pytest.mark.parametrize("layer_name", ["dense", "pool1"])
def test_axes_are_at_right_angles_and_of_length_1(layer_name):
    axes = done(neighbourhood(PEN, layer_name, IMAGES)).axes
    assert len(axes) == KEPT
    np.testing.assert_allclose(axes @ axes.T, np.eye(KEPT), atol=1e-3)


@pytest.mark.parametrize("layer_name", ["softmax", "dense", "pool2", "conv1"])
def test_the_nearest_are_those_of_all_distances(layer_name):
    own = layer_numbers(PEN, layer_name, OWN[np.newaxis])[0]
    distances = np.sqrt(((numbers_of(layer_name) - own) ** 2).sum(axis=1))
    found = done(nearest(PEN, done(neighbourhood(PEN, layer_name, IMAGES)), IMAGES, OWN))
    assert found.positions.tolist() == np.argsort(distances)[:10].tolist()
    np.testing.assert_allclose(found.distances, np.sort(distances)[:10], rtol=1e-4)


def test_a_digit_among_them_is_placed_where_it_stands_and_is_its_own_nearest():
    found = done(neighbourhood(PEN, "dense", IMAGES))
    image = IMAGES[17].astype(np.float32) / 255
    along, _ = found.placed(layer_numbers(PEN, "dense", image[np.newaxis]))
    np.testing.assert_allclose(along[0], found.coordinates[17], atol=1e-4)
    near = done(nearest(PEN, found, IMAGES, image))
    assert near.positions[0] == 17
    assert near.distances[0] == pytest.approx(0, abs=1e-4)


def test_a_layer_that_gives_always_the_same_has_no_directions():
    network = random_network(textbook((2, 3), 4), 1)
    for name in ("kernel", "bias"):
        network.weights["dense"][name][:] = 0
    found = done(neighbourhood(network, "dense", IMAGES[:50]))
    assert not found.shares.any()
    assert not found.coordinates.any()


def test_progress_grows_to_the_end():
    for layer_name in ("dense", "conv1"):
        shares = list(neighbourhood(PEN, layer_name, IMAGES))
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1)


@pytest.mark.parametrize("layer_name", ["conv1", "dense"])
def test_numbers_whose_squares_are_beyond_measure_have_no_directions(layer_name):
    kernel = np.full_like(PEN.weights["conv1"]["kernel"], 1e30)
    weights = {**PEN.weights, "conv1": PEN.weights["conv1"] | {"kernel": kernel}}
    network = Network(PEN.architecture, weights)
    found = done(neighbourhood(network, layer_name, IMAGES))
    # What the page looks for before it shows a plane.
    assert not found.shares.any() or not np.isfinite(found.coordinates).all()
