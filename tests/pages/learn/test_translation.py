"""Page 7: whose answers are asked for, what is hidden until then, and digits without a label."""

import base64

import numpy as np
import pytest

from cnn.drawing import digit_from_strokes
from cnn.figures.palette import PALETTES
from cnn.handwriting.examples import EXAMPLES
from cnn.lessons.trained_results import lab_network, lab_results
from cnn.lessons.translation.equivariance import layer_errors
from cnn.lessons.translation.translation import Answers, answers
from cnn.lessons.translation.translation_questions import READERS, shift_question
from cnn.network import Network
from pages.parts.learn.translation import shift_view as component
from pages.parts.learn.translation import shifted_digits
from pages.parts.learn.translation.shift_view import ShiftedReader
from pages.parts.session.digit import Digit
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import words

NAME = "translation"
DIGIT = Digit(digit_from_strokes(EXAMPLES[0].strokes), "example", EXAMPLES[0].digit)
BLANK = np.zeros((28, 28), np.float32)


def read_by(name: str) -> Answers:
    network = Network.load(name) if name == "textbook" else lab_network(name)
    return answers(network, DIGIT.image, DIGIT.label)


@pytest.mark.parametrize(("number", "name"), list(enumerate(READERS)))
def test_each_network_is_asked_about_by_turns_and_the_answer_is_worked_out(number, name):
    app = open_lesson(NAME, digit=DIGIT, question_number_translation=number)
    read = read_by(name)
    question = shift_question(read, name, number)
    assert question.text in words(app)
    assert "places where it is whole" not in words(app)
    app = answer(app, question.answer)
    assert verdict(app).startswith("Right: ")
    assert question.working in words(app)
    assert "places where it is whole" in words(app)


def test_the_table_holds_the_errors_of_each_layer():
    app = open_lesson(NAME, digit=DIGIT)
    table = app.table[0].value.set_index("Layer")
    assert list(table.columns) == ["One cell", "1", "2", "3", "4", "8"]
    off = []
    for shift in (1, 2, 3, 4, 8):
        for error in layer_errors(Network.load("textbook"), DIGIT.image, 0, shift):
            shown = "exact" if error.is_exact else f"{error.relative:.2f}"
            assert table.loc[error.layer, str(shift)] == shown
            if not error.is_whole:
                off.append(error.relative)
    assert f"even the best fit is off by {min(off):.2f} to {max(off):.2f} of the sum" in words(app)


def test_the_direction_of_the_table_can_be_chosen():
    app = open_lesson(NAME, digit=DIGIT)
    to_the_right = app.table[0].value
    app.session_state["translation_direction"] = "Down"
    app.run()
    table = app.table[0].value.set_index("Layer")
    assert not to_the_right.equals(app.table[0].value)
    assert (table.loc["conv1", ["1", "2", "3", "4", "8"]] == "exact").all()


def test_nothing_chosen_is_no_answer():
    app = open_lesson(NAME, digit=DIGIT)
    next(button for button in app.button if button.label == "Answer").click().run()
    assert "Nothing is chosen yet" in verdict(app)


def test_a_digit_of_unknown_meaning_is_held_to_each_networks_own_answer():
    app = open_lesson(NAME, digit=Digit(DIGIT.image, "drawn"))
    own = Network.load("textbook").predict(DIGIT.image[None])[0].argmax()
    assert f"convolutional {own}" in words(app)
    assert f"does the convolutional network not answer {own}?" in words(app)


def test_a_blank_digit_is_said_to_be_blank_and_nothing_breaks():
    app = open_lesson(NAME, digit=Digit(BLANK, "drawn"))
    assert not app.exception
    assert "This digit is blank" in words(app)
    assert "best fit" not in words(app)
    assert verdict(answer(app, "none")).startswith("Right: ")


def test_the_examples_are_counted_now(monkeypatch):
    few = EXAMPLES[:3]
    monkeypatch.setattr(shifted_digits, "EXAMPLES", few)
    app = open_lesson(NAME, digit=DIGIT)
    assert "measured beforehand" in words(app)
    app.segmented_control(key="shifted_digits").set_value("examples").run()
    assert not app.exception
    assert "The 3 example digits, computed now" in words(app)
    images = np.stack([digit_from_strokes(example.strokes) for example in few])
    right = Network.load("textbook").predict(images).argmax(axis=1)
    share = np.mean(right == [example.digit for example in few])
    assert f"moved by 0: convolutional {share:.1%}" in words(app)


def test_it_is_said_what_the_network_trained_with_shifts_learned_from():
    said = words(open_lesson(NAME, digit=DIGIT))
    runs = lab_results("shifted").runs
    seeds = ", ".join(f"{run.test_accuracy:.2%}" for run in runs)
    assert "60,000 digits 15 times, moved at random by up to 8 pixels each way" in said
    assert "the two others 5 times" in said
    assert f"its {len(runs)} seeds read {seeds}" in said
    both = (Network.load("textbook"), lab_network("dense"))
    textbook, dense = (network.provenance.mnist_test_accuracy for network in both)
    assert f"the convolutional one reads {textbook:.2%} and the dense one {dense:.2%}" in said


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


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")
