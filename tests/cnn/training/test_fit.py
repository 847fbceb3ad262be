"""Training by a recipe: repeatable, steerable, reported truly, and what Keras's own fit does."""

import math
import shutil
from dataclasses import replace

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from cnn.datasets import balanced  # noqa: E402
from cnn.network.architecture import Architecture, textbook  # noqa: E402
from cnn.network.kinds.conv2d import Conv2D  # noqa: E402
from cnn.network.kinds.dense import Dense  # noqa: E402
from cnn.network.kinds.dropout import Dropout  # noqa: E402
from cnn.network.kinds.pooling import MaxPool2D  # noqa: E402
from cnn.network.recipe import Recipe  # noqa: E402
from cnn.runs.checkpoints import CHECKPOINT_FOLDER, CheckpointWriter, available, load_checkpoint  # noqa: E402
from cnn.runs.control import Control  # noqa: E402
from cnn.training import fit as fitting  # noqa: E402
from cnn.training import pauses  # noqa: E402
from cnn.training.batches import augmentation, training_batches  # noqa: E402
from cnn.training.build import build_keras, compile_model, set_weights, weights_of  # noqa: E402
from cnn.training.fit import DIVERGED, DivergedError, fit  # noqa: E402
from cnn.training.gradient_steps import GradientSteps  # noqa: E402

long = pytest.mark.long

SMALL = textbook((4, 6), 16)
WITH_DROPOUT = Architecture((Conv2D(4), MaxPool2D(), Dropout(0.3), Dense(12), Dropout(0.5)))
RECIPE = Recipe(epochs=2, training_images=300, batch_size=32, seed=7)


