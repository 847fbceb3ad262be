"""What a browser's tab keeps of a visit, and what a server that does not know it makes of that."""

import base64
import json
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st_
from streamlit.testing.v1 import AppTest

from cnn.drawing.canvas import canvas_from_strokes
from cnn.handwriting.examples import EXAMPLES
from pages.parts.components import kept_settings
from tests.pages.opening import network_picker
from tests.pages.visit_tab import VisitTab
from tests.serving import ROOT

ONE = next(example for example in EXAMPLES if example.digit == 1)


@pytest.fixture(scope="module", autouse=True)
def canvas() -> None:
    """The canvas's own module can be imported in a run of the app alone."""
    opened()


class Tab(VisitTab):
    """One that opens the app."""

    def open(self) -> AppTest:
        """The app in this tab, after a reload."""
        self.told = dict(self.kept) or None
        return opened()


@pytest.fixture
def tab(monkeypatch) -> Tab:
    tab = Tab()
    monkeypatch.setattr("pages.parts.visit.kept_visit._component", tab.mount)
    return tab


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    return app


def draw(app: AppTest, strokes) -> None:
    app.session_state["canvas"] = {"drawing": {"raw": canvas_from_strokes(strokes), "data": None}}
    app.run()
    assert not app.exception


def prediction(app: AppTest) -> str:
    return app.container(key="prediction").subheader[0].value


def test_a_drawing_and_its_answer_are_there_again(tab):
    before = tab.open()
    draw(before, ONE.strokes)
    assert prediction(before).startswith("1")
    after = tab.open()
    assert prediction(after) == prediction(before)
    np.testing.assert_array_equal(
        after.session_state["digit"].image, before.session_state["digit"].image
    )
    assert len(after.session_state["digit"].strokes) == len(ONE.strokes)
    assert after.session_state["digit"].source == "drawn"


def test_a_drawing_that_no_server_has_read_is_there_and_is_read(tab):
    tab.open()
    objects = canvas_from_strokes(ONE.strokes)["objects"]
    tab.kept |= {"drawing": {"number": 5, "objects": objects, "example": None}}
    tab.kept |= {"digit": {"source": "drawn"}}
    after = tab.open()
    assert prediction(after).startswith("1")
    assert after.session_state["digit"].source == "drawn"
    assert len(after.session_state["digit"].strokes) == len(ONE.strokes)


def test_a_drawing_that_no_server_has_read_and_that_is_none_changes_nothing(tab):
    first = prediction(tab.open())
    tab.kept |= {"drawing": {"number": 5, "objects": [{}], "example": None}}
    tab.kept |= {"digit": {"source": "drawn"}}
    after = tab.open()
    assert prediction(after) == first
    assert after.session_state["digit"].source == "example"


def test_each_run_of_draw_and_of_another_page_gives_it_once(tab):
    app = tab.open()
    assert tab.times_given == 1
    app.run()
    assert tab.times_given == 2
    app.switch_page("pages/glossary.py").run()
    assert tab.times_given == 3


def test_a_blank_canvas_is_blank_again_and_the_last_digit_stays(tab):
    before = tab.open()
    draw(before, ONE.strokes)
    draw(before, [])
    after = tab.open()
    assert after.session_state["canvas_state"].strokes == []
    assert after.session_state["digit"].source == "drawn"
    np.testing.assert_array_equal(
        after.session_state["digit"].image, before.session_state["digit"].image
    )


def test_an_example_is_an_example_again(tab):
    before = tab.open()
    draw(before, ONE.strokes)
    before.button(key="canvas_undo").click().run()
    after = tab.open()
    assert after.session_state["digit"].source == "example"
    assert after.session_state["digit"].strokes
    example = before.session_state["canvas_state"].drawing.example
    assert example is not None
    assert after.session_state["canvas_state"].drawing.example == example


def test_the_network_and_settings_are_there_again_on_every_page(tab):
    before = tab.open()
    network_picker(before).select("textbook").run()
    before.switch_page("pages/feature_maps.py").run()
    before.session_state["layer"] = "pool2"
    before.session_state["map_scale"] = "channel"
    before.session_state["cell_choices"]["pool2"] = SimpleNamespace(channel=3, row=1, column=2)
    before.run()
    assert not before.exception
    after = tab.open()
    assert after.session_state["network_token"] == "textbook"
    after.switch_page("pages/feature_maps.py").run()
    assert not after.exception
    assert after.session_state["layer"] == "pool2"
    assert after.session_state["map_scale"] == "channel"
    chosen = after.session_state["cell_choices"]["pool2"]
    assert (chosen.channel, chosen.row, chosen.column) == (3, 1, 2)


def test_the_design_and_the_recipe_are_there_again(tab):
    before = tab.open()
    before.switch_page("pages/train.py").run()
    before.session_state["train_batch_size"] = 32
    before.run()
    after = tab.open()
    after.switch_page("pages/train.py").run()
    assert after.session_state["train_batch_size"] == 32


def test_a_link_that_is_followed_in_the_tab_is_newer_than_the_design_it_kept(tab):
    before = tab.open()
    before.switch_page("pages/train.py").run()
    before.session_state["train_batch_size"] = 32
    before.run()
    # The page of the link opens, and only then the tab tells what it has kept.
    kept = dict(tab.kept)
    after = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    after.query_params["seed"] = "1"
    after.switch_page("pages/train.py").run()
    tab.told = kept
    after.run()
    assert not after.exception
    assert after.session_state["train_seed"] == 1
    assert after.session_state["train_batch_size"] == 64


