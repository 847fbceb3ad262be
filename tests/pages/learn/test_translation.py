"""Page 7: its three steps, what each asks and hides until then, and digits without a label."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.figures.palette import PALETTES
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.trained_results import lab_network, lab_results
from cnn.lessons.translation.equivariance import layer_errors, moved_maps
from cnn.lessons.translation.map_question import map_question
from cnn.lessons.translation.translation import Answers, answers
from cnn.lessons.translation.translation_questions import (
    READERS,
    loses_it_question,
    reader_and_direction,
    still_read_question,
)
from cnn.network import Network
from pages.parts.learn.translation import every_place
from pages.parts.learn.translation import shift_view as component
from pages.parts.learn.translation.shift_view import ShiftedReader
from pages.parts.learn.translation.shifted_networks import TITLES
from pages.parts.session.digit import Digit
from tests.pages.learn.lessons import (
    answer,
    floats,
    open_lesson,
    verdict,
)
from tests.pages.opening import words

NAME = "translation"
DIGIT = Digit(digit_from_strokes(EXAMPLES[0].strokes), "example", EXAMPLES[0].digit)
BLANK = np.zeros((28, 28), np.float32)


def read_by(name: str) -> Answers:
    network = Network.load(name) if name == "textbook" else lab_network(name)
    return answers(network, DIGIT.image, DIGIT.label)


def all_read(label: int | None = DIGIT.label) -> dict[str, Answers]:
    return {name: replace(read_by(name), is_label=label is not None) for name in READERS}


def figures(app) -> list[dict]:
    """What the page's figures were given, without the one that shows terms."""
    sent = [json.loads(e.proto.json) for e in app.main if e.type == "bidi_component"]
    return [data for data in sent if "networks" in data]


def test_the_first_question_is_about_the_digit_as_it_stands_and_its_bars_are_on_view():
    app = open_lesson(NAME, digit=DIGIT)
    question = still_read_question(all_read(), "right")
    assert question.text in words(app)
    (figure,) = figures(app)
    assert (figure["first"], figure["shows"]) == ([0, 4], "bars")
    for network, name in zip(figure["networks"], READERS, strict=True):
        bars = floats(network["answers"]).reshape(17, 17, 10)[8, 12]
        np.testing.assert_allclose(bars, read_by(name).at(0, 4), atol=1e-6)
    assert not any(network["named"] for network in figure["networks"])
    app = answer(app, question.answer)
    assert verdict(app).startswith("Right: ")
    assert question.working in words(app)
    assert "places where it is whole" in words(app)
    assert all(network["named"] for network in figures(app)[0]["networks"])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_later_questions_hide_the_answers_of_the_network_that_they_ask_about(number):
    app = open_lesson(NAME, digit=DIGIT, question_number_translation=number)
    name, direction = reader_and_direction(number)
    question = loses_it_question(read_by(name), name, direction)
    assert question.text in words(app)
    (figure,) = figures(app)
    assert figure["first"] == [0, 0]
    hidden = [np.isnan(floats(network["shares"])).sum() for network in figure["networks"]]
    assert hidden == [17 * 17 - 1 if name == reader else 0 for reader in READERS]
    app = answer(app, question.answer)
    assert verdict(app).startswith("Right: ")
    assert not any(np.isnan(floats(one["shares"])).any() for one in figures(app)[0]["networks"])


def test_the_maps_have_no_names_until_it_is_said_whose_one_is():
    app = open_lesson(NAME, digit=DIGIT, translation_step="places")
    measured = {test.network: test.accuracies for test in lab_results("shifted").shift_tests}
    asked = map_question(measured, 0)
    assert asked.question.text in words(app)
    (figure,) = figures(app)
    assert [network["title"] for network in figure["networks"]] == [
        "Picture A",
        "Picture B",
        "Picture C",
    ]
    assert not app.get("plotly_chart")
    for network, name in zip(figure["networks"], asked.order, strict=True):
        np.testing.assert_allclose(floats(network["shares"]), measured[name].ravel(), atol=1e-6)
    app = answer(app, asked.question.answer)
    assert verdict(app).startswith("Right: ")
    titles = [network["title"] for network in figures(app)[0]["networks"]]
    assert titles == [
        f"{letter}: {TITLES[name]}" for letter, name in zip("ABC", asked.order, strict=True)
    ]
    assert len(app.get("plotly_chart")) == 1


def test_the_maps_can_be_those_of_the_current_digit():
    app = open_lesson(NAME, digit=DIGIT, translation_step="places", shifted_digits="yours")
    (figure,) = figures(app)
    assert figure["shows"] == "maps"
    number = sum(read_by(name).probabilities[..., DIGIT.label].sum() for name in READERS)
    sent = sum(floats(network["shares"]).sum() for network in figure["networks"])
    assert sent == pytest.approx(number, rel=1e-5)
    assert "Your digit: how probable the right answer is" in words(app)


def test_maps_of_a_blank_digit_are_too_alike_to_be_asked_about():
    app = open_lesson(
        NAME, digit=Digit(BLANK, "drawn"), translation_step="places", shifted_digits="yours"
    )
    assert not app.exception
    assert "too alike to ask about" in words(app)


