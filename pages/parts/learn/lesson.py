"""The frame of every Learn page: its idea, its place among the others, and its question.

How a page is laid out (pages/local_patterns.py is the model):

    lesson_page(NAME)              # the idea in a sentence or two, the digit, what is done
    explorer()                     # controls, figure and question in one st.fragment, so that a
                                   # control runs again only what it changes
    lesson_foot(NAME)              # to the previous and the next page

and within the fragment, at 1280 x 800 all within the first screen:

    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        ...                        # few controls, the most telling first
        answered = ask(NAME, question)
    with figure_side:
        ...                        # the figure, large; what is asked for is a "?" until answered

The columns stand below each other on a narrow screen, the figure first. The question is about the
figure as it now stands: its fingerprint changes with whatever the answer depends on. What it asks
for (which cell, which layer) is drawn anew from `question_number`, so that "Another question"
asks another one. A longer explanation follows below the figure, outside the first screen.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import streamlit as st

from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from cnn.lessons.question import MAX_TYPED, Grade, Question, grade
from pages.parts.session.digit import Digit, current_digit
from pages.parts.session.theme import palette
from pages.parts.words import SOURCES

_RIGHT_KEY = "lessons_right"
_MENU_KEY = "lessons_in_menu"
_OPEN_ICON, _RIGHT_ICON = ":material/radio_button_unchecked:", ":material/check_circle:"
_ROWS = 28
_THUMBNAIL = 56


@dataclass(frozen=True)
class Lesson:
    """One page of the Learn section.

    Attributes:
        name: its file in pages, and its address.
        title: in the menu and above the page.
        idea: the one idea, in a sentence or two.
    """

    name: str
    title: str
    idea: str


LESSONS: tuple[Lesson, ...] = (
    Lesson(
        "local_patterns",
        "1 Local patterns",
        "A dense unit looks at all 784 pixels at once. A convolution looks at a small window, "
        "multiplies it by a kernel, and slides on: the same few weights at every place.",
    ),
    Lesson(
        "patches_to_map",
        "2 From patches to a map",
        "Each patch, through all its input maps, becomes one vector; the vectors, put back in "
        "place, are the output. What was seen in the lower right stands in the lower right.",
    ),
    Lesson(
        "padding",
        "3 Borders and padding",
        "A window must lie within the image, so the output is smaller than the input. Zeros around "
        "the image keep its size; without them some pixels may never matter.",
    ),
    Lesson(
        "strides",
        "4 Strides",
        "A window need not stop at every pixel. With stride 2 it skips every other place, and the "
        "map has half the rows and columns.",
    ),
    Lesson(
        "max_pooling",
        "5 Max pooling",
        "Max pooling keeps the largest of each 2 x 2 window. Nothing in it is learned.",
    ),
    Lesson(
        "downsampling",
        "6 Why downsample",
        "Without pooling the last maps are large, the dense layer after them is huge, and each "
        "cell still sees only a few pixels of the digit.",
    ),
    Lesson(
        "translation",
        "7 Translation",
        "A pattern learned in one place is found in another, because every place is read with the "
        "same weights. How far that carries is measured here.",
    ),
    Lesson(
        "hierarchy",
        "8 A hierarchy of patterns",
        "Each layer sees more of the digit than the one before: edges first, then corners and "
        "strokes, then whole parts.",
    ),
    Lesson(
        "fewer_examples",
        "9 Fewer examples",
        "A network that knows that patterns are local and may be anywhere needs fewer examples to "
        "learn them. How many fewer is measured here.",
    ),
)


@dataclass(frozen=True)
class _Answered:
    """The last answer to a page's question."""

    question: int
    grade: Grade


def learn_pages() -> list[st.Page]:
    """The Learn pages for the menu, in order, each with its mark."""
    st.session_state[_MENU_KEY] = lessons_right()
    return [
        st.Page(
            _path(lesson.name),
            title=lesson.title,
            icon=_mark(lesson.name),
            url_path=lesson.name,
            help=lesson.idea,
        )
        for lesson in LESSONS
    ]


def lessons_right() -> frozenset[str]:
    """Names of the pages whose question was answered right in this visit."""
    return frozenset(st.session_state.get(_RIGHT_KEY, ()))


