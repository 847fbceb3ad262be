"""The page on why to downsample: its figure, what it hides, and the trained networks."""

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from cnn.errors import NetworkFileError
from cnn.lessons.downsampling import trained
from cnn.lessons.trained_results import LabResults
from cnn.network.presets import DESIGNS
from tests.cnn.lessons.downsampling.test_trained import (
    COMPARISON,
    UNPOOLED_RUNS,
    run,
    with_results,
)
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import words

NAME = "downsampling"


def shown(app: AppTest) -> dict:
    """What the figure was given."""
    return next(
        json.loads(element.proto.json)
        for element in app.get("bidi_component")
        if element.proto.component_name.endswith("convoscope_receptive_fields")
    )


def table(app: AppTest) -> str:
    return app.table[0].value.to_string()


def all_of(app: AppTest) -> str:
    """Everything on the page: what the figure was given, the table, the words."""
    return json.dumps(shown(app)) + table(app) + words(app)


def ask_another(app: AppTest, times: int) -> AppTest:
    """The page with a later question, each before it answered in some way."""
    for _ in range(times):
        given = "alike" if any(field.label == "Your answer" for field in app.radio) else "7"
        app = answer(app, given)
        if not (app.success or app.error):
            app = answer(app, "7 x 7 x 7")
        app = app.button(key=f"another_{NAME}").click().run()
    return app


def test_the_first_question_is_answered_by_what_flatten_passes_on():
    app = open_lesson(NAME)
    ours, theirs = shown(app)["networks"]
    assert ["flatten", "576", "", "0", 0.0] in ours["rows"]
    assert ["flatten", "30,976", "", "0", 0.0] in theirs["rows"]
    assert ["dense", "64", "", "36,928", 1.0] in ours["rows"]
    assert ["conv3", "22 x 22 x 64", "7 x 7", "36,928", 1.0] in theirs["rows"]
    assert ["dense", "64", "", "?", 0] in theirs["rows"]
    assert theirs["foot"].startswith("? parameters")
    assert "1,982,528" not in all_of(app)
    assert "2,038,922" not in all_of(app)
    # 30,976 / 576 = 53.8
    labels = next(field for field in app.radio if field.label == "Your answer").options
    assert labels == ["about as many", "about 5 times as many", "about 54 times as many"]
    app = answer(app, "times")
    assert verdict(app) == "Right: about 54 times as many."
    assert ["dense", "64", "", "1,982,528", 1.0] in shown(app)["networks"][1]["rows"]
    assert shown(app)["networks"][1]["foot"].startswith("2,038,922 parameters, 30,636,800")
    assert "2,038,922" in table(app)


@pytest.mark.parametrize(
    ("after_conv1", "after_conv2"), [(True, False), (False, True), (True, True)]
)
def test_the_toggles_do_not_give_the_answer_away(after_conv1, after_conv2):
    app = open_lesson(NAME)
    asked = app.markdown[1:3]
    app.toggle[0].set_value(after_conv1).run()
    app.toggle[1].set_value(after_conv2).run()
    # The design is another one, and the question the same: its answer stands nowhere.
    assert "without pooling" not in shown(app)["networks"][1]["title"]
    assert [text.value for text in app.markdown[1:3]] == [text.value for text in asked]
    for hidden in ("1,982,528", "2,038,922", "30,636,800", "22 times as many"):
        assert hidden not in all_of(app)
    assert verdict(answer(app, "times")).startswith("Right")


def test_after_an_answer_every_other_design_can_be_looked_at():
    app = answer(open_lesson(NAME), "alike")
    assert verdict(app).startswith("Not quite")
    app.toggle[0].set_value(True).run()
    theirs = shown(app)["networks"][1]
    assert theirs["title"] == "Your network: max pooling 2 x 2 after conv1"
    assert ["dense", "64", "", "331,840", 1.0] in theirs["rows"]
    assert theirs["large"] == "12 x 12 pixels"
    assert verdict(app).startswith("Not quite")


def test_the_second_question_shows_a_design_of_its_own_and_hides_its_frame():
    app = ask_another(open_lesson(NAME), 1)
    assert [toggle.value for toggle in app.toggle] == [True, False]
    theirs = shown(app)["networks"][1]
    assert theirs["title"] == "Your network: max pooling 2 x 2 after conv1"
    assert theirs["windows"] is None
    assert theirs["large"] == "? x ? pixels"
    assert [row[2] for row in theirs["rows"] if row[0] == "conv3"] == ["?"]
    # Another kind of pooling has the same field, and tells it no more than this one.
    app.segmented_control(key="downsampling_kind").set_value("average").run()
    assert shown(app)["networks"][1]["windows"] is None
    app = answer(app, "12")
    assert verdict(app) == "Right: 12."
    assert shown(app)["networks"][1]["windows"][0] == [0, 11]


