"""The Draw page without a browser: what each drawing and each bad input shows."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from cnn.drawing.canvas import canvas_from_strokes
from cnn.glossary import ADDRESS, term, terms_in, without_links
from cnn.handwriting.examples import EXAMPLES
from cnn.handwriting.not_digits.hand import drawn
from cnn.handwriting.not_digits.things import THINGS
from cnn.handwriting.synthetic import synthetic_test
from cnn.network.architecture import Architecture
from cnn.network.kinds.batch_normalization import BatchNormalization
from cnn.network.kinds.conv2d import Conv2D
from pages.parts.lessons import LESSONS
from pages.parts.session.digit import Digit
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.shared_memory import undo_memory
from tests.designs import random_network
from tests.pages.learn.lessons import open_lesson
from tests.pages.opening import give_networks, words
from tests.serving import ROOT

HEADINGS = ("title", "header", "subheader")
DOT = canvas_from_strokes([np.array([[50.0, 50.0], [50.1, 50.0]])])


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


def draw(app: AppTest, drawing: object) -> None:
    app.session_state["canvas"] = {"drawing": {"raw": drawing, "data": None}}
    app.run()
    assert not app.exception


def prediction(app: AppTest) -> str:
    return app.container(key="prediction").subheader[0].value


def component(app: AppTest, name: str) -> dict:
    """The data that a component of our own is given, of which the page has one."""
    (data,) = (
        json.loads(element.proto.json)
        for element in app.get("bidi_component")
        if element.proto.component_name == f"convoscope_{name}"
    )
    return data


def test_the_first_visit_shows_the_example(app):
    app.run()
    assert not app.exception
    assert prediction(app) == "3"
    data = component(app, "network_figure")
    shown = np.frombuffer(base64.b64decode(data["image"]), np.float32)
    np.testing.assert_array_equal(shown, app.session_state["digit"].image.ravel())
    assert data["is_drawn"]
    assert data["drawing"] == app.session_state["canvas_state"].drawing.number


def test_the_first_words_say_what_to_do_and_where_a_newcomer_begins(app):
    app.run()
    introduction = app.container(key="introduction")
    assert introduction.markdown[0].value == (
        f"Draw a digit and watch a small {term('convolution', 'convolutional')} network read it, "
        "layer by layer."
    )
    (begin,) = introduction.get("page_link")
    assert begin.proto.page == LESSONS[0].name
    assert f"Learn {LESSONS[0].numbered_title}" in begin.proto.label


def test_the_page_has_one_title_and_three_steps_and_the_answer_stands_under_the_second(app):
    for drawing in (canvas_from_strokes(NINE.strokes), canvas_from_strokes(beside(FOUR, TWO))):
        draw(app, drawing)
        headings = [(part.tag, part.value) for part in app.main if part.type in HEADINGS]
        assert [tag for tag, _ in headings] == ["h1", "h2", "h2", "h3", "h2"]
        assert [words for tag, words in headings if tag == "h2"] == [
            "1 Draw a digit",
            "2 The answer",
            "3 Look inside",
        ]
        assert headings[3] == ("h3", prediction(app))


def test_from_the_third_step_a_way_leads_to_the_maps_the_filters_and_the_lessons(app):
    app.run()
    links = [link.proto.page for link in app.container(key="look_inside").get("page_link")]
    assert links == ["feature_maps", "filters", LESSONS[0].name]


def said(app: AppTest) -> str:
    """What a screen reader is given of the answer."""
    return component(app, "spoken_answer")["sentence"]


def test_the_answer_is_given_to_those_who_hear_the_page(app):
    app.run()
    assert said(app) == "Read as 3, with a probability of 96.2%."
    draw(app, canvas_from_strokes(beside(FOUR, TWO)))
    least = re.search(r"\*\*(.*)\*\*", app.container(key="prediction").markdown[0].value)[1]
    assert said(app) == f"Read as 42: 2 digits, each with at least {least}."


@pytest.mark.parametrize("source", ["example", "drawn", "uploaded", "mnist", "synthetic"])
def test_each_source_of_a_digit_is_told_with_its_terms_explained(app, source):
    app.run()
    app.session_state["digit"] = Digit(app.session_state["digit"].image, source)
    app.run()
    assert not app.exception
    told = [caption.value for caption in app.main.caption]
    assert "digit of the moment" not in " ".join(told)
    for text in told:
        for known in terms_in(re.sub(r"\[[^]]*\]\([^)]*\)", "", text)):
            assert f"({ADDRESS}{known.key})" in " ".join(told), known.key


def test_a_drawing_is_read_at_once(app):
    for example in (EXAMPLES[0], EXAMPLES[-1]):
        draw(app, canvas_from_strokes(example.strokes))
        assert prediction(app) == str(example.digit)


def test_the_bars_are_the_ten_probabilities(app):
    app.run()
    shares = component(app, "live_answer")["answer"]["probabilities"]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert shares[3] == max(shares)


def test_what_the_browser_shows_at_rest_is_what_the_server_says(app):
    for drawing in (NINE.strokes, beside(FOUR, TWO)):
        draw(app, canvas_from_strokes(drawing))
        answer = component(app, "live_answer")["answer"]
        assert answer["digits"] == prediction(app)
        line = app.container(key="prediction").markdown[0].value
        assert line == f"{answer['before']} **{answer['share']}**"
        current = app.session_state["digit"]
        shown = component(app, "live_answer")["image"]
        np.testing.assert_array_equal(
            np.frombuffer(base64.b64decode(shown), np.float32), current.image.ravel()
        )
    assert answer["count"] == 2
    assert answer["place"] == 1


def test_an_empty_canvas_and_a_dot_keep_the_answer_and_say_why(app):
    draw(app, canvas_from_strokes(EXAMPLES[-1].strokes))
    draw(app, canvas_from_strokes([]))
    assert "The canvas is empty." in app.warning[0].value
    assert prediction(app) == "9"
    draw(app, DOT)
    assert "single dot" in app.warning[0].value
    assert prediction(app) == "9"


def test_clearing_twice_is_undone_at_once(app):
    draw(app, canvas_from_strokes(EXAMPLES[-1].strokes))
    for label in ("Clear", "Clear", "Undo"):
        next(button for button in app.button if button.label == label).click().run()
    assert not app.warning
    assert prediction(app) == "9"


STROKE = canvas_from_strokes(EXAMPLES[0].strokes)["objects"][0]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"objects": 5},
        {"objects": [{"type": "Path"}]},
        {"objects": [STROKE | {"left": float("nan")}]},
        {"objects": [STROKE | {"left": 10**400}]},
        {"objects": [STROKE | {"strokeWidth": 1e9}]},
        {"objects": [STROKE | {"strokeWidth": -3}]},
        [1, 2],
        "text",
        7,
    ],
    ids=lambda nonsense: str(nonsense)[:40],
)
def test_a_malformed_drawing_gets_a_sentence(app, nonsense):
    draw(app, nonsense)
    assert "malformed" in app.error[0].value
    assert prediction(app) == "3"


@pytest.mark.parametrize(
    "forged",
    [
        {"drawing": 5},
        {"drawing": [1]},
        {"drawing": "text"},
        {"drawing": {"raw": {"objects": []}, "data": None}, "backgroundFit": 5},
        {"drawing": {"raw": {"objects": []}, "data": None}, "backgroundFit": {}},
    ],
    ids=str,
)
def test_a_message_that_no_canvas_sends_gets_a_sentence(app, forged):
    app.session_state["canvas"] = forged
    app.run()
    assert not app.exception
    assert "malformed" in app.error[0].value
    assert prediction(app) == "3"


def test_a_message_full_of_erasing_gets_a_sentence(app):
    erasing = [["M", 0, 0], *([["Q", 1, 1, 0, 0]] * 3_700)]
    forged = {"objects": [STROKE, STROKE | {"stroke": "#ffffff", "path": erasing}]}
    assert 70_000 < len(json.dumps(forged)) < 80_000
    draw(app, forged)
    assert "too long" in app.error[0].value
    assert prediction(app) == "3"


def test_drawings_that_made_room_for_other_visitors_are_not_undone_and_it_is_said(app, monkeypatch):
    monkeypatch.setattr(undo_memory(), "most_bytes", 1)
    other = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for one in (app, other):
        draw(one, canvas_from_strokes(EXAMPLES[-1].strokes))
    app.run()
    assert any("can no longer be undone" in caption.value for caption in app.caption)
    next(button for button in app.button if button.label == "Undo").click().run()
    assert not app.exception
    assert prediction(app) == "9"
    assert not any("can no longer be undone" in caption.value for caption in other.caption)
    draw(app, canvas_from_strokes(EXAMPLES[0].strokes))
    app.run()
    assert not any("can no longer be undone" in caption.value for caption in app.caption)
    next(button for button in app.button if button.label == "Undo").click().run()
    assert prediction(app) == "9"


def test_undo_keeps_nothing_that_a_drawing_does_not_need(app):
    stuffed = canvas_from_strokes(EXAMPLES[-1].strokes) | {"junk": "x" * 100_000}
    draw(app, stuffed)
    draw(app, canvas_from_strokes([]))
    assert app.session_state["canvas_state"].history.value.size < 10_000
    next(button for button in app.button if button.label == "Undo").click().run()
    assert prediction(app) == "9"


def report(app: AppTest, number: int, earlier: list[int], example) -> None:
    """What the canvas's own script sends: a numbered drawing, and what undo still goes back to."""
    raw = canvas_from_strokes(example.strokes if example else [])
    message = {"raw": raw, "data": None, "number": number, "earlier": earlier}
    app.session_state["canvas"] = {"drawing": message}
    app.run()
    assert not app.exception


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def numbers(app: AppTest) -> tuple[int, ...]:
    return app.session_state["canvas_state"].earlier.numbers


