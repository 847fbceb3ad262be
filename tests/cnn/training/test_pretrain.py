"""The networks that ship: what they learn from, what is held out, and that their figures hold."""

import numpy as np
import pytest

pytest.importorskip("keras")

from cnn.network import PRETRAINED, Network
from cnn.network.architecture import textbook
from cnn.training import pretrain
from cnn.training.accuracy import accuracy, as_read
from cnn.training.pen_set import read_pen_digits
from tests.cnn.training.few_digits import RECIPE, pen_digits


@pytest.mark.long
def test_pen_is_measured_on_writers_that_the_measured_network_never_saw(
    mnist, monkeypatch, tmp_path
):
    monkeypatch.setattr(pretrain, "load_mnist", lambda: mnist)
    trainings = []

    def remember(mnist, pen, recipe, test, start=None):
        network = real_training(mnist, pen, recipe, test, start)
        trainings.append((len(pen.labels), len(test[1]), start, network))
        return network

    real_training = pretrain.train_on_both
    monkeypatch.setattr(pretrain, "train_on_both", remember)
    shipped = pretrain.pretrain_pen(pen_digits(11), RECIPE, tmp_path / "measured.safetensors")
    (without, held_out, first_start, measured), (with_all, _, second_start, last) = trainings
    assert (without, held_out, with_all) == (9, 2, 11)
    mnist_test = as_read(mnist[1])
    assert first_start is None
    assert second_start is measured
    kept = Network.load(tmp_path / "measured.safetensors")
    np.testing.assert_array_equal(kept.predict(mnist_test[0]), measured.predict(mnist_test[0]))
    kernels = [network.weights["conv1"]["kernel"] for network in (shipped, last)]
    np.testing.assert_array_equal(*kernels)
    assert any(
        (last.weights[layer]["kernel"] != measured.weights[layer]["kernel"]).any()
        for layer in measured.weights
    )
    test = read_pen_digits([d for d in pen_digits(11) if d.writer in (5, 10)])
    assert shipped.provenance.pen_accuracy == accuracy(measured, *test)
    assert shipped.provenance.pen_digits == 2
    assert shipped.provenance.mnist_test_accuracy == accuracy(shipped, *mnist_test)
    assert shipped.provenance.recipe == RECIPE


def test_the_second_training_is_a_quarter_of_the_first_with_half_its_steps():
    second = pretrain.second_recipe(pretrain.PEN_RECIPE)
    assert second.epochs == 5
    assert second.learning_rate == 0.001
    assert second.seed != pretrain.PEN_RECIPE.seed


@pytest.mark.parametrize("name", PRETRAINED)
def test_the_networks_that_ship_are_the_textbook_network_by_the_recipe_of_record(name):
    network = Network.load(name)
    assert network.architecture == textbook()
    assert network.architecture.parameters == 93_322
    recipe = pretrain.PEN_RECIPE if name == "pen" else pretrain.TEXTBOOK_RECIPE
    assert network.provenance.recipe == recipe


def test_the_records_reach_what_is_asked_of_them():
    assert Network.load("textbook").provenance.mnist_test_accuracy >= 0.990
    pen = Network.load("pen").provenance
    assert pen.mnist_test_accuracy >= 0.992
    assert pen.pen_accuracy >= 0.985
    assert pen.pen_digits > 1000
