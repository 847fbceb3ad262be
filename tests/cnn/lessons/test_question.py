"""What counts as an answer, and as the right one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn.lessons.question import Choice, Question, grade

NUMBER = Question("What is this cell?", 0.625, "5 / 8 = 0.625")
THOUSANDS = Question("How many numbers?", 30976, "22 x 22 x 64 = 30,976", tolerance=0)
SHAPE = Question("What shape comes next?", (26, 26, 32), "28 - 3 + 1 = 26")
MAX, AVERAGE = Choice("max", "The largest"), Choice("average", "The mean")
CHOICE = Question("Which one?", "max", "because", choices=(MAX, AVERAGE))
QUESTIONS = (NUMBER, THOUSANDS, SHAPE, CHOICE)


@pytest.mark.parametrize("typed", ["0.625", "0.62", " .63 ", "0,625", "+0.6250", "62.5e-2"])
def test_a_number_is_right_within_the_tolerance_however_it_is_written(typed):
    assert grade(NUMBER, typed).verdict == "right"


@pytest.mark.parametrize("typed", ["0.6", "0.64", "-0.625", "\u22120.625", "625", "0"])
def test_a_number_off_by_more_is_wrong_and_the_answer_is_said(typed):
    graded = grade(NUMBER, typed)
    assert graded.verdict == "wrong"
    assert "the answer is 0.62" in graded.sentence


@pytest.mark.parametrize("typed", ["30976", "30,976", "30976.0"])
def test_commas_between_thousands_are_understood(typed):
    assert grade(THOUSANDS, typed).verdict == "right"
    assert grade(THOUSANDS, typed).sentence == "Right: 30,976."


def test_a_comma_is_a_decimal_comma_where_that_is_right():
    assert grade(Question("?", 1.234, ""), "1,234").verdict == "right"
    assert grade(Question("?", 1234, ""), "1,234").verdict == "right"


NONSENSE = [
    "",
    "   ",
    None,
    "nan",
    "inf",
    "-inf",
    "1e999",
    "seven",
    "1 2",
    "--1",
    "0x10",
    "9" * 500,
]
NONSENSE += ["\u0663", "1_000", "<b>1</b>", "1e", ".", ","]


@pytest.mark.parametrize("question", QUESTIONS, ids=["number", "thousands", "shape", "choice"])
@pytest.mark.parametrize("typed", NONSENSE)
def test_nonsense_is_no_answer_and_gets_a_sentence(question, typed):
    graded = grade(question, typed)
    assert graded.verdict == "unusable"
    assert graded.sentence.endswith(".")


@pytest.mark.parametrize(
    "typed",
    ["26 x 26 x 32", "26x26x32", "(26, 26, 32)", "26 26 32", "26 \u00d7 26*32", "[26,26,32]"],
)
def test_a_shape_is_right_however_it_is_written(typed):
    assert grade(SHAPE, typed).verdict == "right"


def test_another_shape_is_wrong_and_one_of_other_length_is_none():
    assert grade(SHAPE, "26 x 26 x 1").verdict == "wrong"
    assert grade(SHAPE, "26 x 26").verdict == "unusable"
    assert "3 whole numbers" in grade(SHAPE, "26 x 26").sentence


def test_a_choice_is_one_of_those_offered():
    assert grade(CHOICE, "max").verdict == "right"
    assert grade(CHOICE, "average").sentence == ('Not quite: the answer is "The largest".')
    # The key decides, never what stands on the screen.
    assert grade(CHOICE, "The largest").verdict == "unusable"
    assert grade(CHOICE, "median").verdict == "unusable"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question("?", 0.31, "", tolerance=0.02), "Within 0.02 counts as right."),
        (Question("?", 41210, "", tolerance=1500), "Within 1,500 counts as right."),
        (NUMBER, "Within 0.005 counts as right."),
        (Question("?", 3, ""), ""),
        (Question("?", 0.5, "", tolerance=1e-6), ""),
        (THOUSANDS, ""),
        (SHAPE, ""),
        (CHOICE, ""),
    ],
)
def test_how_far_off_a_typed_number_may_be_is_told_where_it_matters(question, said):
    assert question.tolerance_text == said


@given(st.sampled_from(QUESTIONS), st.one_of(st.none(), st.text(max_size=30)))
def test_nothing_that_can_be_typed_raises(question, typed):
    graded = grade(question, typed)
    assert graded.sentence
    if not isinstance(question.answer, str):
        # What was typed is never repeated as it is: only numbers are, once they are understood.
        assert not set("<>`[]*_") & set(graded.sentence)


@given(st.floats(-1e6, 1e6), st.sampled_from([0.005, 0.05, 0.5]))
def test_the_answer_as_shown_is_right(answer, tolerance):
    question = Question("?", answer, "", tolerance=tolerance)
    assert grade(question, question.answer_text).verdict == "right"


@pytest.mark.parametrize(
    ("answer", "tolerance", "typed"),
    [(0.7814, 0.05, "0.84"), (1.4, 0.5, "0.8"), (92.34, 1, "93.4")],
)
def test_a_wrong_number_is_off_by_more_from_the_answer_as_shown(answer, tolerance, typed):
    question = Question("?", answer, "", tolerance=tolerance)
    assert grade(question, typed).verdict == "wrong"
    assert abs(float(typed) - float(question.answer_text)) > tolerance


@given(st.lists(st.integers(0, 999_999), min_size=1, max_size=4).map(tuple))
def test_the_shape_as_shown_is_right(answer):
    question = Question("?", answer, "")
    assert grade(question, question.answer_text).verdict == "right"


@pytest.mark.parametrize(
    "settings",
    [
        {"answer": float("nan")},
        {"answer": float("inf")},
        {"answer": "max"},
        {"answer": "max", "choices": (AVERAGE,)},
        {"answer": 1.0, "choices": (MAX, AVERAGE)},
        {"answer": 1.0, "tolerance": -1},
    ],
)
def test_a_question_without_a_possible_answer_is_refused(settings):
    with pytest.raises(ValueError, match=r"."):
        Question("?", working="", **settings)
