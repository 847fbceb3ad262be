"""Page 4: strides."""

import base64
import json

import numpy as np
import pytest

from cnn.errors import NetworkFileError
from cnn.lessons.strides import trained
from cnn.lessons.strides.strided_maps import cell_to_ask, halved, strided_map
from cnn.lessons.trained_results import lab_network
from pages.parts.session.digit import Digit
from pages.parts.session.networks import pretrained_network
from tests.lab_comparison import made_up_results
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import IMAGE, words


@pytest.fixture
def page(monkeypatch):
    """Page 4 with results that the tests know."""
    monkeypatch.setattr(trained, "lab_results", made_up_results().__getitem__)
    return open_lesson("strides")


def maps_on(page, stride=2):
    """The maps that the page shows."""
    number = page.session_state["strides_filter"]
    kernels, biases = lab_network("strided").weights["conv1"].values()
    return strided_map(IMAGE, kernels[:, :, 0, number], float(biases[number]), stride)


def shown(page):
    """What the figure was given."""
    return next(
        json.loads(element.proto.json)
        for element in page.get("bidi_component")
        if element.proto.component_name.endswith("convoscope_linked_maps")
    )


def test_the_first_question_is_answered_by_what_is_on_view(page):
    assert "The map of stride 1 is 26 x 26" in words(page)
    _, every, strided = shown(page)["maps"]
    assert every["caption"] == "Stride 1, 26 x 26"
    # Half of 26 rows, and as many columns: on view, but not in writing.
    assert strided["caption"] == "Stride 2, ? x ?"
    assert strided["side"] == every["side"] // 2
    assert "169" not in words(page)
    answer(page, "13 x 13")
    assert verdict(page) == "Right: 13 x 13."
    assert shown(page)["maps"][2]["caption"] == "Stride 2, 13 x 13"
    assert "169 remain and 507 go" in words(page)
    assert "1 of 9" in words(page)


def test_the_strided_map_is_drawn_as_large_as_the_digit(page):
    data = shown(page)
    digit, every, strided = data["maps"]
    assert digit["side"] == digit["across"] == every["across"] == data["side"] == 28
    assert strided["side"] == strided["across"] == 13


def test_the_same_map_after_max_pooling_stands_beside_it_equally_large(page):
    pair = [
        json.loads(element.proto.json)
        for element in page.get("bidi_component")
        if element.proto.component_name.endswith("convoscope_map_view")
    ][:2]
    assert [(data["height"], data["width"]) for data in pair] == [(13, 13), (13, 13)]
    both = halved(maps_on(page).every)
    said = f"In {both.missed} cells the stride leaves 0 where max pooling has found something."
    assert said in words(page)
    assert f"Both are 13 x 13. {said}" in words(answer(page, "1 x 1"))


def test_the_second_question_is_answered_by_the_map_of_stride_1(page):
    answer(page, "1 x 1")
    page.button(key="another_strides").click().run()
    maps = maps_on(page)
    row, column = cell_to_ask(maps, 1)
    assert f"row {row}, column {column} of the map of stride 2" in words(page)
    assert shown(page)["asked"] == [2 * row, 2 * column]
    strided = np.frombuffer(base64.b64decode(shown(page)["maps"][2]["values"]), "<f4")
    assert np.flatnonzero(np.isnan(strided)).tolist() == [13 * row + column]
    answer(page, f"{maps.every[2 * row, 2 * column]:.3f}")
    assert verdict(page).startswith("Right")
    assert f"row {2 * row}, column {2 * column} of the map of stride 1" in words(page)


def test_the_third_question_asks_for_the_multiplications(page):
    for _ in range(2):
        answer(page, "1 x 1" if "shape" in words(page) else "-77")
        page.button(key="another_strides").click().run()
    assert "26 x 26 x 9 = 6,084" in words(page)
    answer(page, "1521")
    assert verdict(page) == "Right: 1,521."