def test_the_table_holds_the_errors_of_each_layer_and_hides_the_row_that_is_asked_for():
    app = open_lesson(NAME, digit=DIGIT, translation_step="layers")
    table = app.table[0].value.set_index("Layer")
    assert list(table.columns) == ["One cell", "1 px", "2 px", "3 px", "4 px", "8 px"]
    assert set(table.loc["pool2"][1:]) == {"?"}
    assert table.loc["pool2", "One cell"] == "4 px"
    app = answer(app, "4")
    assert verdict(app) == "Right: 4 pixels."
    table = app.table[0].value.set_index("Layer")
    off = []
    for shift in (1, 2, 3, 4, 8):
        for error in layer_errors(Network.load("textbook"), DIGIT.image, 0, shift):
            shown = "\u2713" if error.is_exact else f"{error.relative:.0%}"
            assert table.loc[error.layer, f"{shift} px"] == shown
            if not error.is_whole:
                off.append(error.relative)
    assert f"off by {min(off):.0%} to {max(off):.0%}." in words(app)


def test_a_map_of_each_layer_is_pictured_but_for_the_one_that_is_asked_about():
    app = open_lesson(NAME, digit=DIGIT, translation_step="layers", translation_moved_by=2)
    html = "\n".join(element.proto.body for element in app.get("html"))
    assert "<b>conv1</b>" in html
    assert "<b>pool2</b>" not in html
    found = {
        one.error.layer: one for one in moved_maps(Network.load("textbook"), DIGIT.image, 0, 2)
    }
    assert f"map {found['pool1'].map}, 0 to {found['pool1'].found.max():.2f}: moved along" in html
    assert f"off by {found['conv3'].error.relative:.0%} in all" in html
    html = "\n".join(element.proto.body for element in answer(app, "4").get("html"))
    assert "<b>pool2</b>" in html


def test_the_direction_of_the_table_can_be_chosen():
    app = open_lesson(NAME, digit=DIGIT, translation_step="layers")
    to_the_right = app.table[0].value
    app.session_state["translation_direction"] = "down"
    app.run()
    table = app.table[0].value.set_index("Layer")
    assert not to_the_right.equals(app.table[0].value)
    assert (table.loc["conv1"][1:] == "\u2713").all()


def test_nothing_chosen_is_no_answer():
    app = open_lesson(NAME, digit=DIGIT)
    next(button for button in app.button if button.label == "Answer").click().run()
    assert "Nothing is chosen yet" in verdict(app)


def test_a_digit_of_unknown_meaning_is_held_to_each_networks_own_answer():
    app = open_lesson(NAME, digit=Digit(DIGIT.image, "drawn"))
    own = Network.load("textbook").predict(DIGIT.image[None])[0].argmax()
    assert f"the convolutional one {own}" in words(app)
    assert f"Which networks still answer {own}?" in words(app)


@pytest.mark.parametrize("step", ["move", "places", "layers"])
def test_a_blank_digit_breaks_nothing(step):
    app = open_lesson(NAME, digit=Digit(BLANK, "drawn"), translation_step=step)
    assert not app.exception


def test_a_blank_digit_is_said_to_be_blank():
    app = open_lesson(NAME, digit=Digit(BLANK, "drawn"))
    assert "This digit is blank" in words(app)
    assert verdict(answer(app, "textbook+dense+shifted")).startswith("Right: ")
    app = open_lesson(NAME, digit=Digit(BLANK, "drawn"), translation_step="layers")
    assert "A blank digit moves nothing" in words(app)


def test_the_examples_are_counted_now(monkeypatch):
    few = EXAMPLES[:3]
    monkeypatch.setattr(every_place, "EXAMPLES", few)
    app = open_lesson(NAME, digit=DIGIT, translation_step="places")
    assert "measured beforehand" in words(app)
    app.segmented_control(key="shifted_digits").set_value("examples").run()
    assert not app.exception
    assert "The 3 example digits of the Draw page, read just now" in words(app)
    field = next(field for field in app.radio if field.label == "Your answer")
    app = answer(app, field.options[0].removeprefix("picture "))
    images = np.stack([digit_from_strokes(example.strokes) for example in few])
    right = Network.load("textbook").predict(images).argmax(axis=1)
    share = np.mean(right == [example.digit for example in few])
    assert f"moved by 0 pixels: convolutional {share:.1%}" in words(app)


def test_it_is_said_what_the_network_trained_with_shifts_learned_from():
    app = open_lesson(NAME, digit=DIGIT, translation_step="places")
    assert "went through" not in words(app)
    said = words(answer(app, "A"))
    runs = lab_results("shifted").runs
    seeds = ", ".join(f"{run.test_accuracy:.2%}" for run in runs)
    assert "went through 60,000 digits 15 times" in said
    assert "The two others went through them 5 times" in said
    assert f"reads {seeds} with its {len(runs)} " in said
    both = (Network.load("textbook"), lab_network("dense"))
    textbook, dense = (network.provenance.mnist_test_accuracy for network in both)
    assert f"the convolutional network reads {textbook:.2%} and the dense one {dense:.2%}" in said


def test_what_is_asked_for_is_not_sent_to_the_browser(monkeypatch):
    sent = {}
    monkeypatch.setattr(component, "_component", lambda data, key: sent.update(data))
    read = read_by("textbook")
    readers = [ShiftedReader("A", "", read), ShiftedReader("B", "", read, hidden=True)]
    component.shift_view(DIGIT.image, readers, PALETTES["light"], key="k", question="q")
    shown, hidden = (floats(network["answers"]) for network in sent["networks"])
    np.testing.assert_array_equal(shown.reshape(read.probabilities.shape), read.probabilities)
    assert np.isfinite(hidden).sum() == 10
    np.testing.assert_array_equal(hidden.reshape(17, 17, 10)[8, 8], read.at(0, 0))
    shares = floats(sent["networks"][0]["shares"])
    np.testing.assert_array_equal(shares, read.probabilities[..., DIGIT.label].ravel())
