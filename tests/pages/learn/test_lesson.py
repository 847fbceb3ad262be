"""The frame that all Learn pages share: the question, the marks, the links."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages.parts import lessons
from pages.parts.lessons import LESSONS
from tests.pages.learn.lessons import answer, open_lesson, verdict
from tests.pages.opening import words

ROOT = Path(__file__).parents[3]
PAGE = """
import streamlit as st
from cnn.lessons.question import Question
from pages.parts.learn.progress import lessons_right
from pages.parts.learn.question import ask, question_number

@st.fragment
def explorer():
    size = st.slider("Size", 3, 28, 5)
    number = question_number("padding")
    question = Question(
        f"Number {number}: how wide is the output?", size - 2, f"{size} - 3 + 1 = {size - 2}",
        fingerprint=str(size),
    )
    st.markdown(f"answered: {ask('padding', question)}")

explorer()
st.markdown(f"right: {sorted(lessons_right())}")
"""


def heading(app: AppTest) -> str:
    return app.header[0].value


def page() -> AppTest:
    return AppTest.from_string(PAGE, default_timeout=30).run()


def test_each_lesson_has_its_two_folders_its_script_and_its_number_by_its_place():
    for number, lesson in enumerate(LESSONS, 1):
        assert lesson.numbered_title == f"{number} {lesson.title}"
        for path in (f"cnn/lessons/{lesson.name}", f"pages/parts/learn/{lesson.name}"):
            assert (ROOT / path).is_dir()
        assert (ROOT / f"pages/{lesson.name}.py").is_file()
    rooms = {path.parent.name for path in ROOT.glob("pages/parts/learn/*/__init__.py")}
    assert rooms == {lesson.name for lesson in LESSONS}


def test_a_page_that_names_another_by_its_number_follows_the_list(monkeypatch):
    moved = (LESSONS[3], *LESSONS[:3], *LESSONS[4:])
    monkeypatch.setattr(lessons, "LESSONS", moved)
    assert "within a convolution (page 1)" in " ".join(words(open_lesson("downsampling")).split())
    monkeypatch.undo()
    assert "within a convolution (page 4)" in " ".join(words(open_lesson("downsampling")).split())


def test_a_right_answer_is_said_to_be_right_with_its_working_and_marks_the_page():
    app = answer(page(), "3")
    assert verdict(app) == "Right: 3."
    assert "5 - 3 + 1 = 3" in words(app)
    assert "answered: True" in words(app)
    assert "right: ['padding']" in words(app.run())


def test_a_wrong_answer_is_said_to_be_wrong_with_its_working_and_marks_nothing():
    app = answer(page(), "5")
    assert verdict(app) == "Not quite: the answer is 3."
    assert "5 - 3 + 1 = 3" in words(app)
    assert "answered: True" in words(app)
    assert "right: []" in words(app.run())


def test_nonsense_gets_a_clear_word_and_can_be_typed_over():
    app = answer(page(), "1e999")
    assert verdict(app) == "That is not a number: type one, such as 0.5 or -2."
    assert "answered: False" in words(app)
    assert "5 - 3 + 1 = 3" not in words(app)
    assert verdict(answer(app, "3")) == "Right: 3."


def test_another_figure_asks_anew():
    app = answer(page(), "3")
    app.slider[0].set_value(9).run()
    assert verdict(app) == ""
    assert "answered: False" in words(app)
    assert verdict(answer(app, "7")) == "Right: 7."


def test_a_harder_question_follows_the_first_and_the_first_can_be_asked_again():
    app = answer(page(), "3")
    assert heading(app) == "First question"
    assert [button.label for button in app.button] == ["A harder question"]
    app.button(key="another_padding").click().run()
    assert verdict(app) == ""
    assert "Number 1" in words(app)
    assert heading(app) == "Question 2"
    answer(app, "3")
    assert [button.label for button in app.button] == [
        "Another question",
        "Back to the first question",
    ]
    app.button(key="first_padding").click().run()
    assert verdict(app) == ""
    assert "Number 0" in words(app)
    assert heading(app) == "First question"


def test_what_counts_as_right_stands_below_the_question():
    app = AppTest.from_string(PAGE.replace("fingerprint", "tolerance=0.5, fingerprint")).run()
    assert "Within 0.5 counts as right." in words(app)
    assert "counts as right" not in words(page())
