"""The settings in the page's address: taken when it is opened, and brought up to date after."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from cnn.network.presets import DESIGNS
from cnn.network.recipe import Recipe
from cnn.runs.address import address_of
from tests.pages.opening import held

OTHERS_RUN = "a-run-of-somebody-else"


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
    assert held(app, "train_epochs").value == 2
    assert held(app, "train_optimizer").value == "adam"
    assert held(app, "train_augment").value is True
    assert not app.warning


def test_a_link_of_another_page_brings_its_settings_to_a_visitor_who_was_here_before(app):
    open_train(app)
    held(app, "train_seed").set_value(5).run()
    app.switch_page("pages/draw.py").run()
    app.query_params.clear()  # as a browser does that goes to another page
    open_train(app, **address_of(DESIGNS["dense_only"], Recipe(epochs=7, training_images=300)))
    assert app.session_state["train_tab"] == "design"
    assert held(app, "train_epochs").value == 7
    assert held(app, "train_training_images").value == 300
    assert held(app, "train_seed").value == 0
    assert app.query_params["design"] == "d109-d64"


def test_an_address_that_was_read_does_not_undo_what_is_changed_after(app):
    open_train(app, design="c8-d16", epochs="2")
    held(app, "train_epochs").set_value(3).run()
    app.run()
    assert held(app, "train_epochs").value == 3


def test_an_address_of_some_clicks_ago_takes_no_later_change_back(app):
    open_train(app)
    held(app, "train_epochs").set_value(3).run()
    before = dict(app.query_params)
    held(app, "train_epochs").set_value(4).run()
    app.query_params.clear()
    for key, value in before.items():  # as a browser does that has not yet heard of the latest
        app.query_params[key] = value
    held(app, "train_seed").set_value(5).run()
    assert held(app, "train_epochs").value == 4
    assert app.query_params["epochs"] == "4"


def test_the_address_follows_a_setting(app):
    open_train(app)
    assert "design" not in app.query_params
    held(app, "train_seed").set_value(5).run()
    assert app.query_params["seed"] == "5"
    assert app.query_params["design"] == "c32-m2-c64-m2-c64-d64"
    held(app, "train_seed").set_value(0).run()
    assert "seed" not in app.query_params


def test_an_address_that_cannot_be_used_is_told_until_a_setting_is_changed(app):
    open_train(app, epochs="many", batch="32")
    assert "The address's epochs cannot be used" in app.warning[0].value
    assert held(app, "train_epochs").value == 5
    assert held(app, "train_batch_size").value == 32
    assert "epochs" not in app.query_params
    held(app, "train_seed").set_value(5).run()
    assert not app.warning


def test_the_link_holds_the_settings_and_not_the_run(app):
    open_train(app, design="c8-d16", rate="0.002", run=OTHERS_RUN)
    link = app.code[0].value
    assert parse_qs(urlsplit(link).query) == {
        "design": ["c8-d16"],
        "data": [held(app, "train_data").value],
        "rate": ["0.002"],
    }
    assert OTHERS_RUN not in link


def test_other_keys_of_the_address_stay(app):
    open_train(app, campaign="x")
    held(app, "train_seed").set_value(5).run()
    assert app.query_params["campaign"] == "x"
