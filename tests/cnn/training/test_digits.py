"""The digits of a run: what it learns from, what it is tested on, and what needs no download."""

import numpy as np
import pytest

from cnn.errors import DatasetError, TrainingError
from cnn.handwriting.synthetic import synthetic_test
from cnn.network.recipe import Recipe
from cnn.training.digits import TAKE_SYNTHETIC, load_digits

SYNTHETIC = Recipe(data="synthetic", training_images=120, seed=3)


@pytest.fixture
def no_mnist(monkeypatch, tmp_path):
    """A machine without MNIST, on which a download would fail the test."""
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nowhere.npz"))
    monkeypatch.setattr("urllib.request.urlopen", lambda *_, **__: pytest.fail("a download"))


def test_synthetic_digits_are_tested_on_mnist_where_it_is_at_hand(mnist_test):
    digits = load_digits(SYNTHETIC)
    assert digits.test_set == "mnist"
    np.testing.assert_array_equal(digits.test[1], mnist_test[1])
    assert digits.train[0].shape == (120, 28, 28)
    assert np.bincount(digits.train[1]).tolist() == [12] * 10


@pytest.mark.usefixtures("no_mnist")
def test_without_mnist_synthetic_digits_are_tested_on_others_of_their_kind():
    digits = load_digits(SYNTHETIC)
    assert digits.test_set == "synthetic"
    assert len(digits.test[1]) == 2000
    np.testing.assert_array_equal(digits.test[0], synthetic_test()[0])


def test_a_damaged_mnist_does_not_stop_a_synthetic_run(monkeypatch, tmp_path):
    damaged = tmp_path / "mnist.npz"
    damaged.write_bytes(b"not MNIST")
    monkeypatch.setenv("MNIST_NPZ", str(damaged))
    assert load_digits(SYNTHETIC).test_set == "synthetic"


def test_the_recipes_seed_makes_the_synthetic_digits():
    first, again = load_digits(SYNTHETIC), load_digits(SYNTHETIC)
    other = load_digits(Recipe(data="synthetic", training_images=120, seed=4))
    np.testing.assert_array_equal(first.train[0], again.train[0])
    assert (first.train[0] != other.train[0]).any()


@pytest.mark.usefixtures("no_mnist")
def test_without_mnist_a_run_on_it_is_told_what_else_there_is():
    with pytest.raises(DatasetError) as caught:
        load_digits(Recipe())
    assert "put mnist.npz at" in str(caught.value)
    assert str(caught.value).endswith(TAKE_SYNTHETIC)


def test_pen_strokes_are_for_the_networks_that_ship_alone():
    with pytest.raises(TrainingError, match="MNIST or synthetic"):
        load_digits(Recipe(data="mnist+pen"))
