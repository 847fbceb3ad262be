"""Page 8: what it asks, hides and finds, with networks of every kind and without MNIST."""

import base64
import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnn.errors import DatasetError
from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.figures.palette import PALETTES
from cnn.glossary import without_links
from cnn.handwriting.synthetic import synthetic_digits
from cnn.lessons.hierarchy.patch_question import (
    FILTERS,
    PATCHES,
    asked_patch,
    layers_side_by_side,
    patch_question,
    shown_layer,
)
from cnn.lessons.hierarchy.receptive_fields import field_question, pattern_layers
from cnn.lessons.hierarchy.row_question import asked_row_patch, row_question
from cnn.lessons.hierarchy.strongest_patches import PatchSearch
from cnn.network import Network
from cnn.network.architecture import Architecture
from cnn.network.kinds.conv2d import Conv2D
from cnn.network.kinds.dense import Dense
from cnn.network.presets import DESIGNS
from pages.parts.learn.hierarchy.firing_sentence import firing_sentence
from pages.parts.session import evaluation_sets
from pages.parts.session.digit import Digit
from pages.parts.session.evaluation_sets import EVALUATION_SETS, EvaluationSet
from tests.designs import random_network
from tests.pages.learn.lessons import answer, open_lesson, overflowing_network, verdict
from tests.pages.opening import words

NAME = "hierarchy"
IMAGES, LABELS = synthetic_digits(60, 1)
SMALL = Architecture((Conv2D(3), Conv2D(4)))


@pytest.fixture(autouse=True)
def few_digits(monkeypatch):
    """Sixty digits instead of a test set."""
    few = EvaluationSet("Few", "60 digits for tests", "synthetic", lambda: (IMAGES, LABELS))
    monkeypatch.setattr(evaluation_sets, "mnist_available", lambda: False)
    monkeypatch.setitem(EVALUATION_SETS, "synthetic", few)


def open_cells(network: Network | None = None, **state: object) -> AppTest:
    """The page at its second step."""
    return open_lesson(NAME, network, hierarchy_step="cells", **state)


def figures(app: AppTest) -> list[dict]:
    """What the second step's figures were given."""
    sent = [json.loads(e.proto.json) for e in app.main if e.type == "bidi_component"]
    # Beside them stands the one that keeps the focus at the question.
    return [data for data in sent if "sequential" in data]


def pictures(app: AppTest) -> str:
    """What the page holds as HTML."""
    return "\n".join(element.proto.body for element in app.get("html"))


def layers_sent(app: AppTest) -> dict[str, dict]:
    return {layer["name"]: layer for layer in figures(app)[0]["layers"]}


@pytest.fixture
def shown(textbook_network):
    """What the first step shows of the textbook network."""
    search = PatchSearch(textbook_network, IMAGES)
    while search.read < len(IMAGES):
        search.continue_with(textbook_network)
    layers = layers_side_by_side(textbook_network.architecture)
    return [shown_layer(search.result(60, layer.name), IMAGES) for layer in layers]


def test_three_layers_stand_side_by_side_and_one_more_patch_is_asked_about(textbook_network, shown):
    app = open_lesson(NAME, textbook_network)
    question = patch_question(asked_patch(shown, 0), shown, LABELS)
    assert question.text in words(app)
    html = pictures(app)
    assert html.count("<img") >= 3 * FILTERS * PATCHES + 1
    for name, size in (("conv1", 3), ("conv2", 8), ("conv3", 18)):
        assert f"<b>{name}</b> {size} x {size} pixels each" in html
    assert "Which layer?" in html
    assert not figures(app)
    app = answer(app, question.answer)
    assert verdict(app) == f"Right: {question.answer}."
    assert question.working in words(app)


