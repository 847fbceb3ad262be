"""Page 2: which layer and filter it shows, what stays hidden, and what of strange networks."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.cells.explain_cell import explain_cell, strongest_cell
from cnn.glossary import without_links
from cnn.lessons.patches_to_map.patch_questions import asked_about, patch_question
from cnn.lessons.patches_to_map.patch_vectors import patch_vectors
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.presets import DESIGNS
from pages.parts.session.digit import Digit
from pages.parts.session.networks import pretrained_network
from tests.designs import random_network
from tests.pages.learn.lessons import (
    answer,
    asks,
    floats,
    open_lesson,
    overflowing_network,
    plain,
    verdict,
)
from tests.pages.opening import IMAGE, held, words

NAME = "patches_to_map"


# What is asked second depends on the filter's numbers.
SECOND = {f"question_number_{NAME}": 1}


def question_of(network: Network, layer_name: str, filter_number: int | None = None):
    """The page's second question, worked out beside it."""
    passed = network.forward_with_sums(IMAGE[None])
    output = passed.activations[layer_name][0]
    number = strongest_cell(output)[-1] if filter_number is None else filter_number
    layer = network.architecture.layer(layer_name)
    vectors = patch_vectors(network, passed.activations, layer, number)
    asked = asked_about(vectors, 1)
    cell = explain_cell(network, passed, IMAGE, layer_name, (*asked.place, number))
    return vectors, asked, patch_question(vectors, asked, cell)


def sent(app: AppTest) -> dict:
    """What the figure was given."""
    found = [element.proto for element in app.main if element.type == "bidi_component"]
    return next(json.loads(one.json) for one in found if "steps" in one.json)


def test_the_first_question_is_answered_by_the_vectors_length(textbook_network):
    app = open_lesson(NAME, textbook_network)
    assert "holds 3 x 3 x 32 = 288 numbers. How many numbers does conv2 make of it?" in words(app)
    figure = sent(app)
    assert figure["asked"] == -1
    for name in ("output", "steps", "levels", "before", "cells"):
        assert not np.isnan(floats(figure[name])).any()
    length = figure["filters"]
    assert floats(figure["output"]).size == 11 * 11 * length
    app = answer(app, str(length))
    assert verdict(app).startswith("Right: 64")
    assert "1 of 9 lessons solved" in words(app)


def test_the_page_reads_from_patches_by_dot_products_to_the_output(textbook_network):
    said = without_links(words(open_lesson(NAME, textbook_network)))
    for part in (
        "A 3 x 3 patch is cut through all 32 input maps",
        "The 64 filters of conv2 turn it into 64 numbers, one vector",
        "dot product",
        "Put each vector where its patch was, and you have the output",
    ):
        assert part in said


def test_the_right_answer_is_worked_out_and_marks_the_page(textbook_network):
    _, _, question = question_of(textbook_network, "conv2")
    app = open_lesson(NAME, textbook_network, **SECOND)
    assert asks(app, question)
    assert without_links(question.working) not in plain(app)
    app = answer(app, f"{question.answer:.3f}")
    assert verdict(app).startswith("Right: ")
    assert without_links(question.working) in plain(app)
    assert "1 of 9 lessons solved" in words(app)


def test_a_wrong_answer_and_nonsense_get_their_words(textbook_network):
    app = answer(open_lesson(NAME, textbook_network), "")
    assert verdict(app).startswith("Nothing is typed yet")
    app = answer(app, "1e9")
    assert verdict(app).startswith("Not ")
    assert "0 of 9 lessons solved" in words(app)


def test_another_filter_is_asked_about_anew(textbook_network):
    app = open_lesson(NAME, textbook_network, **SECOND)
    held(app, "patches_filter").set_value(5).run()
    assert asks(app, question_of(textbook_network, "conv2", 5)[2])
    held(app, "patches_filter").set_value(63).run()
    assert asks(app, question_of(textbook_network, "conv2", 63)[2])


def test_conv3_can_be_chosen_and_keeps_its_own_filter(textbook_network):
    app = open_lesson(NAME, textbook_network, **SECOND)
    held(app, "patches_filter").set_value(5).run()
    app.session_state["patches_layer"] = "conv3"
    app.run()
    assert asks(app, question_of(textbook_network, "conv3")[2])
    assert "3 x 3 x 64 = 576 numbers" in words(app)
    app.session_state["patches_layer"] = "conv2"
    app.run()
    assert asks(app, question_of(textbook_network, "conv2", 5)[2])