def test_the_fourth_question_hides_a_shape():
    app = ask_another(open_lesson(NAME), 3)
    theirs = shown(app)["networks"][1]
    assert [row[1] for row in theirs["rows"] if row[0] in ("conv3", "flatten")] == ["?", "?"]
    assert theirs["maps"][-1] == ["conv3", None]
    assert ["dense", "64", "", "?", 0] in theirs["rows"]
    assert verdict(answer(app, "4 4 64")) == "Right: 4 x 4 x 64."
    assert shown(app)["networks"][1]["maps"][-1] == ["conv3", 4]


def test_the_fifth_question_hides_the_multiplications():
    app = ask_another(open_lesson(NAME), 4)
    assert shown(app)["networks"][1]["foot"].endswith("? multiplications per digit")
    assert verdict(answer(app, f"{6 * 6 * 64 * 576:,}")) == "Right: 1,327,104."
    assert "?" not in shown(app)["networks"][1]["foot"]


def test_poolings_that_do_not_fit_are_explained_and_leave_the_page_whole():
    app = open_lesson(NAME)
    for toggle in (0, 1):
        app.toggle[toggle].set_value(True).run()
    app.segmented_control(key="downsampling_window").set_value(3).run()
    assert not app.exception
    assert any("conv3 does not fit" in warning.value for warning in app.warning)
    assert shown(app)["networks"][1]["rows"][-1][0] == "pool2"
    assert verdict(answer(app, "times")).startswith("Right")


def test_the_squares_are_as_large_as_the_maps():
    ours, theirs = shown(open_lesson(NAME))["networks"]
    assert [rows for _, rows in ours["maps"]] == [26, 13, 11, 5, 3]
    assert [rows for _, rows in theirs["maps"]] == [26, 24, 22]


def test_the_design_is_opened_on_the_train_page():
    app = open_lesson(NAME)
    link = next(button for button in app.button if button.label.startswith("Open your network"))
    app = link.click().run()
    assert app.session_state["train_design"] == DESIGNS["without_pooling"]
    assert not app.exception
    assert app.title[0].value == "Train"


def test_missing_results_are_said_to_be_missing(monkeypatch):
    with_results(monkeypatch)
    app = open_lesson(NAME)
    assert any("not in this copy yet" in info.value for info in app.info)
    assert "Test accuracy" not in table(app)


def test_results_that_are_there_are_shown(monkeypatch):
    with_results(monkeypatch, unpooled=UNPOOLED_RUNS, comparison=COMPARISON)
    app = answer(open_lesson(NAME), "alike")
    assert not app.info
    assert "98.50% (98.00%, 99.00%)" in table(app)
    assert "99.10% (99.10%)" in table(app)
    assert "600" in table(app)
    assert "150" in table(app)
    said = words(app)
    assert "22 times as many parameters and 11 times as many multiplications" in said
    assert "takes 4.0 times the processor time" in said
    # 98 % and 99 %: their spread alone explains 2 x 0.5 points.
    assert "They read about equally well" in said
    assert "0.60 percentage points apart, and chance alone explains up to 1.00" in said


@pytest.mark.parametrize(
    ("textbook", "unpooled", "expected"),
    [
        (0.99, 0.98, "the network with pooling names 1.00 percentage points more"),
        (0.98, 0.99, "the network without pooling names 1.00 percentage points more"),
        (0.99, 0.989, "They read about equally well"),
    ],
)
def test_a_difference_that_chance_explains_is_called_a_tie(
    monkeypatch, textbook, unpooled, expected
):
    comparison = replace(COMPARISON, runs=(run("textbook", 0, textbook),))
    results = LabResults("", (run("unpooled", 0, unpooled),))
    with_results(monkeypatch, unpooled=results, comparison=comparison)
    assert expected in words(open_lesson(NAME))


def test_the_files_that_ship_are_read_or_said_to_be_missing():
    try:
        results = trained.lab_results("unpooled")
    except NetworkFileError:
        results = LabResults("")
    app = open_lesson(NAME)
    is_complete = "Test accuracy" in table(app)
    assert is_complete or any("not in this copy yet" in info.value for info in app.info)
    assert not is_complete or f"{results.runs[0].test_accuracy:.2%}" in table(app)