def stripes(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Digits that are easily told apart: each has one bright row."""
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = np.zeros((count, 28, 28), np.uint8)
    images[np.arange(count), 4 + 2 * labels] = 255
    return images, labels


DIGITS = stripes(400), stripes(100)


class Visitor:
    """Wishes in a given order, one each time the trainer asks; the last one stays."""

    def __init__(self, *wishes: Control) -> None:
        self._wishes = list(wishes)

    def __call__(self) -> Control:
        return self._wishes.pop(0) if len(self._wishes) > 1 else self._wishes[0]


def train(recipe: Recipe, architecture: Architecture = SMALL, **options):
    events = []
    trained = fit(
        architecture,
        recipe,
        DIGITS,
        lambda kind, **fields: events.append({"kind": kind, **fields}),
        **options,
    )
    return trained, events


def of_kind(events: list[dict], kind: str) -> list[dict]:
    return [event for event in events if event["kind"] == kind]


def assert_same_bits(first, second) -> None:
    ours, theirs = weights_of(first.model), weights_of(second.model)
    for layer, arrays in ours.items():
        for name, array in arrays.items():
            np.testing.assert_array_equal(array, theirs[layer][name])


def keras_fit(architecture: Architecture, recipe: Recipe) -> keras.Model:
    """The same run by Keras alone."""
    model = build_keras(architecture, recipe.seed)
    compile_model(model, recipe, recipe.steps)
    model.fit(
        training_batches(DIGITS[0], recipe),
        steps_per_epoch=recipe.steps_per_epoch,
        epochs=recipe.epochs,
        shuffle=False,
        verbose=0,
    )
    return model


PAUSED = Control(paused=True)
STEPPED = [PAUSED, replace(PAUSED, steps=1), replace(PAUSED, steps=3), PAUSED, Control(steps=3)]


@pytest.mark.parametrize("architecture", [WITH_DROPOUT, pytest.param(SMALL, marks=long)])
def test_the_same_recipe_gives_the_very_same_weights_whatever_happens_in_between(
    architecture, tmp_path
):
    first, _ = train(RECIPE, architecture)
    again, _ = train(
        RECIPE,
        architecture,
        control=Visitor(*STEPPED),
        checkpoints=CheckpointWriter(tmp_path, architecture, RECIPE),
    )
    assert_same_bits(first, again)


@pytest.mark.parametrize("architecture", [WITH_DROPOUT, pytest.param(SMALL, marks=long)])
@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("adam", 0.004, 64, 2, 300, 5, schedule="cosine", label_smoothing=0.1),
        pytest.param(RECIPE, marks=long),
        pytest.param(Recipe("sgd", 0.02, 50, 2, 200, 1, augment=True), marks=long),
    ],
)
def test_it_does_what_plain_keras_fit_does(architecture, recipe):
    ours = weights_of(train(recipe, architecture)[0].model)
    for layer, arrays in weights_of(keras_fit(architecture, recipe)).items():
        for name, array in arrays.items():
            np.testing.assert_allclose(ours[layer][name], array, atol=1e-5)


def test_another_seed_gives_another_network():
    recipes = [Recipe(epochs=1, training_images=100, seed=seed) for seed in (0, 1)]
    kernels = [weights_of(train(recipe)[0].model)["conv1"]["kernel"] for recipe in recipes]
    assert not np.allclose(*kernels)


def test_it_learns_what_can_be_learned():
    trained, events = train(Recipe("adam", 0.01, 32, epochs=8, training_images=400))
    assert trained.test_accuracy == 1.0
    assert trained.ending == "complete"
    assert events[-1]["kind"] == "epoch"
    assert events[-1]["test_accuracy"] == 1.0


def test_points_cover_every_image_once_and_say_where_they_are():
    recipe = Recipe(epochs=3, training_images=330, batch_size=32)
    _, events = train(recipe)
    points = of_kind(events, "point")
    assert sum(point["count"] for point in points) == 990
    assert (points[-1]["images"], points[-1]["steps"]) == (990, recipe.steps)
    assert [event["images"] for event in of_kind(events, "epoch")] == [330, 660, 990]
    seconds = [event["seconds"] for event in events]
    assert seconds == sorted(seconds)


def test_no_point_is_of_a_few_images_at_an_epochs_end(monkeypatch):
    """330 images, 32 at a time: the last batch of each epoch has 10, and joins the one before."""
    monkeypatch.setattr(fitting, "CALL_SECONDS", -1.0)  # a point is due after every call
    recipe = Recipe(epochs=3, training_images=330, batch_size=32)
    _, events = train(recipe)
    counts = [point["count"] for point in of_kind(events, "point")]
    assert sum(counts) == 990
    assert counts.count(42) == 3
    assert set(counts) == {32, 42}


def test_a_point_holds_the_loss_and_the_right_answers_of_its_batches():
    recipe = Recipe("sgd", 1e-6, batch_size=50, epochs=1, training_images=100, seed=2)
    _, events = train(recipe)
    model = build_keras(SMALL, recipe.seed)
    compile_model(model, recipe)
    images, labels = DIGITS[0][0][:100] / np.float32(255), np.eye(10)[DIGITS[0][1][:100]]
    loss, accuracy = model.evaluate(images[..., None], labels, verbose=0)
    points = of_kind(events, "point")
    assert sum(p["loss"] * p["count"] for p in points) / 100 == pytest.approx(loss, abs=1e-4)
    assert sum(p["accuracy"] * p["count"] for p in points) / 100 == pytest.approx(accuracy)


def test_the_images_are_the_first_balanced_ones():
    recipe = Recipe(training_images=105, batch_size=105, epochs=1)
    ((images, labels),) = training_batches(DIGITS[0], recipe).take(1)
    chosen = balanced(DIGITS[0][1], 105)
    expected = np.bincount(DIGITS[0][1][chosen], minlength=10)
    assert np.bincount(labels.numpy().argmax(1), minlength=10).tolist() == expected.tolist()
    assert images.shape == (105, 28, 28, 1)
    assert images.numpy().max() == 1.0


def test_a_wish_to_stop_ends_it_after_a_test():
    trained, events = train(
        Recipe(epochs=50, training_images=400, batch_size=1),
        control=Visitor(Control(), Control(stop=True)),
    )
    assert [event["kind"] for event in events] == ["point", "epoch"]
    assert (trained.ending, trained.images, trained.steps) == ("stopped", 1, 1)
    assert trained.test_accuracy == events[1]["test_accuracy"]


def test_a_run_that_others_outdo_ends_after_a_test_even_while_it_is_paused():
    trained, events = train(
        Recipe(epochs=50, training_images=400, batch_size=1),
        control=Visitor(Control(), Control(paused=True), Control(paused=True, outdone=True)),
    )
    assert [event["kind"] for event in events] == ["point", "state", "epoch"]
    assert (trained.ending, trained.steps) == ("outdone", 1)


def test_one_who_stops_at_an_epochs_end_is_not_tested_twice():
    recipe = Recipe(epochs=2, training_images=100, batch_size=100)
    _, events = train(recipe, control=Visitor(Control(), Control(stop=True)))
    assert len(of_kind(events, "epoch")) == 1


def test_a_step_while_paused_is_exactly_one_batch():
    two_steps = replace(PAUSED, steps=2)
    wishes = [PAUSED, two_steps, two_steps, two_steps, two_steps, replace(two_steps, stop=True)]
    trained, events = train(RECIPE, control=Visitor(*wishes))
    assert trained.steps == 2
    points = of_kind(events, "point")
    assert [(point["steps"], point["count"]) for point in points] == [(1, 32), (2, 32)]
    assert [event["state"] for event in of_kind(events, "state")] == ["paused"]


def test_each_step_while_paused_can_be_looked_at(tmp_path):
    wishes = [replace(PAUSED, steps=steps) for steps in (0, 1, 1, 2, 2)]
    control = Visitor(*wishes, replace(wishes[-1], stop=True))
    train(RECIPE, control=control, checkpoints=CheckpointWriter(tmp_path, SMALL, RECIPE))
    assert [checkpoint.step for checkpoint in available(tmp_path)] == [0, 1, 2]


def test_steps_asked_for_while_it_runs_are_not_taken_later():
    asked = Control(steps=4)
    wishes = [asked, replace(asked, paused=True), replace(asked, paused=True, stop=True)]
    trained, events = train(Recipe(epochs=3, training_images=300), control=Visitor(*wishes))
    assert trained.steps == 1
    assert events[-1]["kind"] == "epoch"


def test_a_pause_that_takes_too_long_ends_the_run(monkeypatch):
    monkeypatch.setattr(pauses, "LOOK_SECONDS", 0.01)
    trained, _ = train(RECIPE, control=lambda: PAUSED, max_seconds=0.1)
    assert (trained.ending, trained.steps) == ("out of time", 0)


def test_a_run_that_takes_too_long_ends_with_a_test():
    trained, events = train(Recipe(epochs=50, training_images=400), max_seconds=1e-9)
    assert trained.ending == "out of time"
    assert trained.steps < 50 * 7
    assert events[-1]["kind"] == "epoch"


@long
@pytest.mark.parametrize("schedule", ["cosine", "constant"])
def test_another_learning_rate_counts_from_the_next_step_on(schedule):
    recipe = Recipe("sgd", 0.01, 50, 1, 400, schedule=schedule)
    faster = Control(learning_rate=0.04)
    trained, events = train(recipe, control=Visitor(Control(), faster))
    assert trained.rate_changes == ((1, 0.04),)
    assert of_kind(events, "rate") == [{"kind": "rate", "steps": 1, "learning_rate": 0.04}]
    assert_same_bits(trained, train(recipe, control=Visitor(Control(), faster))[0])
    # By Keras: one step with the first rate, the rest with the other.
    model = build_keras(SMALL, recipe.seed)
    compile_model(model, recipe, recipe.steps)
    batches = list(training_batches(DIGITS[0], recipe).take(recipe.steps))
    model.train_on_batch(*batches[0])
    momentum = [variable.numpy() for variable in model.optimizer.variables]
    compile_model(model, replace(recipe, learning_rate=0.04), recipe.steps)
    model.optimizer.build(model.trainable_variables)
    for variable, value in zip(model.optimizer.variables, momentum, strict=True):
        if "learning_rate" not in variable.path:
            variable.assign(value)
    for batch in batches[1:]:
        model.train_on_batch(*batch)
    ours = weights_of(trained.model)
    for name, arrays in weights_of(model).items():
        np.testing.assert_allclose(ours[name]["kernel"], arrays["kernel"], atol=1e-5)


def test_checkpoints_go_from_the_random_start_to_the_end(tmp_path):
    recipe = Recipe(epochs=2, training_images=400, batch_size=10)
    trained, _ = train(recipe, checkpoints=CheckpointWriter(tmp_path, SMALL, recipe))
    kept = available(tmp_path)
    assert [checkpoint.step for checkpoint in kept] == [0, 25, 50, 75, 80]
    assert kept[-1].images == 800
    start, end = (load_checkpoint(tmp_path, kept[i], SMALL).weights for i in (0, -1))
    random_start = weights_of(build_keras(SMALL, recipe.seed))
    for name, arrays in weights_of(trained.model).items():
        np.testing.assert_array_equal(end[name]["kernel"], arrays["kernel"])
        np.testing.assert_array_equal(start[name]["kernel"], random_start[name]["kernel"])


def test_a_run_that_diverges_keeps_the_last_good_checkpoint(tmp_path, monkeypatch):
    # No learning rate that may be chosen is sure to diverge.
    monkeypatch.setattr(GradientSteps, "set_learning_rate", lambda it, _: it._peak.assign(1e30))
    recipe = Recipe("sgd", 0.01, 10, epochs=3, training_images=400)
    writer = CheckpointWriter(tmp_path, SMALL, recipe)

    def blow_up_after_a_while() -> Control:
        has_learned = available(tmp_path)[-1].step >= 50
        return Control(learning_rate=1.0 if has_learned else None)

    with pytest.raises(DivergedError, match=r"diverged.*last good checkpoint") as caught:
        train(recipe, checkpoints=writer, control=blow_up_after_a_while)
    assert DIVERGED in str(caught.value)
    trained = caught.value.trained
    last = available(tmp_path)[-1]
    assert last.step >= 50
    assert (last.step, last.images) == (trained.steps, trained.images)
    kept = load_checkpoint(tmp_path, last, SMALL).weights
    for name, arrays in weights_of(trained.model).items():
        assert np.isfinite(arrays["kernel"]).all()
        np.testing.assert_array_equal(kept[name]["kernel"], arrays["kernel"])
    assert 0 <= trained.test_accuracy <= 1


def test_a_run_whose_checkpoints_are_deleted_goes_on(tmp_path):
    recipe = Recipe(epochs=1, training_images=400, batch_size=4)
    deleted = []

    def control() -> Control:
        if not deleted and len(available(tmp_path)) == 2:
            shutil.rmtree(tmp_path / CHECKPOINT_FOLDER)
            deleted.append(True)
        return Control()

    trained, _ = train(
        recipe, control=control, checkpoints=CheckpointWriter(tmp_path, SMALL, recipe)
    )
    assert trained.ending == "complete"
    assert [checkpoint.step for checkpoint in available(tmp_path)] == [50, 75, 100]


def test_augmentation_moves_images_a_little_and_is_seeded():
    images = np.zeros((200, 28, 28, 1), np.float32)
    images[:, 13:15, 13:15] = 1.0
    first, again = (augmentation(3)(images, training=True).numpy() for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (augmentation(4)(images, training=True).numpy() != first).any()
    rows, columns = np.mgrid[:28, :28]
    mass = first[..., 0].sum((1, 2))
    centres = [(first[..., 0] * axis).sum((1, 2)) / mass for axis in (rows, columns)]
    for centre in centres:
        assert 1.0 < np.ptp(centre) <= 4.0 * 1.1 + 0.5
        assert abs(centre - 13.5).max() <= 2 * 1.1 + 0.5


def test_augmentation_differs_from_epoch_to_epoch():
    recipe = Recipe(training_images=100, batch_size=100, augment=True)
    batches = training_batches(DIGITS[0], recipe)
    sums = [math.fsum(images.numpy().ravel()) for images, _ in batches.take(2)]
    assert sums[0] != sums[1]


def test_weights_are_those_of_a_model_that_keras_alone_can_open(tmp_path):
    trained, _ = train(RECIPE, WITH_DROPOUT)
    trained.model.save(tmp_path / "model.keras")
    model = keras.saving.load_model(tmp_path / "model.keras")
    assert type(model.optimizer) is keras.optimizers.RMSprop
    other = build_keras(WITH_DROPOUT, 99)
    set_weights(other, weights_of(model))
    images = DIGITS[1][0][:20, ..., None] / np.float32(255)
    np.testing.assert_allclose(other(images), trained.model(images), atol=1e-6)