def test_the_patch_that_is_asked_about_is_drawn_without_a_word_of_its_layer(
    textbook_network, shown
):
    asked = asked_patch(shown, 0)
    html = pictures(open_lesson(NAME, textbook_network))
    (figure,) = re.findall('<figure class="asked_patch">.*?</figure>', html)
    assert png_url(mosaic_of(asked.picture(IMAGES))) in figure
    assert "conv" not in re.sub('base64,[^"]*', "", figure)


def mosaic_of(patch: np.ndarray) -> bytes:
    grid = grid_for(1, len(patch))
    return mosaic_png(patch[..., None], grid, PALETTES["light"], strongest=1.0)


def test_a_network_with_one_layer_has_nothing_to_compare():
    app = open_lesson(NAME, random_network(Architecture((Conv2D(2, 5), Dense(3)))))
    assert not app.exception
    assert "no other to tell it from" in words(app)


def test_a_network_that_never_fires_is_said_not_to():
    network = random_network(SMALL)
    for name in ("conv1", "conv2"):
        arrays = network.weights[name]
        arrays.update(kernel=-np.abs(arrays["kernel"]), bias=np.full_like(arrays["bias"], -1))
    app = open_lesson(NAME, network)
    assert not app.exception
    assert "No filter of this network fires on any of these digits" in words(app)


def test_sums_that_overflow_leave_no_patches_to_stand_side_by_side():
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    app = open_lesson(NAME, overflowing_network(SMALL), digit=blank)
    assert not app.exception
    assert "overflow on some of these digits" in words(app)


def test_the_right_answer_is_worked_out_and_marks_the_page(textbook_network):
    architecture = textbook_network.architecture
    question = field_question(architecture, architecture.layer("conv2"))
    app = open_cells(textbook_network)
    assert question.text in words(app)
    assert layers_sent(app)["conv2"]["image"] is None
    assert layers_sent(app)["conv2"]["sees"] == "? x ?"
    app = answer(app, "8")
    assert verdict(app) == "Right: 8."
    assert without_links(question.working) in words(app)
    assert layers_sent(app)["conv2"]["image"][3] == [6, 14]
    assert layers_sent(app)["conv2"]["sees"] == "8 x 8"


def test_other_layers_show_what_they_see_from_the_start(textbook_network):
    layers = layers_sent(open_cells(textbook_network))
    assert [layers[name]["sees"] for name in ("conv1", "pool1", "pool2", "conv3")] == [
        "3 x 3",
        "4 x 4",
        "10 x 10",
        "18 x 18",
    ]


def test_the_asked_layers_patches_appear_once_it_is_answered(textbook_network):
    app = open_cells(textbook_network, hierarchy_layer="conv2")
    assert "so they appear once you have answered" in words(app)
    assert len(figures(app)) == 1
    app = answer(app, "7")
    assert verdict(app) == "Not quite: the answer is 8."
    assert figures(app)[1]["layer"] == "conv2"
    assert figures(app)[1]["size"] == 8


def test_the_patches_sent_are_those_that_the_search_found():
    network = random_network(SMALL)
    search = PatchSearch(network, IMAGES)
    while search.read < len(IMAGES):
        search.continue_with(network)
    found = search.result(60, "conv1")
    app = open_cells(network)
    sent = figures(app)[1]
    shape = found.values.shape
    values = np.frombuffer(base64.b64decode(sent["values"]), "<f4").reshape(shape)
    digits = np.frombuffer(base64.b64decode(sent["digits"]), "<u2").reshape(shape)
    tops = np.frombuffer(base64.b64decode(sent["tops"]), "<i2").reshape(shape)
    pixels = np.frombuffer(base64.b64decode(sent["pixels"]), np.uint8).reshape(-1, 28, 28)
    assert (values == found.values).all()
    assert (np.array(sent["names"])[digits] == found.digits).all()
    assert (np.array(sent["labels"])[digits] == LABELS[found.digits]).all()
    assert (pixels[digits] == IMAGES[found.digits]).all()
    assert (tops == found.rows).all()
    assert "Found in all 60 " in words(app)
    assert firing_sentence(found, LABELS) in words(app)


