"""Whose map is it: by hand, and on what was measured of 1,000 test digits."""

import numpy as np
import pytest

from cnn.lessons.question import grade
from cnn.lessons.trained_results import lab_results
from cnn.lessons.translation.map_question import LETTERS, map_question
from cnn.lessons.translation.translation import PLACES


def flat(share: float) -> np.ndarray:
    """A map that is the same everywhere."""
    return np.full((PLACES, PLACES), share)


def measured() -> dict[str, np.ndarray]:
    return {test.network: test.accuracies for test in lab_results("shifted").shift_tests}


def test_the_first_question_is_answered_from_the_maps_on_view():
    """By hand: the one map that is dark to its corners is the network's trained with shifts."""
    shares = measured()
    asked = map_question(shares, 0)
    assert "the network trained with shifts" in asked.question.text
    corners = [shares[name][[0, 0, -1, -1], [0, -1, 0, -1]].min() for name in asked.order]
    dark = [letter for letter, share in zip(LETTERS, corners, strict=True) if share > 0.5]
    assert len(dark) == 1
    assert grade(asked.question, dark[0]).verdict == "right"


@pytest.mark.parametrize("number", range(6))
def test_the_answer_is_the_asked_networks_letter_and_the_working_names_all(number):
    asked = map_question({"textbook": flat(0.5), "dense": flat(0.2), "shifted": flat(0.9)}, number)
    reader = ("shifted", "dense")[number % 2]
    assert asked.question.answer == LETTERS[asked.order.index(reader)]
    assert f"{asked.question.answer} is the" in asked.question.working
    shares = {"textbook": "50.0%", "dense": "20.0%", "shifted": "90.0%"}
    for letter, name in zip(LETTERS, asked.order, strict=True):
        line = next(each for each in asked.question.working.split("\n") if f"- {letter} is" in each)
        assert shares[name] in line


def test_maps_that_are_too_alike_are_not_asked_about():
    alike = {"textbook": flat(0.88), "dense": flat(0.86), "shifted": flat(0.9)}
    assert map_question(alike, 0) is None
    # One of the three stands apart: it alone is asked for, whatever the number.
    alike["dense"] = flat(0.3)
    for number in (0, 1):
        assert "dense network" in map_question(alike, number).question.text


def test_another_number_lets_the_maps_stand_otherwise():
    assert len({map_question(measured(), number).order for number in range(10)}) > 2