def test_a_wrong_shape_is_said_to_be_wrong(page):
    assert verdict(answer(page, "12 x 12")) == "Not quite: the answer is 13 x 13."


def test_stride_3_asks_anew(page):
    answer(page, "13 x 13")
    page.session_state["strides_stride"] = 3
    page.run()
    assert verdict(page) == ""
    assert "of the map of stride 3?" in words(page)
    assert verdict(answer(page, "9 x 9")) == "Right: 9 x 9."
    assert "81 remain and 595 go" in words(page)


def test_what_is_no_shape_gets_a_word(page):
    assert "2 whole numbers" in verdict(answer(page, "13"))


@pytest.mark.parametrize(
    ("level", "pooled", "strided"),
    [
        ("halved_once", "pool1: 13 x 13 x 32", "conv1: 13 x 13 x 32"),
        ("halved_twice", "pool2: 5 x 5 x 64", "conv2: 6 x 6 x 64"),
        ("last_maps", "conv3: 3 x 3 x 64", "conv3: 4 x 4 x 64"),
    ],
)
def test_both_networks_maps_and_answers_stand_beside_each_other(page, level, pooled, strided):
    page.session_state["strides_level"] = level
    said = words(page.run())
    assert pooled in said
    assert strided in said
    for name, network in (
        ("Pooled", pretrained_network("textbook")),
        ("Strided", lab_network("strided")),
    ):
        probabilities = network.predict(IMAGE[None])[0]
        digit = probabilities.argmax()
        assert f"**{name} network** reads **{digit}**, {probabilities[digit]:.2%}" in said


def test_the_table_holds_what_training_gave(page):
    table = page.table[0].value.set_index("Measure")
    assert table.loc["Parameters"].tolist() == ["93,322", "121,994"]
    assert table.loc["Test accuracy (each run)"].tolist() == [
        "99.20% (99.10%, 99.30%)",
        "98.50% (98.00%, 99.00%)",
    ]
    assert table.loc["Processor seconds of training"].tolist() == ["150", "60"]
    said = words(page)
    assert "takes 40% of the other's processor time" in said
    assert "of 11 rows a stride keeps 6" in said
    assert "pooling makes 5 whole pairs" in said
    assert "which was trained in another run" in said


@pytest.mark.parametrize(
    ("pooled", "strided", "expected"),
    [
        ((0.99, 0.99), (0.98, 0.98), "the pooled network names 1.00 percentage points more"),
        ((0.98, 0.98), (0.99, 0.99), "the strided network names 1.00 percentage points more"),
        ((0.99, 0.99), (0.989, 0.989), "The two read about equally well"),
    ],
)
def test_a_difference_that_chance_explains_is_called_a_tie(monkeypatch, pooled, strided, expected):
    results = made_up_results(strided=strided, pooled=pooled)
    monkeypatch.setattr(trained, "lab_results", results.__getitem__)
    said = words(open_lesson("strides"))
    assert expected in said
    # Two standard errors of a difference of shares of 10,000.
    spread = sum(share[0] * (1 - share[0]) / 10_000 for share in (pooled, strided))
    assert f"hance alone explains up to {200 * spread**0.5:.2f}" in said


def test_which_networks_the_page_uses_is_said_at_its_top(page):
    assert "compares networks that were trained for it" in words(page)


def test_results_that_are_not_there_leave_the_page_whole(monkeypatch):
    def missing(name):
        raise NetworkFileError(f"The lab's results {name}.json cannot be read.")

    monkeypatch.setattr(trained, "lab_results", missing)
    page = open_lesson("strides")
    assert page.warning[0].value == "The lab's results strided.json cannot be read."
    assert "**Strided network** reads" in words(page)


def test_a_blank_digit_is_said_to_be_blank():
    page = open_lesson("strides", digit=Digit(np.zeros((28, 28), np.float32), "drawn"))
    assert not page.exception
    assert "This digit is blank" in words(page)
    assert verdict(answer(page, "13 x 13")).startswith("Right")