NINE, ZERO = EXAMPLES[-1], EXAMPLES[0]


def test_what_the_browser_undid_is_undone_here_and_what_it_cannot_undo_is_forgotten(app):
    app.run()
    first = app.session_state["canvas_state"].drawing.number
    report(app, 1, [first], NINE)
    report(app, 2, [first, 1], ZERO)
    assert prediction(app) == "0"
    assert numbers(app) == (first, 1)
    report(app, 1, [first], NINE)
    assert prediction(app) == "9"
    assert numbers(app) == (first,)
    # A report between two others may never have come: its number is not known here.
    report(app, 4, [first, 3, 1], ZERO)
    assert numbers(app) == (first, 1)
    press(app, "Undo")
    assert prediction(app) == "9"


def test_an_example_that_the_browser_undid_to_is_that_example_again(app):
    app.run()
    state = app.session_state["canvas_state"]
    first = state.drawing.number
    report(app, 1, [first], NINE)
    assert not state.drawing.example
    report(app, first, [], EXAMPLES[7])
    assert app.session_state["digit"].source == "example"
    assert app.session_state["digit"].label == 3
    assert state.drawing.example == EXAMPLES[7].key


def test_a_drawing_that_cannot_be_read_is_known_to_be_in_the_browser(app):
    app.run()
    first = app.session_state["canvas_state"].drawing.number
    app.session_state["canvas"] = {
        "drawing": {"raw": {"objects": 5}, "data": None, "number": 1, "earlier": [first]}
    }
    app.run()
    assert "malformed" in app.error[0].value
    press(app, "Clear")
    given = app.session_state["canvas_state"].given
    assert (given.after, given.objects) == ((1,), [])


