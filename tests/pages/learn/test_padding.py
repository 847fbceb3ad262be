"""Page 3: borders and padding."""

import numpy as np
import pytest

from cnn.glossary import without_links
from cnn.lessons.padding.settings import another_setting
from cnn.lessons.padding.unread_pixels import MAX_VALUE
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from pages.parts.session.digit import Digit
from tests.designs import random_network
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import words


@pytest.fixture
def page():
    return open_lesson("padding")


def slide(app, label, value):
    return next(one for one in app.slider if one.label == label).set_value(value).run()


def choose_padding(app, padding):
    app.session_state["padding_kind"] = padding
    return app.run()


def trials(app) -> str:
    """What is said of the pixels that were set."""
    return next(html.proto.body for html in app.get("html") if "bars" in html.proto.body)


def test_the_first_playground_is_five_by_five_with_its_result_hidden(page):
    assert "floor((5 - 3) / 1) + 1 = ?" in words(page)
    assert (
        "A 3 x 3 window slides over the 5 x 5 input, one pixel at a time. It has to stay inside "
        "(valid padding). What shape is the output?"
    ) in without_links(words(page))
    assert "= 3`" not in words(page)
    assert "The window has 3 x 3" not in words(page)


def test_the_right_shape_shows_the_formula_to_its_end(page):
    answer(page, "3 x 3")
    assert verdict(page) == "Right: 3 x 3."
    assert "floor((5 - 3) / 1) + 1 = floor(2) + 1 = 2 + 1 = 3" in words(page)
    assert "The window has 3 x 3 = 9 places." in words(page)
    assert "1 of 9" in words(page)


def test_a_wrong_shape_is_said_to_be_wrong(page):
    answer(page, "5 x 5")
    assert verdict(page).startswith("Not ")
    assert verdict(page).endswith("is 3 x 3.")
    assert "0 of 9" in words(page)


def test_what_is_no_shape_gets_a_word_and_shows_nothing(page):
    answer(page, "3 x 3 x 3")
    assert "type 2 whole numbers" in verdict(page)
    assert "+ 1 = ?" in words(page)


def test_another_setting_asks_anew_and_names_what_rounding_down_leaves_out(page):
    answer(page, "3 x 3")
    slide(page, "Input", 28)
    slide(page, "Stride", 2)
    assert verdict(page) == ""
    assert "+ 1 = ?" in words(page)
    answer(page, "13 x 13")
    assert verdict(page) == "Right: 13 x 13."
    assert "Rounding down leaves out row and column 27" in words(page)


def test_same_padding_of_an_even_kernel_puts_the_odd_row_at_the_end(page):
    slide(page, "Kernel", 4)
    choose_padding(page, "same")
    assert "so 1 before and 2 after" in words(page)
    assert "floor((5 + 1 + 2 - 4) / 1) + 1 = ?" in words(page)
    assert verdict(answer(page, "5x5")) == "Right: 5 x 5."


def test_a_kernel_larger_than_the_input_gets_a_sentence_and_no_question(page):
    slide(page, "Kernel", 7)
    assert "A 7 x 7 window has no place in a 5 x 5 image" in page.warning[0].value
    assert not [field for field in page.text_input if field.label == "Your answer"]
    choose_padding(page, "same")
    assert not page.warning
    assert verdict(answer(page, "5 x 5")) == "Right: 5 x 5."


def test_another_question_comes_with_another_setting(page):
    answer(page, "3 x 3")
    page.button(key="another_padding").click().run()
    places = another_setting(1)
    asked = f"A {places.kernel} x {places.kernel} window slides over the {places.size} x"
    assert asked in words(page)
    assert verdict(answer(page, f"{places.cells} x {places.cells}")).startswith("Right")
    page.session_state["question_number_padding"] = 0
    page.run()
    assert "It has to stay inside (valid padding)." in words(page)
    assert "floor((5 - 3) / 1) + 1 = ?" in words(page)


def test_the_result_is_shown_at_once_where_nothing_is_to_be_asked(page):
    page.toggle(key="padding_predict").set_value(False).run()
    assert "= 2 + 1 = 3" in words(page)
    assert not [field for field in page.text_input if field.label == "Your answer"]


def test_rows_26_and_27_change_nothing_and_row_25_does(page):
    assert "So rows and columns 26 and 27 of the image reach no output" in words(page)
    said = trials(page)
    assert said.count("bit for bit") == 1
    assert said.count("The probabilities change by up to") == 1
    page.number_input(key="padding_value").set_value(-1e6).run()
    assert trials(page) != said
    assert trials(page).count("bit for bit") == 1


def test_the_table_goes_back_layer_by_layer(page):
    table = page.table[0].value
    assert table["Left out there"].tolist() == ["none", "10", "12", "24 and 25", "26 and 27"]
    assert "floor(11 / 2) = 5" in table["Layer"][1]


def test_the_table_follows_the_network_of_the_sidebar():
    spec = (Conv2D(4, 5, stride=2), Conv2D(3, 4))
    page = open_lesson("padding", random_network(Architecture(spec)))
    # 28 rows hold 12 windows of 5 with stride 2, the last from row 22 to row 26.
    assert page.table[0].value["Left out there"].tolist() == ["none", "27"]
    assert "So rows and columns 27 of the image" not in words(page)
    assert "So row and column 27 of the image reach no output" in words(page)
    assert "row and column 26, the last that the network reads" in words(page)
    assert trials(page).count("bit for bit") == 1


def test_a_network_that_reads_all_pixels_is_said_to():
    page = open_lesson("padding", random_network(Architecture((Conv2D(4),))))
    assert page.table[0].value["Left out there"].tolist() == ["none"]
    assert "every pixel can reach the output of this network" in words(page)
    assert "bit for bit" not in trials(page)
    assert trials(page).count("<figure") == 2


def test_for_a_network_without_maps_the_textbook_one_stands_in_and_is_said_to():
    page = open_lesson("padding", random_network(Architecture((Dense(8),))))
    assert "this part of the page shows the textbook network" in words(page)
    assert page.table[0].value["Left out there"].tolist()[-1] == "26 and 27"


def test_a_value_that_makes_the_sums_overflow_gets_a_sentence():
    network = random_network(Architecture((Conv2D(4), Conv2D(3))))
    for name in ("conv1", "conv2"):
        network.weights[name]["kernel"][...] = 1e17
    page = open_lesson("padding", network)
    assert not page.exception
    page.number_input(key="padding_value").set_value(1e6).run()
    assert not page.exception
    assert "the sums of this network overflow" in page.warning[0].value


def test_the_field_takes_no_value_out_of_bounds(page):
    for value in (1e9, -1e9, float("inf")):
        page.number_input(key="padding_value").set_value(value).run()
        assert not page.exception
        assert abs(page.number_input(key="padding_value").value) <= MAX_VALUE
        assert trials(page).count("bit for bit") == 1


def test_a_value_without_order_gets_a_sentence():
    page = open_lesson("padding", padding_value=float("nan"))
    assert not page.exception
    assert page.warning[0].value.startswith("A pixel here may be anything from -1,000,000")


def test_a_blank_digit_is_said_to_be_blank():
    page = open_lesson("padding", digit=Digit(np.zeros((28, 28), np.float32), "drawn"))
    assert "This digit is blank: every average is 0" in words(page)
    assert not page.exception
    assert verdict(answer(page, "3 x 3")) == "Right: 3 x 3."
