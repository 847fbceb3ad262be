"""Which networks still read a moved digit, and how far it can move: from answers made by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import FIRST_EXAMPLE
from cnn.lessons.question import grade
from cnn.lessons.trained_results import lab_network
from cnn.lessons.translation.translation import (
    MAX_SHIFT,
    PLACES,
    Answers,
    answers,
    whole_places,
)
from cnn.lessons.translation.translation_questions import (
    NEVER,
    READERS,
    WRONG_FROM_THE_START,
    first_direction,
    loses_it_question,
    reader_and_direction,
    still_read_question,
    still_reading,
)
from cnn.network import Network

EVERYWHERE = np.ones((PLACES, PLACES), bool)


def read(is_right: np.ndarray, right: int = 4) -> Answers:
    """Answers of a network that is 80 % sure of a 4 where it is right, of a 9 elsewhere."""
    probabilities = np.full((PLACES, PLACES, 10), 0.1 / 8, np.float32)
    probabilities[..., right] = np.where(is_right, 0.8, 0.1)
    probabilities[..., 9] = np.where(is_right, 0.1, 0.8)
    return Answers(right, True, probabilities)


def within(distance: int) -> np.ndarray:
    reach = np.abs(np.arange(-MAX_SHIFT, MAX_SHIFT + 1))
    return np.maximum(reach[:, None], reach) <= distance


def readers(textbook: int, dense: int, shifted: int) -> dict:
    """Three networks that read a digit up to so many pixels away."""
    return dict(
        zip(READERS, (read(within(far)) for far in (textbook, dense, shifted)), strict=True)
    )


def test_the_first_question_is_answered_from_the_bars_on_view():
    """By hand: of each network's ten bars, moved by 4 pixels, the longest."""
    image = digit_from_strokes(FIRST_EXAMPLE.strokes)
    networks = {
        "textbook": Network.load("textbook"),
        "dense": lab_network("dense"),
        "shifted": lab_network("shifted"),
    }
    found = {name: answers(one, image, 3) for name, one in networks.items()}
    assert first_direction(found, whole_places(image)) == "right"
    question = still_read_question(found, "right")
    assert "moved 4 pixels to the right" in question.text
    assert "Which networks still answer 3?" in question.text
    longest = {name: int(one.probabilities[8, 12].argmax()) for name, one in found.items()}
    assert longest == {"textbook": 3, "dense": 2, "shifted": 3}
    graded = grade(question, "textbook+shifted")
    assert graded.sentence == "Right: the convolutional one and the one trained with shifts."
    assert "- Dense: it answers **2** (47.4%); 3 has 46.5%." in question.working


@pytest.mark.parametrize(
    ("reach", "answer"),
    [
        ((4, 4, 4), "textbook+dense+shifted"),
        ((3, 3, 8), "shifted"),
        ((4, 3, 8), "textbook+shifted"),
        ((3, 4, 3), "dense"),
        ((3, 3, 3), "none"),
    ],
)
def test_the_answer_names_the_networks_that_read_it_and_is_among_the_choices_once(reach, answer):
    question = still_read_question(readers(*reach), "up")
    assert question.answer == answer
    assert len(question.labels) == len(question.choices)
    assert {"shifted", "textbook+shifted", "none"} <= set(question.labels)
    assert "moved 4 pixels up" in question.text


def test_the_digit_moves_to_where_it_is_whole_and_one_network_reads_it():
    found = readers(8, 3, 8)
    # To the left only the network trained with shifts reads it; downwards it would be cut.
    found["textbook"] = read(EVERYWHERE & (np.arange(PLACES) != MAX_SHIFT - 4))
    assert first_direction(found, EVERYWHERE) == "left"
    whole = EVERYWHERE.copy()
    whole[:, MAX_SHIFT - 4] = False
    assert first_direction(found, whole) == "right"
    assert still_reading(found, (0, -4)) == ("shifted",)


def test_networks_held_to_their_own_answers_are_asked_about_those():
    found = readers(8, 8, 8)
    found["dense"] = read(EVERYWHERE, right=7)
    assert "the answer that they gave in the middle" in still_read_question(found, "down").text


@given(st.integers(0, MAX_SHIFT), st.sampled_from(["right", "left", "up", "down"]))
def test_a_network_that_reads_up_to_a_distance_loses_it_at_the_next_pixel(distance, direction):
    question = loses_it_question(read(within(distance)), "dense", direction)
    first = distance + 1
    expected = {1: "1", 2: "1", 3: "3", 4: "3", 5: "5", 6: "5", 7: "7", 8: "7", 9: NEVER}[first]
    assert question.answer == expected
    assert grade(question, expected).verdict == "right"
    assert "the dense network" in question.text
    assert question.working.count("it answers **4** (80.0%)") == min(first, 9)
    assert question.working.count("it answers **9** (80.0%); 4 has 10.0%.") == (first <= 8)


def test_what_is_wrong_from_the_start_is_said_so():
    question = loses_it_question(read(~EVERYWHERE), "textbook", "right")
    assert question.answer == WRONG_FROM_THE_START
    assert question.answer_text == "it is wrong from the start"
    assert WRONG_FROM_THE_START not in loses_it_question(read(within(3)), "dense", "up").labels


def test_every_network_is_asked_about_in_every_direction():
    assert [reader_and_direction(number)[0] for number in (1, 2, 3, 4)] == [
        "textbook",
        "dense",
        "shifted",
        "textbook",
    ]
    assert len({reader_and_direction(number) for number in range(1, 13)}) == 12
