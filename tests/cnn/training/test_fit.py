"""Training by a recipe: repeatable, stoppable, and reported truly."""

import numpy as np
import pytest

pytest.importorskip("keras")

from cnn.architecture import textbook
from cnn.errors import TrainingError
from cnn.recipe import Recipe
from cnn.training.build import weights_of
from cnn.training.fit import _Reporter, fit

SMALL = textbook((4, 6), 16)


def stripes(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Digits that are easily told apart: each has one bright row."""
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.uint8)
    images[np.arange(count), 4 + 2 * labels] = 255
    return images, labels


DIGITS = stripes(400), stripes(100)


def train(recipe: Recipe, should_stop=lambda: False):
    events = []
    trained = fit(
        SMALL, recipe, DIGITS, lambda kind, **fields: events.append((kind, fields)), should_stop
    )
    return trained, events


def test_the_same_recipe_gives_the_same_network():
    recipe = Recipe(epochs=2, training_images=300, batch_size=32, seed=7)
    first, second = (weights_of(train(recipe)[0].model) for _ in range(2))
    for name, arrays in first.items():
        for ours, theirs in zip(arrays, second[name], strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_another_seed_gives_another_network():
    recipes = [Recipe(epochs=1, training_images=100, seed=seed) for seed in (0, 1)]
    kernels = [weights_of(train(recipe)[0].model)["conv1"][0] for recipe in recipes]
    assert not np.allclose(*kernels)


def test_it_learns_what_can_be_learnt():
    trained, events = train(Recipe("adam", 0.01, 32, epochs=8, training_images=400))
    assert trained.test_accuracy == 1.0
    assert events[-1][0] == "epoch"
    assert events[-1][1]["test_accuracy"] == 1.0


def test_points_cover_every_image_once():
    _, events = train(Recipe(epochs=3, training_images=330, batch_size=32))
    points = [fields for kind, fields in events if kind == "point"]
    assert sum(point["count"] for point in points) == 990
    assert points[-1]["images"] == 990


def test_a_wish_to_stop_ends_it_after_a_test():
    trained, events = train(Recipe(epochs=50, training_images=400, batch_size=1), lambda: True)
    kinds = [kind for kind, _ in events]
    assert kinds == ["point", "epoch"]
    assert events[0][1]["images"] == 32
    assert trained.test_accuracy == events[1][1]["test_accuracy"]


def test_points_are_the_means_since_the_point_before():
    events = []
    recipe = Recipe(training_images=300, batch_size=100)
    reporter = _Reporter(recipe, 10, lambda kind, **fields: events.append(fields), lambda: True)
    reporter.set_model(type("Model", (), {})())
    reporter.on_epoch_begin(0)
    # Running means over 100, 200 and 300 images of batches with losses 3, 1 and 2.
    for batch, mean in enumerate((3.0, 2.0, 2.0)):
        reporter.on_train_batch_end(batch, {"loss": mean, "accuracy": mean / 10})
    assert [event["loss"] for event in events] == pytest.approx([3.0, 1.0, 2.0])
    assert [event["accuracy"] for event in events] == pytest.approx([0.3, 0.1, 0.2])


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_ends_it(loss):
    reporter = _Reporter(Recipe(), 10, lambda kind, **fields: None, lambda: False)
    reporter.on_epoch_begin(0)
    with pytest.raises(TrainingError, match=r"diverged.*smaller learning rate"):
        reporter.on_train_batch_end(0, {"loss": loss, "accuracy": 0.1})
