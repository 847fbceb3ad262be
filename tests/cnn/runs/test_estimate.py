"""How long a run will about take and how much memory, and what is refused for it."""

import re
from dataclasses import replace

import pytest

from cnn.errors import TrainingError
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.kinds.pooling import MaxPool2D
from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from cnn.runs.estimate import check_affordable, estimated_memory_mb, estimated_seconds

QUICK = Recipe(epochs=1, training_images=1000)
WIDE = Architecture((Conv2D(128, 3, 1, "same"), Conv2D(64, 3, 1, "same"), MaxPool2D(), Dense(32)))


def test_more_images_more_epochs_and_more_filters_take_longer():
    short = estimated_seconds(textbook(), QUICK)
    assert short < estimated_seconds(textbook(), replace(QUICK, epochs=2))
    assert short < estimated_seconds(textbook(), replace(QUICK, training_images=9000))
    assert short < estimated_seconds(textbook((64, 128)), QUICK)
    assert short < estimated_seconds(textbook(), replace(QUICK, augment=True))


def test_the_textbook_recipe_takes_minutes_and_a_network_without_pooling_much_longer():
    textbook_seconds = estimated_seconds(textbook(), Recipe())
    assert 60 < textbook_seconds < 300
    without = estimated_seconds(Architecture(DESIGNS["without_pooling"]), Recipe())
    assert 4 < without / textbook_seconds < 16


@pytest.mark.parametrize(
    ("hidden", "batch_size", "optimizer", "measured"),
    [
        (textbook().hidden, 1024, "rmsprop", 961),
        (DESIGNS["without_pooling"], 512, "adam", 1047),
        (DESIGNS["without_pooling"], 1024, "rmsprop", 1394),
        (DESIGNS["dense_only"], 64, "rmsprop", 703),
        (
            (Conv2D(128, padding="same"), Conv2D(128, padding="same"), MaxPool2D(), Dense(64)),
            64,
            "rmsprop",
            1193,
        ),
        ((*[Conv2D(64, padding="same")] * 4, MaxPool2D(), Dense(128)), 256, "adam", 1087),
    ],
)
def test_the_estimated_memory_is_at_least_what_keras_took_and_not_far_above(
    hidden, batch_size, optimizer, measured
):
    # MiB of the largest resident set of a process that did nothing but `fit` and `evaluate`; the
    # trainer's own reading and writing come on top, and are in the estimate.
    recipe = Recipe(batch_size=batch_size, optimizer=optimizer)
    estimate = estimated_memory_mb(Architecture(hidden), recipe)
    assert measured * 1.048576 < estimate < 1.35 * measured * 1.048576


def test_the_textbook_run_is_affordable():
    check_affordable(textbook(), Recipe(), 30, 2500)


@pytest.mark.parametrize("name", DESIGNS)
def test_every_preset_is_affordable_with_the_textbook_recipe(name):
    check_affordable(Architecture(DESIGNS[name]), Recipe(), 30, 2500)


def test_a_run_that_takes_too_long_is_refused_with_minutes_limit_and_what_to_lower():
    recipe = Recipe(epochs=50)
    with pytest.raises(
        TrainingError, match=r"minutes; at most 30 are allowed\. Lower the number of"
    ):
        check_affordable(WIDE, recipe, 30, 2500)


def test_a_batch_that_takes_too_much_memory_is_refused_with_one_that_fits():
    recipe = Recipe(batch_size=1024, epochs=1)
    with pytest.raises(TrainingError, match="MB of memory; at most 1,500 MB") as refusal:
        check_affordable(WIDE, recipe, 600, 1500)
    size = int(re.search(r"batch size of (\d+) would fit", str(refusal.value))[1])
    check_affordable(WIDE, replace(recipe, batch_size=size), 600, 1500)


def test_where_no_batch_is_small_enough_that_is_said():
    with pytest.raises(TrainingError, match="a smaller batch does not help"):
        check_affordable(WIDE, QUICK, 600, 900)
