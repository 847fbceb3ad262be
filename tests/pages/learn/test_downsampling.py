"""The page on why to downsample: its figure, what it hides, and the trained networks."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from cnn.errors import NetworkFileError
from cnn.lessons.downsampling import trained
from cnn.lessons.trained_results import LabResults
from cnn.network.presets import DESIGNS
from tests.cnn.lessons.downsampling.test_trained import COMPARISON, UNPOOLED_RUNS, with_results
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


def test_the_unpooled_networks_dense_layer_is_hidden_until_answered():
    app = open_lesson(NAME)
    ours, theirs = shown(app)["networks"]
    assert ["dense", "64", "", "36,928", 1.0] in ours["rows"]
    assert ["conv3", "22 x 22 x 64", "7", "36,928", 1.0] in theirs["rows"]
    assert ["flatten", "30,976", "", "0", 0.0] in theirs["rows"]
    assert ["dense", "64", "", "?", 0] in theirs["rows"]
    assert theirs["foot"].startswith("? parameters")
    assert "1,982,528" not in json.dumps(shown(app)) + table(app) + words(app)
    assert "2,038,922" not in json.dumps(shown(app)) + table(app) + words(app)
    app = answer(app, "1982528")
    assert verdict(app) == "Right: 1,982,528."
    assert ["dense", "64", "", "1,982,528", 1.0] in shown(app)["networks"][1]["rows"]
    assert shown(app)["networks"][1]["foot"].startswith("2,038,922 parameters, 30,636,800")
    assert "2,038,922" in table(app)


def test_after_an_answer_every_other_design_can_be_looked_at():
    app = answer(open_lesson(NAME), "7")
    assert verdict(app).startswith("Not so")
    app.toggle[0].set_value(True).run()
    theirs = shown(app)["networks"][1]
    assert theirs["title"] == "Your network: max pooling 2 x 2 after conv1"
    assert ["dense", "64", "", "331,840", 1.0] in theirs["rows"]
    assert theirs["large"] == "12 x 12 pixels"
    assert verdict(app).startswith("Not so")


def test_without_an_answer_another_design_is_another_question():
    app = open_lesson(NAME)
    app.toggle[0].set_value(True).run()
    app.toggle[1].set_value(True).run()
    # Now both sides are the textbook network, and neither tells.
    for side in shown(app)["networks"]:
        assert ["dense", "64", "", "?", 0] in side["rows"]
    assert verdict(answer(app, "36928")).startswith("Right")


def test_the_second_question_hides_the_frame_and_the_third_the_shape():
    app = answer(open_lesson(NAME), "7")
    app = app.button(key=f"another_{NAME}").click().run()
    theirs = shown(app)["networks"][1]
    assert theirs["windows"] is None
    assert theirs["large"] == "? x ?"
    assert ["conv3", "22 x 22 x 64", "?", "36,928", pytest.approx(0.0186, abs=1e-4)] in (
        theirs["rows"]
    )
    assert "7 x 7" not in table(app)
    app = answer(app, "7")
    assert verdict(app) == "Right: 7."
    assert shown(app)["networks"][1]["windows"][0] == [0, 6]
    app = app.button(key=f"another_{NAME}").click().run()
    theirs = shown(app)["networks"][1]
    assert ["conv3", "?", "7", "36,928", 1.0] in theirs["rows"]
    assert ["flatten", "?", "", "0", 0.0] in theirs["rows"]
    assert verdict(answer(app, "22 22 64")) == "Right: 22 x 22 x 64."


def test_poolings_that_do_not_fit_are_explained_and_leave_the_page_whole():
    app = open_lesson(NAME)
    for toggle in (0, 1):
        app.toggle[toggle].set_value(True).run()
    app.segmented_control(key="downsampling_window").set_value(3).run()
    assert not app.exception
    assert any("conv3 does not fit" in warning.value for warning in app.warning)
    assert shown(app)["networks"][1]["rows"][-1][0] == "pool2"
    answer(app, "17")
    assert [said.value for said in app.success] == ["Right: 17."]


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
    app = answer(open_lesson(NAME), "7")
    assert not app.info
    assert "98.50% (98.00%, 99.00%)" in table(app)
    assert "99.10% (99.10%)" in table(app)
    assert "600" in table(app)
    assert "150" in table(app)
    said = words(app)
    assert "22 times as many parameters and 11 times as many multiplications" in said
    assert "takes 4.0 times the processor time" in said
    assert "with pooling reads 0.60 percentage points more" in said


def test_the_files_that_ship_are_read_or_said_to_be_missing():
    try:
        results = trained.lab_results("unpooled")
    except NetworkFileError:
        results = LabResults("")
    app = open_lesson(NAME)
    is_complete = "Test accuracy" in table(app)
    assert is_complete or any("not in this copy yet" in info.value for info in app.info)
    assert not is_complete or f"{results.runs[0].test_accuracy:.2%}" in table(app)
