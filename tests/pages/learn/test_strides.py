"""Page 4: strides."""

import numpy as np
import pytest

from cnn.errors import NetworkFileError
from cnn.lessons.strides import trained
from cnn.lessons.strides.strided_maps import cell_to_ask, strided_map
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


def test_the_first_question_is_answered_by_the_map_of_stride_1(page):
    maps = maps_on(page)
    row, column = cell_to_ask(maps, 0)
    assert f"row {row}, column {column} of the map of stride 2" in words(page)
    answer(page, f"{maps.every[2 * row, 2 * column]:.3f}")
    assert verdict(page).startswith("Right")
    assert f"row {2 * row}, column {2 * column} of the map of stride 1" in words(page)
    assert "1 of 9" in words(page)


def test_a_wrong_number_is_said_to_be_wrong(page):
    assert verdict(answer(page, "-77")).startswith("Not so. You said -77")


def test_the_second_question_asks_for_the_shape_and_hides_it(page):
    answer(page, "-77")
    page.button(key="another_strides").click().run()
    assert "What shape has the map of stride 2?" in words(page)
    assert "169" not in words(page)
    answer(page, "13 x 13")
    assert verdict(page) == "Right: 13 x 13."
    assert "169 remain and 507 go" in words(page)


def test_stride_3_asks_anew(page):
    answer(page, "-77")
    page.session_state["strides_stride"] = 3
    page.run()
    assert verdict(page) == ""
    assert "of the map of stride 3" in words(page)
    assert "81 remain and 595 go" in words(page)


def test_what_is_no_number_gets_a_word(page):
    assert "type a number" in verdict(answer(page, "13 x 13"))


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
    table = page.table[0].value
    assert table["Parameters"].tolist() == ["93,322", "121,994"]
    assert table["Test accuracy"].tolist() == [
        "99.20% (99.10%, 99.30%)",
        "98.50% (98.00%, 99.00%)",
    ]
    assert table["Processor seconds of training"].tolist() == ["150", "60"]
    said = words(page)
    assert "over 2 seeds the pooled network reads 0.70 percentage points more" in said
    assert "its worst seed is better than the other's best" in said
    assert "takes 0.40 of the other's processor time" in said
    assert "of 11 cells a stride keeps every second from the first on, 6, pooling makes 5" in said
    assert "The pooled network whose maps follow is the one that ships" in said


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
    assert verdict(answer(page, "7")).startswith("Not so")
