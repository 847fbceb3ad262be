"""The settings in the page's address: written, read again, and nonsense in it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from cnn.network.presets import DESIGNS
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
from pages.parts.design.address import KEYS, address_of, settings_from
from pages.parts.design.design_editor import FIRST_DESIGN
from tests.designs import any_designs

OTHERS_RUN = "a-run-of-somebody-else"
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
    st.text(max_size=20)
    | st.sampled_from(["", "-1", "0", "1e999", "nan", "inf", "٣", "1_000", "0x10", "on", "c", "-"])
    | st.integers(-5, 10**12).map(str)
    | st.text("0123456789cmaodkps-", max_size=30)
    | st.integers(5_000, 6_000).map(lambda count: "9" * count)
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
    assert address_of(DESIGNS["Strided"], recipe) == {
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


@given(st.dictionaries(st.sampled_from(KEYS), st.lists(values, min_size=1, max_size=3)))
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


@pytest.fixture
def app():
    return AppTest.from_file("../../app.py", default_timeout=30).run()


def open_train(app: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page("pages/train.py").run()
    assert not app.exception
    return app


def test_the_page_opens_with_the_settings_of_its_address(app):
    open_train(app, design="c8-d16", epochs="2", optimizer="adam", augment="on")
    assert app.number_input(key="train_epochs").value == 2
    assert app.selectbox(key="train_optimizer").value == "adam"
    assert app.toggle(key="train_augment").value is True
    assert not app.warning


def test_a_link_of_another_page_brings_its_settings_to_a_visitor_who_was_here_before(app):
    open_train(app)
    app.number_input(key="train_seed").set_value(5).run()
    app.switch_page("pages/draw.py").run()
    app.query_params.clear()  # as a browser does that goes to another page
    open_train(app, **address_of(DESIGNS["Dense only"], Recipe(epochs=7, training_images=300)))
    assert app.session_state["train_view"] == "Design"
    assert app.number_input(key="train_epochs").value == 7
    assert app.number_input(key="train_training_images").value == 300
    assert app.number_input(key="train_seed").value == 0
    assert app.query_params["design"] == "d109-d64"


def test_an_address_that_was_read_does_not_undo_what_is_changed_after(app):
    open_train(app, design="c8-d16", epochs="2")
    app.number_input(key="train_epochs").set_value(3).run()
    app.run()
    assert app.number_input(key="train_epochs").value == 3


def test_an_address_of_some_clicks_ago_takes_no_later_change_back(app):
    open_train(app)
    app.number_input(key="train_epochs").set_value(3).run()
    before = dict(app.query_params)
    app.number_input(key="train_epochs").set_value(4).run()
    app.query_params.clear()
    for key, value in before.items():  # as a browser does that has not yet heard of the latest
        app.query_params[key] = value
    app.number_input(key="train_seed").set_value(5).run()
    assert app.number_input(key="train_epochs").value == 4
    assert app.query_params["epochs"] == "4"


def test_the_address_follows_a_setting(app):
    open_train(app)
    assert "design" not in app.query_params
    app.number_input(key="train_seed").set_value(5).run()
    assert app.query_params["seed"] == "5"
    assert app.query_params["design"] == "c32-m2-c64-m2-c64-d64"
    app.number_input(key="train_seed").set_value(0).run()
    assert "seed" not in app.query_params


def test_an_address_that_cannot_be_used_is_told_until_a_setting_is_changed(app):
    open_train(app, epochs="many", batch="32")
    assert "The address's epochs cannot be used" in app.warning[0].value
    assert app.number_input(key="train_epochs").value == 5
    assert app.number_input(key="train_batch_size").value == 32
    assert "epochs" not in app.query_params
    app.number_input(key="train_seed").set_value(5).run()
    assert not app.warning


def test_the_link_holds_the_settings_and_not_the_run(app):
    open_train(app, design="c8-d16", rate="0.002", run=OTHERS_RUN)
    link = app.code[0].value
    assert parse_qs(urlsplit(link).query) == {
        "design": ["c8-d16"],
        "data": [app.selectbox(key="train_data").value],
        "rate": ["0.002"],
    }
    assert OTHERS_RUN not in link


def test_other_keys_of_the_address_stay(app):
    open_train(app, campaign="x")
    app.number_input(key="train_seed").set_value(5).run()
    assert app.query_params["campaign"] == "x"
