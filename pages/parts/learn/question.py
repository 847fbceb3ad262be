"""The question of a Learn page: asked, answered, judged, and asked anew."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import assert_never

import streamlit as st

from cnn.lessons.question import MAX_TYPED, Grade, Question, grade
from pages.parts.learn.progress import RIGHT_ICON, bring_menu_up_to_date, note_right


@dataclass(frozen=True)
class _Answered:
    """The last answer to a page's question."""

    question: int
    grade: Grade


def question_number(name: str) -> int:
    """How often the visitor asked for another question on a page: a seed to choose the next by."""
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
    with st.container(border=True, gap="small", key="question"):
        st.markdown(f"**Predict first.** {question.text}")
        if graded is None:
            _answer_form(name, question, identity)
            return False
        match graded.verdict:
            case "unusable":
                _answer_form(name, question, identity)
                st.warning(graded.sentence, icon=":material/keyboard:")
                return False
            case "right":
                st.success(graded.sentence, icon=RIGHT_ICON)
            case "wrong":
                st.error(graded.sentence, icon=":material/cancel:")
            case _:
                assert_never(graded.verdict)
        st.markdown(question.working)
        st.button(
            "Another question",
            icon=":material/refresh:",
            key=f"another_{name}",
            on_click=_ask_another,
            args=(name,),
        )
    return True


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
                label_visibility="collapsed",
            )
        else:
            is_shape = isinstance(question.answer, tuple)
            st.text_input(
                "Your answer",
                key=key,
                max_chars=MAX_TYPED,
                placeholder="a shape" if is_shape else "a number",
                label_visibility="collapsed",
                autocomplete="off",
            )
        st.form_submit_button("Answer", on_click=_take_answer, args=(name, question, identity, key))


def _take_answer(name: str, question: Question, identity: int, key: str) -> None:
    graded = grade(question, st.session_state.get(key))
    st.session_state[f"answered_{name}"] = _Answered(identity, graded)
    if graded.verdict == "right":
        note_right(name)


def _ask_another(name: str) -> None:
    st.session_state[f"question_number_{name}"] = question_number(name) + 1
    st.session_state.pop(f"answered_{name}", None)


def _identity(name: str, question: Question) -> int:
    """A number for a question about one state of a figure."""
    parts = (question_number(name), question.text, question.fingerprint, question.answer)
    return zlib.crc32(repr(parts).encode())