def test_what_was_kept_twice_over_is_not_forgotten_in_between(tab):
    """A setting of a page that has not been opened since is handed on."""
    before = tab.open()
    before.switch_page("pages/feature_maps.py").run()
    before.session_state["layer"] = "conv3"
    before.run()
    tab.open()
    third = tab.open()
    third.switch_page("pages/feature_maps.py").run()
    assert third.session_state["layer"] == "conv3"


def test_a_server_that_knows_the_visit_knows_it_better(tab):
    app = tab.open()
    earlier = dict(tab.kept)
    draw(app, ONE.strokes)
    tab.told = earlier
    app.run()
    assert prediction(app).startswith("1")


def test_only_the_first_thing_that_is_told_counts(tab):
    app = tab.open()
    draw(app, ONE.strokes)
    told = {**tab.kept, "visit": "another"}
    app = opened()
    tab.told = told
    app.run()
    assert prediction(app).startswith("1")
    tab.told = {**told, "visit": "a third", "network": "textbook"}
    app.run()
    assert app.session_state["kept_visit_told"] is True
    assert prediction(app).startswith("1")
    assert app.session_state["network_token"] == "pen"


def test_a_network_that_went_with_its_server_is_said_to_be_gone(tab):
    app = tab.open()
    tab.told = {"visit": "before", "network": "AAAABBBBCCCC"}
    app.session_state["session_secret_told"] = True
    app.run()
    assert any("no longer on this server" in warning.value for warning in app.sidebar.warning)
    app.button(key="lost_network_read").click().run()
    assert not app.sidebar.warning
    assert app.session_state["network_token"] == "pen"


# What parts of a visit are made of, so that each is looked into.
NAMES = st_.sampled_from(
    ["number", "objects", "path", "source", "image", "place", "design", "epochs", "batch", "layer"]
)
JSON = st_.recursive(
    st_.none() | st_.booleans() | st_.integers() | st_.floats() | st_.text(max_size=20),
    lambda inner: (
        st_.lists(inner, max_size=4) | st_.dictionaries(NAMES | st_.text(max_size=8), inner)
    ),
    max_leaves=12,
)
# What comes nearest to what is kept, each with something wrong with it.
FORGED = {
    "no object": "<script>alert(1)</script>",
    "a list": [1, 2, 3],
    "a huge whole number": {"visit": "x", "drawing": {"number": 10**400, "objects": []}},
    "negative width": {
        "visit": "x",
        "drawing": {
            "number": 1,
            "objects": [{"type": "Path", "strokeWidth": -5, "path": [["M", 1, 1], ["L", 2, 2]]}],
        },
    },
    "NaN in the image": {
        "visit": "x",
        "digit": {
            "source": "mnist",
            "image": base64.b64encode(np.full(784, np.nan, "<f4").tobytes()).decode(),
        },
    },
    "too bright an image": {
        "visit": "x",
        "digit": {
            "source": "mnist",
            "image": base64.b64encode(np.full(784, 1e30, "<f4").tobytes()).decode(),
        },
    },
    "another source": {"visit": "x", "digit": {"source": ["mnist"], "image": "A" * 4184}},
    "a path for a network": {"visit": "x", "network": "../../etc/passwd"},
    "a setting of the session": {"visit": "x", "settings": {"network_token": "x", "digit": 3}},
    "a layer of no network": {"visit": "x", "settings": {"layer": "<b>none</b>"}},
    "unhashable": {"visit": "x", "lessons": [["a"], {}], "cells": {"conv1": [True, None, "x"]}},
    "a design that is none": {"visit": "x", "design": {"design": "c999999x3", "batch": "1e400"}},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_is_forged_changes_nothing_and_ends_in_no_error(tab, forged):
    untouched = opened()
    tab.told = forged
    app = opened()
    assert not app.exception
    assert prediction(app) == prediction(untouched)
    assert app.session_state["digit"].source == "example"
    app.switch_page("pages/feature_maps.py").run()
    assert not app.exception
    app.switch_page("pages/train.py").run()
    assert not app.exception


@given(JSON)
def test_no_part_takes_or_trips_over_anything_else(kept):
    from pages.parts.visit import kept_parts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", {})
        for part in kept_parts.PARTS.values():
            part.take(kept)
    assert kept_parts._checked_digit(kept) is None
    for value in kept_settings.checked_settings(kept).values():
        assert isinstance(value, str | int)
        assert not isinstance(value, bool)


def test_a_setting_is_taken_by_its_own_widget_alone_and_only_if_it_offers_it():
    def page() -> None:
        import streamlit as st

        from pages.parts.components.kept_settings import regain_setting, regain_settings

        regain_settings({"taken": "a", "unknown": "z", "digit": "q", "number": 7, "flag": True})
        regain_setting("taken", {"a": 1, "b": 2})
        regain_setting("number", range(5))
        regain_setting("flag", (True, False))
        st.write(
            sorted(key for key in ("taken", "digit", "number", "flag") if key in st.session_state)
        )

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert json.loads(app.json[0].value) == ["taken"]