def test_a_dead_filter_is_said_to_be_dead():
    network = random_network(SMALL)
    arrays = network.weights["conv1"]
    arrays.update(kernel=-np.abs(arrays["kernel"]), bias=np.full(3, -1, np.float32))
    app = open_cells(network)
    assert "None of the 3 filters fires." in words(app)
    assert all("it is dead" in sentence for sentence in figures(app)[1]["sentences"])


@pytest.mark.parametrize("design", ["lenet5", "strided"])
def test_other_designs_have_their_own_fields(design):
    network = random_network(Architecture(DESIGNS[design]))
    app = open_cells(network)
    assert not app.exception
    for layer in pattern_layers(network.architecture):
        size = layer.receptive_field.size
        assert layers_sent(app)[layer.name]["sees"] in (f"{size} x {size}", "? x ?")


def test_a_dense_network_gives_way_to_the_textbook_one_and_says_so():
    app = open_cells(random_network(Architecture(DESIGNS["dense_only"])))
    assert "sees all pixels at once" in words(app)
    assert "one cell of conv2 sees" in words(app)


def test_sums_that_overflow_give_way_to_the_textbook_network_and_are_said_to():
    network = overflowing_network(SMALL)
    app = open_cells(network)
    assert not app.exception
    assert "The sums of the chosen network overflow on this digit" in words(app)
    assert "one cell of conv2 sees" in words(app)


def test_sums_that_overflow_on_another_digit_are_said_to_and_no_patch_is_shown():
    network = overflowing_network(SMALL)
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    app = open_cells(network, digit=blank)
    assert not app.exception
    assert "overflow on some of these digits" in words(app)
    assert len(figures(app)) == 1


def test_a_network_with_one_layer_of_maps_is_whole():
    app = open_cells(random_network(Architecture((Conv2D(2, 5), Dense(3)))))
    assert "one cell of conv1 sees" in words(app)
    assert verdict(answer(app, "5")) == "Right: 5."


def test_a_layer_chosen_with_another_network_is_forgotten():
    app = open_cells(random_network(SMALL), hierarchy_layer="conv3")
    assert not app.exception
    assert figures(app)[1]["layer"] == "conv1"


def test_a_blank_digit_is_said_to_be_blank(textbook_network):
    blank = Digit(np.zeros((28, 28), np.float32), "drawn")
    app = open_cells(textbook_network, digit=blank)
    assert not app.exception
    assert "Your digit is blank" in words(app)


def test_nonsense_gets_a_clear_word(textbook_network):
    assert "That is not a number" in verdict(answer(open_cells(textbook_network), "eight"))


def test_a_damaged_mnist_gives_way_to_synthetic_digits(monkeypatch):
    def damaged():
        raise DatasetError("damaged")

    monkeypatch.setattr(evaluation_sets, "mnist_available", lambda: True)
    monkeypatch.setitem(EVALUATION_SETS, "mnist", EvaluationSet("M", "M", "mnist", damaged))
    app = open_cells(random_network(SMALL))
    assert "Found in all 60 " in words(app)
    assert figures(app)[1]["card"] == "{label}: synthetic digit {number}"


def test_a_harder_question_asks_which_of_the_filters_on_view_a_patch_belongs_to(
    textbook_network, shown
):
    app = open_lesson(NAME, textbook_network, question_number_hierarchy=1)
    asked = asked_row_patch(shown, IMAGES, 1)
    question = row_question(asked, shown, LABELS)
    assert question.text in words(app)
    html = pictures(app)
    (figure,) = re.findall('<figure class="asked_patch">.*?</figure>', html)
    assert png_url(mosaic_of(asked.picture(IMAGES))) in figure
    assert "Which filter?" in figure
    app = answer(app, question.answer)
    assert verdict(app) == f"Right: filter {asked.filter}."
