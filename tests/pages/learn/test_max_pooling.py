"""The page on max pooling: its question, what it hides, and what it says was found."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.lessons.max_pooling import pooling_questions
from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    METHODS,
    MOVES,
    Change,
    clearest_map,
    pooled,
    strongest_find,
)
from cnn.network import Network
from pages.parts.learn.max_pooling.other_digits import OtherDigits
from pages.parts.session.digit import Digit
from tests.pages.learn.lessons import (
    answer,
    floats,
    open_lesson,
    verdict,
)
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


def ask_another(app: AppTest, times: int) -> AppTest:
    """The page with a later question, each before it answered with nonsense that counts."""
    for _ in range(times):
        app = answer(app, "-77" if app.text_input else "alike")
        app = app.button(key=f"another_{NAME}").click().run()
    return app


def test_the_first_question_asks_for_the_maximum_of_the_four_cells_on_view():
    app = open_lesson(NAME)
    data = shown(app)
    assert data["firstMove"] == MOVES.index("not moved")
    row, column = divmod(data["asked"], data["side"])
    assert f"rows {2 * row} and {2 * row + 1}, columns {2 * column} and {2 * column + 1}" in (
        words(app)
    )
    # What it asks for is not in the page; the four cells that answer it are.
    results = floats(data["results"]).reshape(5, 3, -1)
    assert np.isnan(results[0, 0, data["asked"]])
    assert np.isnan(results).sum() == 1
    assert np.isnan(floats(data["changes"])).sum() == 5
    as_it_stands = floats(data["maps"]).reshape(5, 26, 26)[0]
    four = as_it_stands[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
    app = answer(app, "text")
    assert verdict(app).startswith("That is not a number")
    app = answer(app, f"{four.max():.3f}")
    assert verdict(app).startswith("Right")
    assert "1 of 9" in words(app)
    assert not np.isnan(floats(shown(app)["results"])).any()


def test_a_question_about_a_move_presses_it_and_hides_what_comes_of_it():
    app = ask_another(open_lesson(NAME), 2)
    assert "moves by one pixel to the right" in words(app)
    data = shown(app)
    assert data["firstMove"] == data["hiddenMove"] == MOVES.index("right")
    results = floats(data["results"]).reshape(5, 3, -1)
    assert np.isnan(results[3]).all()
    assert not np.isnan(results[:3]).any()
    assert all(row[1:] == ["?"] * 5 for row in data["tables"][1][1:])
    assert "What was found" not in words(app)
    digit = pooled(TEXTBOOK, "conv1", IMAGE)
    app = answer(app, digit.least("right"))
    assert verdict(app).startswith("Right")
    data = shown(app)
    assert data["hiddenMove"] == -1
    assert data["firstMove"] == MOVES.index("right")
    assert not np.isnan(floats(data["results"])).any()
    assert "What was found" in words(app)


def test_the_figure_shows_the_networks_numbers():
    app = answer(open_lesson(NAME), "-77")
    assert verdict(app).startswith("Not quite")
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
            assert (row[1], row[3]) == (f"{change.relative:.3f}", f"{change.cosine:.3f}")
            assert row[2] == f"{digit.change('average', direction, channel).relative:.3f}"


def test_every_column_of_the_table_has_a_head():
    heads = shown(open_lesson(NAME))["heads"]
    assert len(heads) == 6
    assert all(heads)
    assert heads[1] == "all 32 maps"


def test_the_page_says_why_the_largest_is_kept():
    app = open_lesson(NAME)
    said, digit = words(app), pooled(TEXTBOOK, "conv1", IMAGE)
    find = strongest_find(digit.maps[0, ..., app.number_input[0].value])
    assert f"the strongest cell is {max(find.four):.3f}: max pooling keeps it" in said
    assert f"the average leaves {sum(find.four) / 4:.3f}" in said
    # conv2 makes 11 x 11 of pool1's 13 x 13, and would make 24 x 24 of 26 x 26.
    assert f"takes {11 * 11 * 64 * 3 * 3 * 32:,} multiplications" in said
    assert f"it would take {24 * 24 * 64 * 3 * 3 * 32:,}" in said
    assert "one cell of conv2 sees 8 x 8 pixels" in said
    assert "it would see 5 x 5." in said


def test_where_the_strongest_cell_is_asked_for_it_is_not_told(monkeypatch):
    digit = pooled(TEXTBOOK, "conv1", IMAGE)
    find = strongest_find(digit.maps[0, ..., clearest_map(digit.maps[0])])
    monkeypatch.setattr(pooling_questions, "cell_to_ask", lambda maps, number: find.place)
    app = open_lesson(NAME)
    assert "the strongest cell is" not in words(app)
    assert "the strongest cell is" in words(answer(app, "-77"))


def test_a_tie_over_many_digits_is_called_one(monkeypatch):
    means = {None: 0.7, "max": 0.839, "average": 0.840, "stride": 0.711}
    changes = {
        (method, direction): Change(mean, mean)
        for method, mean in means.items()
        for direction in DIRECTIONS
    }
    monkeypatch.setattr(
        "pages.parts.learn.max_pooling.explorer.other_digits",
        lambda layer: OtherDigits("examples", 30, changes),
    )
    said = words(open_lesson(NAME))
    assert "By this measure max and average are about the same." in said
    assert "Every second cell changes least." in said
    assert "Differences of up to 0.02 are called about the same." in said


def test_on_maps_of_11_rows_the_last_is_said_to_be_read_by_no_window():
    app = open_lesson(NAME)
    app.segmented_control(key="pooling_layer").set_value("conv2").run()
    data = shown(app)
    assert (data["rowsGiven"], data["side"]) == (11, 5)
    assert "No window reads row and column 10 of the 11" in words(app)


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
    app = ask_another(app, 2)
    assert verdict(answer(app, "alike")).startswith("Right")


@pytest.mark.parametrize("inset", [0, 1])
def test_ink_that_a_move_takes_out_of_the_image_is_said_to_be_lost(inset):
    image = np.zeros((28, 28), np.float32)
    image[4:24, inset] = 1
    app = open_lesson(NAME, digit=Digit(image, "example"))
    left = shown(app)["notes"][MOVES.index("left")]
    assert ("100.0% of its ink leaves the image" in left) == (inset == 0)
