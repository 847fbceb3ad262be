"""The question of a Learn page: asked, answered, judged, and asked anew."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import assert_never

import streamlit as st

from cnn.lessons.question import MAX_TYPED, Grade, Question, grade
from pages.parts.components.question_focus import move_focus, question_focus
from pages.parts.learn.progress import RIGHT_ICON, bring_menu_up_to_date, note_right

# What the numbers of a shape count, in their order.
_SIZES = ("rows", "columns", "maps")


@dataclass(frozen=True)
class _Answered:
    """The last answer to a page's question."""

    question: int
    grade: Grade


def question_number(name: str) -> int:
    """Which of a page's questions is asked: 0 is the first and easy one, all others are harder.

    A seed, too, to choose a harder one by.
    """
    return st.session_state.get(f"question_number_{name}", 0)


def ask(name: str, question: Question) -> bool:
    """A page's question about its figure as it now stands, with what became of the answer.

    Returns:
        Whether it has been answered, right or wrong, for the figure as it now stands.
    """
    bring_menu_up_to_date()
    identity = _identity(name, question)
    answered = st.session_state.get(f"answered_{name}")
    # An answer to another state of the figure is no answer to this one.
    graded = answered.grade if answered and answered.question == identity else None
    is_answered = graded is not None and graded.verdict != "unusable"
    with st.container(border=True, gap="small", key="question"):
        with st.container(gap="xsmall", key="question_text"):
            st.header(_heading(name), anchor=False)
            st.markdown(question.text)
            if question.tolerance_text:
                st.caption(question.tolerance_text)
        if graded is not None and is_answered:
            _verdict(graded)
            st.markdown(question.working)
        else:
            _answer_form(name, question, identity)
            if graded is not None:
                st.warning(graded.sentence, icon=":material/keyboard:")
        _ways_on(name, is_answered)
        question_focus()
    return is_answered


def _heading(name: str) -> str:
    number = question_number(name)
    return f"Question {number + 1}" if number else "First question"


def _verdict(graded: Grade) -> None:
    with st.container(key="verdict"):
        match graded.verdict:
            case "right":
                st.success(graded.sentence, icon=RIGHT_ICON)
            case "wrong":
                st.error(graded.sentence, icon=":material/cancel:")
            case "unusable":
                raise ValueError("no verdict on what is no answer")
            case _:
                assert_never(graded.verdict)


def _ways_on(name: str, is_answered: bool) -> None:
    """Buttons to a harder question, once this one is answered, and back to the first."""
    number = question_number(name)
    if is_answered:
        st.button(
            "Another question" if number else "A harder question",
            icon=":material/arrow_forward:",
            key=f"another_{name}",
            on_click=_ask_number,
            args=(name, number + 1),
        )
    if number:
        st.button(
            "Back to the first question",
            type="tertiary",
            key=f"first_{name}",
            on_click=_ask_number,
            args=(name, 0),
        )


def _answer_form(name: str, question: Question, identity: int) -> None:
    # With the question changes the field's key, so that no old answer stands in it.
    key = f"answer_{name}_{identity}"
    with st.form(f"form_{name}", border=False, enter_to_submit=True):
        if question.choices:
            labels = question.labels
            st.radio(
                "Your answer",
                list(labels),
                format_func=labels.__getitem__,
                index=None,
                key=key,
            )
        else:
            st.text_input(
                "Your answer",
                key=key,
                max_chars=MAX_TYPED,
                placeholder=_placeholder(question),
                autocomplete="off",
            )
        st.form_submit_button("Answer", on_click=_take_answer, args=(name, question, identity, key))


def _placeholder(question: Question) -> str:
    """What is to be typed: a number, or the sizes of a shape in their order."""
    if not isinstance(question.answer, tuple):
        return "a number"
    return " x ".join(_SIZES[: len(question.answer)])


def _take_answer(name: str, question: Question, identity: int, key: str) -> None:
    graded = grade(question, st.session_state.get(key))
    st.session_state[f"answered_{name}"] = _Answered(identity, graded)
    if graded.verdict == "right":
        note_right(name)
    if graded.verdict != "unusable":
        # The field that had the focus is gone.
        move_focus("verdict")


def _ask_number(name: str, number: int) -> None:
    st.session_state[f"question_number_{name}"] = number
    st.session_state.pop(f"answered_{name}", None)
    move_focus("question")


def _identity(name: str, question: Question) -> int:
    """A number for a question about one state of a figure."""
    parts = (question_number(name), question.text, question.fingerprint, question.answer)
    return zlib.crc32(repr(parts).encode())
