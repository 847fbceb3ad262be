"""The Draw page without a browser: what each drawing and each bad input shows."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnn.drawing.canvas import canvas_from_strokes
from cnn.handwriting.examples import EXAMPLES
from tests.serving import ROOT

DOT = canvas_from_strokes([np.array([[50.0, 50.0], [50.1, 50.0]])])


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)


def draw(app: AppTest, drawing: object) -> None:
    app.session_state["canvas"] = {"drawing": {"raw": drawing, "data": None}}
    app.run()
    assert not app.exception


def prediction(app: AppTest) -> str:
    return app.container(key="prediction").title[0].value


def test_the_first_visit_shows_the_example(app):
    app.run()
    assert not app.exception
    assert prediction(app) == "3"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_a_drawing_is_read_at_once(app, example):
    draw(app, canvas_from_strokes(example.strokes))
    assert prediction(app) == str(example.digit)


def test_the_bars_are_the_ten_probabilities(app):
    app.run()
    bars = next(html.value for html in app.html if 'class="bars"' in html.value)
    shares = [float(value) for value in re.findall(r"([\d.]+)%</span></li>", bars)]
    assert len(shares) == 10
    assert sum(shares) == pytest.approx(100, abs=0.6)
    assert shares[3] == max(shares)


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


@pytest.mark.parametrize("nonsense", [{"objects": 5}, {"objects": [{"type": "Path"}]}])
def test_a_malformed_drawing_gets_a_sentence(app, nonsense):
    draw(app, nonsense)
    assert "malformed" in app.error[0].value
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


def test_another_network_reads_the_same_digit(app):
    app.session_state["network_token"] = "textbook"
    app.run()
    assert not app.exception
    assert prediction(app) == "3"
    assert app.sidebar.selectbox[0].value == "textbook"
    described = list(app.sidebar.children.values())[-1].value
    assert "93,322 parameters" in described