def test_a_drawing_may_follow_each_that_the_browser_was_told_to_load(app):
    app.run()
    first = app.session_state["canvas_state"].drawing.number
    press(app, "Clear")
    cleared = app.session_state["canvas_state"].drawing.number
    press(app, "Undo")
    assert app.session_state["canvas_state"].given.after == (first, cleared)
    report(app, 5, [first], ZERO)
    press(app, "Clear")
    assert app.session_state["canvas_state"].given.after == (5,)


@pytest.mark.parametrize(
    "forged",
    [
        {"number": "1", "earlier": []},
        {"number": -1, "earlier": []},
        {"number": 2**60, "earlier": []},
        {"number": 1},
        {"number": 1, "earlier": list(range(1000))},
    ],
    ids=lambda forged: str(forged)[:40],
)
def test_a_report_with_forged_numbers_gets_a_sentence(app, forged):
    app.run()
    drawing = {"raw": canvas_from_strokes(NINE.strokes), "data": None, **forged}
    app.session_state["canvas"] = {"drawing": drawing}
    app.run()
    assert not app.exception
    assert "malformed" in app.error[0].value
    assert prediction(app) == "3"


def test_of_a_message_only_a_digest_is_kept(app):
    raw = canvas_from_strokes(NINE.strokes) | {"junk": "x" * 1_000_000}
    draw(app, raw)
    state = app.session_state["canvas_state"]
    assert len(state.reported) == 16
    assert len(str(state)) < 50_000
    app.run()
    assert not app.error
    assert prediction(app) == "9"


def test_undo_goes_back_from_a_picture_to_the_drawing(app):
    draw(app, canvas_from_strokes(NINE.strokes))
    image = synthetic_test()[0][0].astype(np.float32) / 255
    for source in ("uploaded", "mnist", "synthetic"):
        app.session_state["digit"] = Digit(image, source)
        app.run()
        press(app, "Undo")
        assert prediction(app) == "9"
        assert app.session_state["digit"].source == "drawn"
    assert len(numbers(app)) == 1
    press(app, "Undo")
    assert prediction(app) == "3"


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_a_picture_that_cannot_be_read_keeps_the_answer_and_says_why(app):
    app.run()
    blank = png(np.full((60, 60), 255, np.uint8))
    app.file_uploader(key="picture").upload("blank.png", blank)
    app.run()
    assert not app.exception
    assert app.error[0].value.endswith(".")
    assert prediction(app) == "3"


