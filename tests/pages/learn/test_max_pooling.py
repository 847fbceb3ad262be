"""The page on max pooling: its question, what it hides, and what it says was found."""

import base64
import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.lessons.max_pooling.pooling import DIRECTIONS, METHODS, MOVES, pooled
from cnn.network import Network
from pages.parts.session.digit import Digit
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import IMAGE, words

NAME = "max_pooling"
TEXTBOOK = Network.load("textbook")


def shown(app: AppTest) -> dict:
    """What the figure was given."""
    return next(
        json.loads(element.proto.json)
        for element in app.get("bidi_component")
        if element.proto.component_name.endswith("convoscope_pooling_view")
    )


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def test_the_right_answer_marks_the_page_and_shows_what_was_hidden():
    app = open_lesson(NAME)
    data = shown(app)
    assert data["hiddenMove"] == MOVES.index("right")
    results = floats(data["results"]).reshape(5, 3, -1)
    assert np.isnan(results[3]).all()
    assert not np.isnan(results[:3]).any()
    assert all(row[1:] == ["?"] * 5 for row in data["tables"][1][1:])
    assert "What is found" not in words(app)
    digit = pooled(TEXTBOOK, "conv1", IMAGE)
    app = answer(app, digit.least("right"))
    assert verdict(app).startswith("Right")
    data = shown(app)
    assert data["hiddenMove"] == -1
    assert not np.isnan(floats(data["results"])).any()
    assert "What is found" in words(app)
    assert "1 of 9" in words(app)


def test_the_figure_shows_the_networks_numbers():
    app = answer(open_lesson(NAME), "alike")
    assert verdict(app).startswith("Not so")
    data, digit = shown(app), pooled(TEXTBOOK, "conv1", IMAGE)
    channel = app.number_input[0].value
    maps = floats(data["maps"]).reshape(5, 26, 26)
    np.testing.assert_array_equal(maps, digit.maps[..., channel])
    results = floats(data["results"]).reshape(5, 3, 13, 13)
    for place, method in enumerate(METHODS):
        np.testing.assert_array_equal(results[:, place], digit.results[method][..., channel])
    changes = floats(data["changes"]).reshape(5, 3, 13, 13)
    np.testing.assert_array_equal(changes, results - results[:1])
    for move, direction in enumerate(MOVES):
        if direction in DIRECTIONS:
            change = digit.change("average", direction)
            row = data["tables"][move][2]
            assert row[2:4] == [f"{change.relative:.3f}", f"{change.cosine:.3f}"]


def test_the_second_question_asks_for_a_cell_that_is_hidden():
    app = answer(open_lesson(NAME), "alike")
    app = app.button(key=f"another_{NAME}").click().run()
    data = shown(app)
    results = floats(data["results"]).reshape(5, 3, -1)
    assert np.isnan(results[0, 0, data["asked"]])
    assert np.isnan(results).sum() == 1
    assert np.isnan(floats(data["changes"])).sum() == 5
    channel = app.number_input[0].value
    expected = pooled(TEXTBOOK, "conv1", IMAGE).results["max"][0, ..., channel]
    app = answer(app, "text")
    assert verdict(app).startswith("That is no number")
    app = answer(app, f"{expected.ravel()[data['asked']]:.3f}")
    assert verdict(app).startswith("Right")


def test_on_maps_of_11_rows_the_last_is_said_to_be_read_by_no_window():
    app = open_lesson(NAME)
    app.segmented_control(key="pooling_layer").set_value("conv2").run()
    data = shown(app)
    assert (data["rowsGiven"], data["side"]) == (11, 5)
    assert "row and column 10 of 11 are read by no window" in words(app)


def test_the_map_that_was_chosen_is_there_after_another_page():
    app = open_lesson(NAME)
    app.segmented_control(key="pooling_layer").set_value("conv2").run()
    app.number_input(key="pooling_map_conv2").set_value(5).run()
    app.switch_page("pages/strides.py").run()
    app.switch_page(f"pages/{NAME}.py").run()
    assert not app.exception
    assert "conv2, map 5, 11 x 11" in shown(app)["caption"]


def test_a_blank_digit_is_said_to_be_blank():
    app = open_lesson(NAME, digit=Digit(np.zeros((28, 28), np.float32), "example"))
    assert not app.exception
    assert "This digit is blank: moved, it is the same" in words(app)
    assert verdict(answer(app, "alike")).startswith("Right")


@pytest.mark.parametrize("inset", [0, 1])
def test_ink_that_a_move_takes_out_of_the_image_is_said_to_be_lost(inset):
    image = np.zeros((28, 28), np.float32)
    image[4:24, inset] = 1
    app = open_lesson(NAME, digit=Digit(image, "example"))
    left = shown(app)["notes"][MOVES.index("left")]
    assert ("100.0% of its ink leaves the image" in left) == (inset == 0)