@pytest.mark.parametrize("design", ["lenet5", "strided", "without_pooling"])
def test_other_designs_are_shown_with_their_own_numbers(design):
    network = random_network(Architecture(DESIGNS[design]))
    app = open_lesson(NAME, network, **SECOND)
    assert not app.exception
    assert asks(app, question_of(network, "conv2")[2])
    rows, columns, filters = network.architecture.layer("conv2").output_shape
    assert f"{rows} x {columns} x {filters}" in words(app)


@pytest.mark.parametrize("hidden", [DESIGNS["dense_only"], (Conv2D(4), Dense(3))])
def test_without_depth_the_textbook_network_stands_in_and_says_so(hidden):
    app = open_lesson(NAME, random_network(Architecture(hidden)), **SECOND)
    assert "No convolution of the chosen network reads more than one map" in words(app)
    assert asks(app, question_of(pretrained_network("textbook"), "conv2")[2])


def test_sums_that_overflow_give_way_to_the_textbook_network_and_are_said_to():
    network = overflowing_network(Architecture((Conv2D(4), Conv2D(3))))
    app = open_lesson(NAME, network, **SECOND)
    assert not app.exception
    assert "The sums of the chosen network overflow on this digit" in words(app)
    assert asks(app, question_of(pretrained_network("textbook"), "conv2")[2])


def test_sums_that_overflow_below_zero_are_said_to_as_well():
    network = overflowing_network(Architecture((Conv2D(4), Conv2D(3), Dense(2))))
    network.weights["conv2"]["kernel"][...] = -3e38
    network.weights["dense"]["kernel"][...] = network.weights["softmax"]["kernel"][...] = 0
    assert np.isfinite(network.forward(IMAGE[None])["softmax"]).all()
    app = open_lesson(NAME, network)
    assert not app.exception
    assert "The sums of the chosen network overflow on this digit" in words(app)


def test_a_blank_digit_is_said_to_be_blank(textbook_network):
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    app = open_lesson(NAME, textbook_network, digit=blank)
    assert not app.exception
    assert "The current digit is blank" in words(app)


def test_a_layer_chosen_with_another_network_is_forgotten(textbook_network):
    network = random_network(Architecture((Conv2D(4), Conv2D(3))))
    app = open_lesson(NAME, network, patches_layer="conv3", patches_filters={"conv2": 60}, **SECOND)
    assert not app.exception
    assert asks(app, question_of(network, "conv2", 2)[2])


def test_what_is_asked_for_is_not_sent_until_it_is_answered(textbook_network):
    vectors, asked, question = question_of(textbook_network, "conv2")
    app = open_lesson(NAME, textbook_network, **SECOND)
    place = asked.row * 11 + asked.column
    before = sent(app)
    assert before["asked"] == place
    for name in ("cells", "before"):
        hidden = np.isnan(floats(before[name]))
        assert np.flatnonzero(hidden).tolist() == [place]
    hidden = np.isnan(floats(before["output"]).reshape(121, 64))
    assert np.argwhere(hidden).tolist() == [[place, vectors.filter]]
    assert np.isnan(floats(before["levels"]).reshape(121, -1)[place]).all()
    after = sent(answer(app, f"{question.answer:.3f}"))
    assert after["asked"] == -1
    cells = floats(after["cells"]).reshape(11, 11)
    np.testing.assert_allclose(cells, vectors.output[..., vectors.filter], atol=1e-5)
    np.testing.assert_allclose(floats(after["levels"]), vectors.levels.ravel(), atol=1e-6)


def test_a_contribution_that_is_asked_for_is_the_only_step_not_sent(textbook_network):
    app = open_lesson(NAME, textbook_network, **{f"question_number_{NAME}": 2})
    figure = sent(app)
    steps = floats(figure["steps"]).reshape(121, -1)
    assert np.argwhere(np.isnan(steps)).tolist() == [[figure["asked"], 0]]
    assert not np.isnan(floats(figure["cells"])).any()
    assert "What does map" in words(app)