def lesson_page(name: str) -> None:
    """The top of a Learn page: its idea, the digit of the moment, and how far the visitor is.

    Args:
        name: of one of LESSONS.
    """
    digit = current_digit()
    lesson = _lesson(name)
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="lesson_head", wrap=False
    ):
        st.html(_thumbnail(digit), width="content")
        with st.container(gap="xxsmall"):
            st.markdown(lesson.idea)
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.caption(SOURCES[digit.source], width="content")
                st.page_link(
                    "pages/draw.py", label="Draw another", icon=":material/draw:", width="content"
                )
                st.caption(_progress(name), width="content")


def lesson_foot(name: str) -> None:
    """The foot of a Learn page: links to the pages before and after it.

    Args:
        name: of one of LESSONS.
    """
    position = LESSONS.index(_lesson(name))
    side = "distribute" if position else "right"
    st.divider()
    with st.container(horizontal=True, horizontal_alignment=side, key="lesson_foot"):
        if position > 0:
            _link(LESSONS[position - 1], ":material/arrow_back:", "left")
        if position + 1 < len(LESSONS):
            _link(LESSONS[position + 1], ":material/arrow_forward:", "right")


def question_number(name: str) -> int:
    """How often the visitor asked for another question on a page: a seed to choose the next by.

    Args:
        name: of one of LESSONS.

    Returns:
        0 or more.
    """
    return st.session_state.get(f"question_number_{name}", 0)


def ask(name: str, question: Question) -> bool:
    """The page's question, with what became of the answer.

    Args:
        name: of one of LESSONS.
        question: about the figure as it now stands.

    Returns:
        Whether it has been answered, right or wrong, for the figure as it now stands.
    """
    _bring_menu_up_to_date()
    identity = _identity(name, question)
    answered = st.session_state.get(f"answered_{name}")
    # An answer to another state of the figure is no answer to this one.
    verdict = answered.grade if answered and answered.question == identity else None
    with st.container(border=True, gap="small", key="question"):
        st.markdown(f"**Predict first.** {question.text}")
        if verdict is None or verdict.verdict == "not an answer":
            _answer_form(name, question, identity)
        if verdict is None:
            return False
        if verdict.verdict == "not an answer":
            st.warning(verdict.sentence, icon=":material/keyboard:")
            return False
        if verdict.verdict == "right":
            st.success(verdict.sentence, icon=_RIGHT_ICON)
        else:
            st.error(verdict.sentence, icon=":material/cancel:")
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
            st.radio(
                "Your answer",
                question.choices,
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
        st.session_state[_RIGHT_KEY] = lessons_right() | {name}


def _ask_another(name: str) -> None:
    st.session_state[f"question_number_{name}"] = question_number(name) + 1
    st.session_state.pop(f"answered_{name}", None)


def _bring_menu_up_to_date() -> None:
    """Run the whole page where a fragment alone has run and the menu lacks a mark."""
    if st.session_state.get(_MENU_KEY, lessons_right()) != lessons_right():
        st.rerun()


def _identity(name: str, question: Question) -> int:
    """A number for a question about one state of a figure."""
    parts = (question_number(name), question.text, question.fingerprint, question.answer)
    return zlib.crc32(repr(parts).encode())


def _lesson(name: str) -> Lesson:
    return next(lesson for lesson in LESSONS if lesson.name == name)


def _path(name: str) -> str:
    return f"pages/{name}.py"


def _progress(name: str) -> str:
    right = lessons_right()
    return f"{_mark(name)} {len(right)} of {len(LESSONS)} questions right in this visit"


def _mark(name: str) -> str:
    return _RIGHT_ICON if name in lessons_right() else _OPEN_ICON


def _link(lesson: Lesson, icon: str, side: str) -> None:
    st.page_link(
        _path(lesson.name), label=lesson.title, icon=icon, icon_position=side, width="content"
    )


def _thumbnail(digit: Digit) -> str:
    png = mosaic_png(digit.image[..., None], grid_for(1, _ROWS), palette(), strongest=1.0)
    return (
        f'<img src="{png_url(png)}" width="{_THUMBNAIL}" height="{_THUMBNAIL}" '
        'alt="The digit of the moment" style="display:block;image-rendering:pixelated;'
        'border:1px solid rgba(128,140,160,.35)">'
    )
