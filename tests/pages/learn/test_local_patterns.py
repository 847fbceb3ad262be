"""Page 1: which kernel slides, its question, and what is read of what the browser sends."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.glossary import without_links
from cnn.lessons.local_patterns.kernels import PRESETS, preset_kernel
from cnn.lessons.local_patterns.sliding_window import slide
from cnn.lessons.local_patterns.window_questions import asked_about, window_question
from cnn.lessons.shifted_digit import shifted
from cnn.lessons.trained_results import lab_network
from cnn.network import Network
from cnn.network.architecture import Architecture, textbook
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.presets import DESIGNS
from pages.parts.learn.local_patterns.kernel_choice import (
    FILTER_KEY,
    KERNEL_KEY,
    LABELS,
    SIZE_KEY,
)
from pages.parts.learn.local_patterns.sliding_window import KernelCells, checked_edit
from pages.parts.session.digit import Digit
from tests.designs import random_network
from tests.pages.learn.lessons import (
    answer,
    asks,
    floats,
    open_lesson,
    plain,
    verdict,
)
from tests.pages.opening import IMAGE, give_networks, held, words

NAME = "local_patterns"
SHOWN = "window_shown"
# What is asked second depends on the kernel's numbers.
SECOND = {f"question_number_{NAME}": 1}


def in_force(app: AppTest) -> tuple[np.ndarray, float]:
    """The kernel and the bias that slide."""
    return app.session_state[SHOWN].kernel, app.session_state[SHOWN].bias


def sent(app: AppTest) -> dict:
    """What the figure was given."""
    found = [element.proto for element in app.main if element.type == "bidi_component"]
    return next(json.loads(one.json) for one in found if "texts" in one.json)


def expect_question_about(app: AppTest, kernel: np.ndarray, bias: float) -> None:
    """The second question, about these numbers."""
    stops = slide(IMAGE, kernel, bias)
    assert asks(app, window_question(stops, asked_about(stops, 1)))


def test_the_first_question_is_answered_by_counting_the_kernels_cells():
    app = open_lesson(NAME)
    assert "How many weights does it need for all of them?" in words(app)
    figure = sent(app)
    assert figure["hides"] == "nothing"
    assert not np.isnan(floats(figure["cells"])).any()
    app = answer(app, str(len(figure["texts"])))
    assert verdict(app).startswith("Right: 9")
    assert "28 x 28 = 784 pixels" in words(app)
    assert "1 of 9 lessons solved" in words(app)


def test_the_dense_unit_is_sent_with_its_sum_for_each_place_of_the_digit():
    image = np.zeros((28, 28), np.float32)
    image[4:25, 9:20] = np.random.default_rng(2).random((21, 11))
    app = open_lesson(NAME, digit=Digit(image, "drawn"))
    figure = sent(app)
    assert figure["reach"] == {"up": 4, "down": 3, "left": 4, "right": 4}
    sums = floats(figure["unit"]["sums"]).reshape(8, 9)
    network, unit = lab_network("dense"), figure["unit"]["number"]
    for down, right in ((0, 0), (3, 4), (-4, 2)):
        passed = network.forward_with_sums(shifted(image, down, right)[None])
        expected = passed.sums["dense1"][0, unit]
        assert sums[4 + down, 4 + right] == pytest.approx(expected, abs=1e-4)
    held(app, "dense_unit").set_value(5).run()
    assert sent(app)["unit"]["number"] == 5
    assert app.header[-1].value.startswith("Dense unit 5 in full")


def test_a_digit_that_fills_its_image_is_said_not_to_move():
    assert "cannot be moved" in sent(open_lesson(NAME))["sayings"]["first"]


@pytest.mark.parametrize(("number", "hidden"), [(1, 0), (2, 9)])
def test_what_is_asked_for_is_not_sent_until_it_is_answered(number, hidden):
    app = open_lesson(NAME, **{f"question_number_{NAME}": number})
    figure = sent(app)
    for name in ("sums", "before", "cells"):
        assert np.isnan(floats(figure[name])).sum() == 1
    assert np.isnan(floats(figure["products"])).sum() == hidden
    assert not np.isnan(floats(sent(answer(app, "0"))["products"])).any()


def test_every_preset_slides_in_both_sizes_and_is_asked_about():
    app = open_lesson(NAME, **SECOND)
    for size in (3, 5):
        app.segmented_control(key=SIZE_KEY).set_value(size).run()
        for name in PRESETS:
            app.selectbox(key=KERNEL_KEY).set_value(name).run()
            assert not app.exception
            assert (in_force(app)[0] == preset_kernel(name, size)).all()
            expect_question_about(app, preset_kernel(name, size), 0.0)


def test_the_right_answer_is_worked_out_and_done_is_marked():
    app = open_lesson(NAME, **SECOND)
    stops = slide(IMAGE, preset_kernel("sobel_x", 3), 0.0)
    question = window_question(stops, asked_about(stops, 1))
    app = answer(app, f"{question.answer:.3f}")
    assert verdict(app).startswith("Right: ")
    assert without_links(question.working) in plain(app)
    assert "1 of 9 lessons solved" in words(app)


def test_a_learned_filter_slides_with_its_own_bias(textbook_network):
    app = open_lesson(NAME, textbook_network, **{KERNEL_KEY: "learned", FILTER_KEY: 7}, **SECOND)
    kernels, biases = textbook_network.weights["conv1"].values()
    expect_question_about(app, kernels[:, :, 0, 7], float(biases[7]))
    stops = slide(IMAGE, *in_force(app))
    conv1 = textbook_network.forward(IMAGE[None])["conv1"][0, ..., 7]
    np.testing.assert_allclose(stops.cells, conv1, atol=1e-5)


@pytest.mark.parametrize("size", [3, 5])
def test_a_learned_filter_brings_its_size(size):
    app = open_lesson(NAME, random_network(textbook(kernel_size=size, filters=(4, 4))))
    app.selectbox(key=KERNEL_KEY).set_value("learned").run()
    assert in_force(app)[0].shape == (size, size)
    app.segmented_control(key=SIZE_KEY).set_value(8 - size).run()
    assert in_force(app)[0].shape == (8 - size, 8 - size)
    assert app.selectbox(key=KERNEL_KEY).value == "sobel_x"


@pytest.mark.parametrize(
    "network",
    [
        random_network(Architecture(DESIGNS["dense_only"])),
        random_network(Architecture((Conv2D(3, 4),))),
    ],
    ids=["dense", "4 x 4"],
)
def test_a_network_without_such_filters_does_not_offer_them(network: Network):
    app = open_lesson(NAME, network, **{KERNEL_KEY: "learned"})
    assert not app.exception
    assert LABELS["learned"] not in app.selectbox(key=KERNEL_KEY).options
    assert app.selectbox(key=KERNEL_KEY).value == "sobel_x"
    assert "does not begin with filters of 3 x 3 or 5 x 5" in words(app)


def test_another_networks_filters_bring_their_size():
    three, five = (random_network(textbook(kernel_size=size, filters=(4, 4))) for size in (3, 5))
    app = open_lesson(NAME, three, **{KERNEL_KEY: "learned", SIZE_KEY: 3})
    give_networks(app, five=five)
    app.run()
    assert in_force(app)[0].shape == (5, 5)
    assert app.segmented_control(key=SIZE_KEY).value == 5


def test_a_network_with_fewer_filters_or_one_can_take_over(textbook_network):
    app = open_lesson(NAME, textbook_network, **{KERNEL_KEY: "learned", FILTER_KEY: 31})
    give_networks(app, small=random_network(Architecture((Conv2D(1),))))
    app.run()
    assert not app.exception
    assert "Filter of conv1, 0 to 0" in [field.label for field in app.number_input]


def test_learned_filters_whose_sums_may_overflow_are_not_offered(textbook_network):
    network = random_network(Architecture((Conv2D(4),)))
    network.weights["conv1"]["kernel"][...] = 3e38
    app = open_lesson(NAME, network, **{KERNEL_KEY: "learned"})
    assert not app.exception
    assert LABELS["learned"] not in app.selectbox(key=KERNEL_KEY).options
    assert "first filters are too large to slide here" in words(app)


def test_ones_own_kernel_begins_with_what_is_shown_and_is_cut_or_padded():
    app = open_lesson(NAME, **{KERNEL_KEY: "laplacian"})
    app.selectbox(key=KERNEL_KEY).set_value("own").run()
    assert (in_force(app)[0] == preset_kernel("laplacian", 3)).all()
    app.segmented_control(key=SIZE_KEY).set_value(5).run()
    assert (in_force(app)[0] == np.pad(preset_kernel("laplacian", 3), 1)).all()


def test_a_typed_kernel_is_in_force_and_one_that_cannot_be_read_leaves_it_so():
    app = open_lesson(NAME)
    type_kernel(app, ["0", "0", "0", "0", "2", "0", "0", "0", "0"], "-0,5")
    assert in_force(app)[0][1, 1] == 2
    assert in_force(app)[1] == -0.5
    for bad in ("", "1e9", "two"):
        type_kernel(app, ["1"] * 8 + [bad], "0")
        assert not app.exception
        shown = app.session_state[SHOWN]
        assert shown.problem.wrong == (8,)
        assert "row 2, column 2" in shown.problem.sentence
        assert shown.kernel.tolist() == [[0, 0, 0], [0, 2, 0], [0, 0, 0]]


def type_kernel(app: AppTest, texts: list[str], bias: str) -> None:
    """As the component's callback does it."""
    app.session_state["window_typed"] = KernelCells(tuple(texts), bias)
    app.session_state[KERNEL_KEY] = "own"
    app.run()