def test_what_was_wrong_with_a_picture_is_forgotten_with_the_next_digit(app):
    app.run()
    app.file_uploader(key="picture").upload("blank.png", png(np.full((60, 60), 255, np.uint8)))
    app.run()
    assert app.error
    draw(app, canvas_from_strokes(EXAMPLES[-1].strokes))
    assert prediction(app) == "9"
    assert not app.error


def test_without_mnist_the_button_says_so(app, monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "nowhere.npz"))
    app.run()
    button = next(button for button in app.button if button.label == "MNIST digit")
    assert button.disabled
    assert "MNIST_NPZ" in button.help


def test_a_test_digit_of_mnist_becomes_the_digit_of_the_moment(app, mnist_test):
    app.run()
    next(button for button in app.button if button.label == "MNIST digit").click().run()
    assert not app.exception
    digit = app.session_state["digit"]
    assert digit.source == "mnist"
    np.testing.assert_array_equal(digit.image.shape, (28, 28))


@pytest.mark.parametrize(
    ("image_set", "begins"),
    [("mnist", "The digits of MNIST come"), ("synthetic", "Synthetic digits are")],
)
def test_what_the_network_sees_is_told_of_each_source(app, image_set, begins):
    image = synthetic_test()[0][0].astype(np.float32) / 255
    app.session_state["digit"] = Digit(image, EVALUATION_SETS[image_set].source)
    app.session_state["preprocessing_steps"] = True
    app.run()
    assert not app.exception
    (told,) = (text.value for text in app.expander[0].markdown)
    assert told.startswith(begins)


def test_a_drawings_steps_are_shown_and_read_one_by_one(app):
    app.session_state["preprocessing_steps"] = True
    app.run()
    assert not app.exception
    shown = next(html.value for html in app.html if 'class="stage"' in html.value)
    assert len(re.findall(r"<br>read as \d, [\d.]+%", shown)) == shown.count('class="stage"') == 5


def test_another_network_reads_the_same_digit(app):
    app.session_state["network_token"] = "textbook"
    app.run()
    assert not app.exception
    assert prediction(app) == "3"
    assert app.sidebar.selectbox[0].value == "textbook"
    described = app.sidebar.caption[0].value
    assert without_links(described.replace("*", "")).startswith("93,322 parameters")


def test_mosaics_that_go_below_zero_say_which_colour_that_is(textbook_network):
    below = random_network(Architecture((Conv2D(3), BatchNormalization())))
    assert "blue is above zero, orange below" in words(open_lesson("draw", below))
    assert "orange below" not in words(open_lesson("draw", textbook_network))


def beside(*examples, height=90.0):
    """Examples in one row on the canvas, as strokes in the order in which they are written."""
    strokes, right = [], 10.0
    for example in examples:
        points = np.concatenate(example.strokes)
        low, high = points.min(axis=0), points.max(axis=0)
        scale = height / (high - low).max()
        moved = [(stroke - [low[0], high[1]]) * scale for stroke in example.strokes]
        strokes += [stroke + np.array([right, 200.0]) for stroke in moved]
        right = np.concatenate(strokes)[:, 0].max() + 25
    return strokes


FOUR, TWO = (next(example for example in EXAMPLES if example.digit == digit) for digit in (4, 2))


def test_two_digits_are_one_answer_and_the_last_drawn_is_that_of_the_moment(app):
    strokes = beside(FOUR, TWO)
    draw(app, canvas_from_strokes(strokes))
    assert prediction(app) == "42"
    assert "2 digits" in app.container(key="prediction").markdown[0].value
    assert len(app.session_state["digit"].strokes) == len(TWO.strokes)
    draw(app, canvas_from_strokes([*strokes[len(FOUR.strokes) :], *strokes[: len(FOUR.strokes)]]))
    assert prediction(app) == "42"
    assert len(app.session_state["digit"].strokes) == len(FOUR.strokes)


def test_the_others_of_a_drawing_that_made_room_are_gone_and_it_is_said(app):
    draw(app, canvas_from_strokes(beside(FOUR, TWO)))
    app.session_state["reading"].value = None
    app.run()
    assert prediction(app) == "2"
    assert any("visitors' digits was full" in caption.value for caption in app.caption)


