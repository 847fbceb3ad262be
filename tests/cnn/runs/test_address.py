"""Settings in an address: written, read again, and nonsense in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.network.presets import DESIGNS, FIRST_DESIGN
from cnn.network.recipe import (
    MAX_BATCH_SIZE,
    MAX_EPOCHS,
    MAX_LABEL_SMOOTHING,
    MAX_LEARNING_RATE,
    MAX_SEED,
    MAX_TRAINING_IMAGES,
    MIN_LEARNING_RATE,
    MIN_TRAINING_IMAGES,
    Recipe,
)
from cnn.runs.address import KEYS, address_of, settings_from
from tests.designs import any_designs

# A pooling of 1 is for old files only; an address refuses it.
designs = any_designs().map(
    lambda hidden: tuple(spec for spec in hidden if getattr(spec, "pool_size", 2) > 1)
)
recipes = st.builds(
    Recipe,
    optimizer=st.sampled_from(["rmsprop", "adam", "sgd"]),
    learning_rate=st.floats(MIN_LEARNING_RATE, MAX_LEARNING_RATE),
    batch_size=st.integers(1, MAX_BATCH_SIZE),
    epochs=st.integers(1, MAX_EPOCHS),
    training_images=st.integers(MIN_TRAINING_IMAGES, MAX_TRAINING_IMAGES),
    seed=st.integers(0, MAX_SEED),
    data=st.sampled_from(["mnist", "synthetic"]),
    schedule=st.sampled_from(["constant", "cosine"]),
    label_smoothing=st.floats(0, MAX_LABEL_SMOOTHING),
    augment=st.booleans(),
)
values = (
    st.text(max_size=12)
    | st.sampled_from(["", "-1", "0", "1e999", "nan", "inf", "٣", "1_000", "0x10", "on", "c", "-"])
    | st.integers(-5, 10**12).map(str)
    | st.text("0123456789cmaodkps-", max_size=12)
    | st.sampled_from(["9" * 5_000, "c" * 5_000, "d64-" * 20])
)


def read(query: dict[str, str], defaults: Recipe | None = None):
    return settings_from({key: [value] for key, value in query.items()}, defaults or Recipe())


@given(designs, recipes)
def test_what_is_written_is_read_back(hidden, recipe):
    found = read(address_of(hidden, recipe))
    assert (found.hidden, found.recipe, found.problems) == (hidden, recipe, ())


def test_the_textbook_address_is_short_and_names_its_data():
    assert address_of(FIRST_DESIGN, Recipe()) == {
        "design": "c32-m2-c64-m2-c64-d64",
        "data": "mnist",
    }


def test_every_setting_has_a_readable_key():
    recipe = Recipe("sgd", 0.05, 128, 3, 1000, 7, "synthetic", 0, "cosine", 0.1, augment=True)
    assert address_of(DESIGNS["strided"], recipe) == {
        "design": "c32s2-c64s2-c64-d64",
        "data": "synthetic",
        "images": "1000",
        "augment": "on",
        "optimizer": "sgd",
        "rate": "0.05",
        "schedule": "cosine",
        "batch": "128",
        "epochs": "3",
        "smoothing": "0.1",
        "seed": "7",
    }


def test_what_is_not_said_is_the_default_of_this_machine():
    found = read({"epochs": "3"}, Recipe(data="synthetic"))
    assert found.recipe == Recipe(data="synthetic", epochs=3)


@given(st.dictionaries(st.sampled_from(KEYS), st.lists(values, min_size=1, max_size=2), max_size=4))
def test_nonsense_leaves_the_default_and_one_sentence_for_each_key(parameters):
    found = settings_from(parameters, Recipe())
    for key, given_values in parameters.items():
        is_bad = any(sentence.startswith(f"The address's {key} ") for sentence in found.problems)
        alone = settings_from({key: given_values}, Recipe())
        assert is_bad == bool(alone.problems)
        if is_bad:
            assert address_of(alone.hidden, alone.recipe) == address_of(FIRST_DESIGN, Recipe())
    assert len(found.problems) <= len(parameters)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("design", "c32-<script>", "Layer 2"),
        ("design", "-".join(["d64"] * 500), "too long"),
        ("data", "mnist+pen", "one of mnist, synthetic"),
        ("images", "60001", "from 100 to 60,000"),
        ("augment", "True", "on or off"),
        ("optimizer", "adamw", "rmsprop, adam, sgd"),
        ("rate", "nan", "from 1e-06 to 10"),
        ("schedule", "linear", "constant, cosine"),
        ("batch", "0", "from 1 to 1,024"),
        ("epochs", "3.5", "from 1 to 50"),
        ("smoothing", "0.9", "from 0 to 0.5"),
        ("seed", "-1", "from 0 to 2,147,483,647"),
    ],
)
def test_each_key_says_what_it_takes(key, value, sentence):
    (problem,) = read({key: value}).problems
    assert sentence in problem
    assert "<" not in problem


def test_a_key_given_twice_is_not_guessed():
    found = settings_from({"epochs": ["2", "3"]}, Recipe())
    assert found.recipe.epochs == Recipe().epochs
    assert "more than once" in found.problems[0]