def test_a_blank_digit_is_said_to_be_blank():
    app = open_lesson(NAME, digit=Digit(np.zeros((28, 28), np.float32), "drawn"), **SECOND)
    assert not app.exception
    assert "This digit is blank: every product is 0" in words(app)
    assert verdict(answer(app, "0")) == "Right: 0."


NINE = ["1"] * 9


def test_what_the_browser_sends_is_read_as_cells():
    edited = {"texts": NINE, "bias": "0", "number": 3.0}
    assert checked_edit(edited) == (KernelCells(tuple(NINE), "0"), 3)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "texts",
        {},
        {"texts": "123456789", "bias": "0", "number": 1},
        {"texts": ["1"] * 8, "bias": "0", "number": 1},
        {"texts": [1] * 9, "bias": "0", "number": 1},
        {"texts": ["1" * 21] + ["1"] * 8, "bias": "0", "number": 1},
        {"texts": NINE, "bias": None, "number": 1},
        {"texts": NINE, "bias": "0", "number": True},
        {"texts": NINE, "bias": "0", "number": "1"},
        {"texts": NINE, "bias": "0", "number": float("nan")},
        {"texts": NINE, "bias": "0", "number": -1},
    ],
)
def test_anything_else_from_the_browser_is_left_alone(value):
    assert checked_edit(value) is None
