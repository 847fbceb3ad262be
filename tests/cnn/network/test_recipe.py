"""Recipes: the textbook's by default, bounded, and the same after a round trip."""

from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.errors import TrainingError
from cnn.network.recipe import OFFERED, SETTINGS, Data, Optimizer, Recipe, Schedule, choice_names


def test_the_default_is_the_textbooks():
    recipe = Recipe()
    assert (recipe.optimizer, recipe.batch_size, recipe.epochs) == ("rmsprop", 64, 5)
    assert recipe.training_images == 60_000


def test_a_round_trip_changes_nothing():
    recipe = Recipe(optimizer="sgd", learning_rate=0.05, seed=3)
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_recipes_of_before_augmentation_are_still_read():
    data = Recipe(augment=True).to_json()
    del data["augment"]
    assert Recipe.from_json(data) == Recipe()


def test_steps_count_the_smaller_last_batch_of_each_epoch():
    recipe = Recipe(epochs=3, training_images=250, batch_size=100)
    assert (recipe.steps_per_epoch, recipe.steps, recipe.images) == (3, 9, 750)


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "adamw9"},
        {"learning_rate": float("nan")},
        {"learning_rate": 10**400},
        {"learning_rate": 0},
        {"batch_size": 0},
        {"epochs": 51},
        {"epochs": 1.5},
        {"training_images": 60_001},
        {"seed": -1},
        {"seed": True},
        {"augment": 1},
        {"data": "letters"},
    ],
)
def test_settings_out_of_range_are_refused_with_a_sentence(settings):
    with pytest.raises(TrainingError, match=r"must be .*\."):
        Recipe(**settings)


def test_each_field_has_one_row_and_each_offered_row_a_key_and_a_label_of_its_own():
    assert sorted(setting.field for setting in SETTINGS) == sorted(f.name for f in fields(Recipe))
    assert len({setting.address_key for setting in OFFERED}) == len(OFFERED) == 10
    assert len({setting.label for setting in OFFERED}) == len(OFFERED)
    assert all(setting.label for setting in OFFERED)


@pytest.mark.parametrize(
    ("field", "keys"), [("optimizer", Optimizer), ("schedule", Schedule), ("data", Data)]
)
def test_each_key_of_a_choice_has_a_name(field, keys):
    assert set(choice_names(field)) == set(get_args(keys))


def test_a_number_has_no_names():
    with pytest.raises(TypeError):
        choice_names("epochs")


@given(
    st.dictionaries(
        st.sampled_from(["optimizer", "epochs", "seed", "nonsense"]),
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2),
    )
)
def test_nonsense_never_raises_anything_else(data):
    try:
        Recipe.from_json(data)
    except TrainingError as error:
        assert str(error).endswith(".")
