"""The networks that ship: what they learn from, what is held out, and that their figures hold."""

import numpy as np
import pytest

pytest.importorskip("keras")

from cnn.network import PRETRAINED, Network
from cnn.network.architecture import textbook
from cnn.network.recipe import Recipe
from cnn.training import pretrain
from cnn.training.pen_strokes import PenDigit

RECIPE = Recipe(
    optimizer="adam",
    epochs=1,
    batch_size=50,
    training_images=100,
    seed=4,
    data="mnist+pen",
    pen_copies=2,
    schedule="cosine",
)


@pytest.fixture
def mnist():
    random = np.random.default_rng(0)
    parts = [(random.integers(0, 256, (n, 28, 28), np.uint8), np.arange(n) % 10) for n in (120, 30)]
    return parts[0], parts[1]


@pytest.fixture
def pen():
    random = np.random.default_rng(1)
    images = random.integers(1, 256, (7, 6, 28, 28), np.uint8)
    return pretrain.PenSet(images, np.arange(7, dtype=np.uint8))


def pen_digits(writers: int) -> list[PenDigit]:
    """One 1 by each writer."""
    stroke = np.array([[0.0, 20], [10, 0], [10, 100]])
    return [PenDigit(1, writer, (stroke,)) for writer in range(1, writers + 1)]


def test_an_epoch_holds_mnist_and_the_redrawn_digits(mnist, pen):
    x, y = pretrain.epoch_digits(mnist[0], pen, RECIPE, epoch=0)
    assert x.shape == (100 + 7 * 2, 28, 28)
    assert x.dtype == np.float32
    assert 0 <= x.min() < x.max() <= 1
    expected = np.bincount(mnist[0][1][:100], minlength=10) + np.bincount(pen.labels, minlength=10)
    expected += np.bincount(pen.labels, minlength=10)
    assert np.bincount(y, minlength=10).tolist() == expected.tolist()


def test_labels_stay_with_their_images(mnist):
    marked = np.zeros((10, 4, 28, 28), np.uint8)
    marked[:] = np.arange(10, 20)[:, None, None, None]
    x, y = pretrain.epoch_digits(
        mnist[0], pretrain.PenSet(marked, np.arange(10, dtype=np.uint8)), RECIPE, epoch=1
    )
    flat = np.ptp(x, axis=(1, 2)) == 0
    assert flat.sum() == 20
    np.testing.assert_array_equal(np.round(255 * x[flat, 0, 0]) - 10, y[flat])


def test_each_epoch_takes_other_redrawings_and_then_they_come_round_again(mnist):
    numbered = np.broadcast_to(np.arange(1, 7, dtype=np.uint8)[None, :, None, None], (3, 6, 28, 28))
    pen = pretrain.PenSet(numbered, np.zeros(3, np.uint8))
    taken = []
    for epoch in range(4):
        x, _ = pretrain.epoch_digits(mnist[0], pen, RECIPE, epoch)
        flat = x[np.ptp(x, axis=(1, 2)) == 0]
        taken.append(set(np.round(255 * flat[:, 0, 0]).astype(int).tolist()))
    assert taken == [{1, 2}, {3, 4}, {5, 6}, {1, 2}]


def test_seed_and_epoch_decide_an_epochs_digits(mnist, pen):
    first, again, later = (
        pretrain.epoch_digits(mnist[0], pen, RECIPE, epoch)[0] for epoch in (0, 0, 3)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != later).any()


@pytest.mark.long
def test_redrawings_are_the_same_for_the_same_seed():
    digits = pen_digits(3)
    first, again, other = (pretrain.render_copies(digits, 2, seed) for seed in (1, 1, 2))
    assert first.images.shape == (3, 2, 28, 28)
    assert first.labels.tolist() == [1, 1, 1]
    np.testing.assert_array_equal(first.images, again.images)
    assert (first.images != other.images).any()


@pytest.mark.long
def test_pen_is_measured_on_writers_that_the_measured_network_never_saw(mnist, monkeypatch):
    monkeypatch.setattr(pretrain, "load_mnist", lambda: mnist)
    trainings = []

    def remember(mnist, pen, recipe, test):
        network = real_training(mnist, pen, recipe, test)
        trainings.append((len(pen.labels), len(test[1]), network))
        return network

    real_training = pretrain.train_on_both
    monkeypatch.setattr(pretrain, "train_on_both", remember)
    shipped = pretrain.pretrain_pen(pen_digits(11), RECIPE)
    (without, held_out, measured), (with_all, _, last) = trainings
    assert (without, held_out, with_all) == (9, 2, 11)
    kernels = [network.weights["conv1"]["kernel"] for network in (shipped, last)]
    np.testing.assert_array_equal(*kernels)
    test = pretrain.read_pen_digits([d for d in pen_digits(11) if d.writer in (5, 10)])
    assert shipped.provenance.pen_accuracy == pretrain.accuracy(measured, *test)
    assert shipped.provenance.pen_digits == 2
    mnist_test = pretrain.as_read(mnist[1])
    assert shipped.provenance.mnist_test_accuracy == pretrain.accuracy(shipped, *mnist_test)
    assert shipped.provenance.recipe == RECIPE


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
