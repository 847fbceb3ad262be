"""Which shift breaks the answer: one of those offered, or none."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cnn.lessons.question import grade
from cnn.lessons.translation.translation import MAX_SHIFT, PLACES, Answers, in_words
from cnn.lessons.translation.translation_questions import BESIDE, NONE_OF_THEM, shift_question


def shift_of(key: str) -> tuple[int, int]:
    down, right = key.split()
    return int(down), int(right)


def read(is_right: np.ndarray) -> Answers:
    """Answers of a network that is 80 % sure of a 4 where it is right, of a 9 elsewhere."""
    probabilities = np.full((PLACES, PLACES, 10), 0.1 / 8, np.float32)
    probabilities[..., 4] = np.where(is_right, 0.8, 0.1)
    probabilities[..., 9] = np.where(is_right, 0.1, 0.8)
    return Answers(4, True, probabilities)


def within(distance: int) -> np.ndarray:
    reach = np.abs(np.arange(-MAX_SHIFT, MAX_SHIFT + 1))
    return np.maximum(reach[:, None], reach) <= distance


@given(st.integers(0, 300), st.lists(st.booleans(), min_size=PLACES**2, max_size=PLACES**2))
def test_exactly_the_answer_breaks(number, flags):
    answers = read(np.array(flags).reshape(PLACES, PLACES))
    question = shift_question(answers, "textbook", number)
    offered = [shift_of(key) for key in question.labels if key != NONE_OF_THEM]
    breaking = [shift for shift in offered if answers.at(*shift).argmax() != 4]
    assert breaking == ([] if question.answer == NONE_OF_THEM else [shift_of(question.answer)])
    assert [question.labels[key] for key in question.labels][:-1] == [
        in_words(*shift) for shift in offered
    ]
    assert (0, 0) not in offered
    assert grade(question, question.answer).verdict == "right"


def test_where_nothing_breaks_none_of_them_is_the_answer():
    question = shift_question(read(within(8)), "textbook", 0)
    assert question.answer == NONE_OF_THEM
    assert len(question.choices) == BESIDE + 1


def test_where_everything_breaks_there_is_still_one_answer():
    question = shift_question(read(within(-1)), "textbook", 0)
    assert question.answer != NONE_OF_THEM
    assert list(question.labels) == [question.answer, NONE_OF_THEM]


def test_the_shifts_beside_it_are_about_as_long():
    is_right = within(6)
    is_right[:, :4] = False
    for number in range(20):
        question = shift_question(read(is_right), "textbook", number)
        lengths = [max(map(abs, shift_of(each.key))) for each in question.choices[:-1]]
        assert max(lengths) - min(lengths) <= 1


def test_the_working_holds_the_numbers():
    question = shift_question(read(within(2)), "textbook", 3)
    assert f"- {question.answer_text}: it answers **9** (80.0%); 4 has 10.0%." in question.working
    assert question.working.count("it answers **4** (80.0%).") == BESIDE


def test_another_number_asks_about_other_shifts_and_the_same_asks_the_same():
    answers = read(within(3))
    texts = {shift_question(answers, "textbook", number).choices for number in range(10)}
    assert len(texts) > 5
    assert shift_question(answers, "dense", 4) == shift_question(answers, "dense", 4)