def test_a_tap_far_from_the_digit_is_left_out_and_it_is_said(app):
    small = [stroke * 0.3 for stroke in EXAMPLES[-1].strokes]
    draw(app, canvas_from_strokes([*small, np.array([[240.0, 240.0], [241.0, 240.0]])]))
    assert prediction(app) == "9"
    assert any("left out" in caption.value for caption in app.caption)


def test_a_picture_of_several_digits_is_read_whole_and_can_be_copied(app):
    app.run()
    ink = Image.new("L", (600, 420), 255)
    pen = ImageDraw.Draw(ink)
    for down in (0, 200):
        for stroke in beside(FOUR, TWO, height=120.0):
            pen.line([(2 * x, y + down) for x, y in stroke.tolist()], 20, 9, "curve")
    app.file_uploader(key="picture").upload("sheet.png", png(np.asarray(ink)))
    app.run()
    assert not app.exception
    assert prediction(app) == "42 42"
    app.session_state["digits_table"] = True
    app.run()
    (table,) = (code.value for code in app.code)
    rows = [line.split("\t") for line in table.splitlines()]
    assert rows[0] == ["row", "place", "digit", "probability"]
    assert [row[:3] for row in rows[1:]] == [
        ["1", "1", "4"],
        ["1", "2", "2"],
        ["2", "1", "4"],
        ["2", "2", "2"],
    ]
    kept = app.session_state["reading"].value
    assert len(kept.picture.jpeg) < 100_000
    for digit in kept.digits:
        np.testing.assert_array_equal(digit.image, digit.stages[-1].image)


def other_drawing(name: str) -> list[np.ndarray]:
    """A drawing of a thing that is no digit."""
    return drawn(THINGS[name][0], np.random.default_rng(0))


def test_a_horse_keeps_its_answer_and_is_said_to_look_like_no_digit(app):
    draw(app, canvas_from_strokes(other_drawing("horse")))
    assert prediction(app).isdigit()
    view = app.container(key="strangeness")
    assert "does not look like any digit" in view.warning[0].value
    assert "past the limit" in view.caption[0].value
    scale = component(app, "strangeness_scale")
    value = float(re.search(r"Strangeness ([\d.]+) on a scale", scale["label"])[1])
    assert value > 1
    assert scale["is_beyond"]
    assert float(scale["style"]["--value"].rstrip("%")) == pytest.approx(
        min(50 * value, 100), abs=0.3
    )
    assert "Mahalanobis" in view.caption[0].help


def cards(app: AppTest) -> list[dict]:
    """Those of the digits found together."""
    return component(app, "digit_gallery")["cards"]


def test_what_is_strange_among_several_is_marked(app):
    heart = other_drawing("heart")
    corner = np.concatenate(heart).min(axis=0)
    small = [(stroke - corner) * 0.35 + np.array([10, 100]) for stroke in heart]
    four = [stroke + np.array([150, 0]) for stroke in beside(FOUR)]
    draw(app, canvas_from_strokes([*small, *four]))
    assert prediction(app).endswith("4")
    assert not app.container(key="strangeness").warning
    shape, digit = cards(app)
    assert shape["lines"][2] == "strange"
    assert "unlike those the network has learned" in shape["sentence"]
    assert len(digit["lines"]) == 2


def test_the_least_probability_of_several_is_not_rounded_up(app, textbook_network):
    app.run()
    give_networks(app, test=textbook_network)
    draw(app, canvas_from_strokes(beside(FOUR, TWO)))
    said = app.container(key="prediction").markdown[0].value
    least = float(re.search(r"at least \*\*([\d.]+)%", said)[1]) / 100
    images = np.stack([digit.image for digit in app.session_state["reading"].value.digits])
    assert least <= textbook_network.predict(images).max(axis=1).min()


def test_a_digit_is_within_the_bound(app):
    draw(app, canvas_from_strokes(EXAMPLES[-1].strokes))
    view = app.container(key="strangeness")
    assert not view.warning
    assert "like a digit" in view.caption[0].value
    scale = component(app, "strangeness_scale")
    assert scale["label"].startswith("Strangeness 0.")
    assert not scale["is_beyond"]


def test_a_network_without_statistics_says_that_strangeness_is_not_known():
    app = open_lesson("draw", random_network(Architecture((Conv2D(2),))))
    view = app.container(key="strangeness")
    assert "is not known" in view.caption[0].value
    assert not view.get("bidi_component")
