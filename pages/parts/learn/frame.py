"""The frame of every Learn page: its idea, the digit, and its place among the others.

How a page is laid out (pages/local_patterns.py is the model):

    lesson_page(NAME)              # the idea in a sentence or two, the digit, what is done
    explorer()                     # controls, figure and question in one st.fragment, so that a
                                   # control runs again only what it changes
    lesson_foot(NAME)              # to the previous and the next page

and within the fragment, in the page's folder here, at 1280 x 800 all within the first screen:

    question_side, figure_side = question_and_figure()
    with question_side:
        answered = ask(NAME, question)
    with figure_side:
        ...                        # few controls, the most telling first
        ...                        # the figure, large; what is asked for is a "?" until answered

The question stands right of the figure; on a narrow screen it stands directly above it, and for
the keyboard it comes before the figure's many stops. The question is about the
figure as it now stands: its fingerprint changes with whatever the answer depends on. What it asks
for (which cell, which layer) is drawn anew from `question_number`, so that "Another question"
asks another one. A longer explanation follows below the figure, outside the first screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import streamlit as st

from cnn.figures.encoding import png_url
from cnn.figures.mosaic import grid_for, mosaic_png
from pages.parts.learn.progress import lessons_right, mark, note_menu
from pages.parts.lessons import LESSONS, Lesson, lesson_named
from pages.parts.menu_page import menu_page
from pages.parts.session.digit import Digit, current_digit
from pages.parts.session.theme import palette
from pages.parts.streamlit_internals import Container
from pages.parts.words import SOURCES

_ROWS = 28
_THUMBNAIL = 56
_NETWORKS: Mapping[str, str] = MappingProxyType(
    {
        "textbook": "This page uses the textbook network, whatever is chosen in the sidebar.",
        "compared": "This page compares networks that were trained for it, whatever is chosen in "
        "the sidebar.",
    }
)


def learn_pages() -> list[st.Page]:
    """The Learn pages for the menu, in order, each with its mark."""
    note_menu()
    return [
        menu_page(
            _path(lesson),
            title=lesson.numbered_title,
            icon=mark(lesson.name),
            url_path=lesson.name,
            help=lesson.plain_idea,
        )
        for lesson in LESSONS
    ]


def glossary_page() -> st.Page:
    """The page of all terms, for the menu, after the lessons."""
    return menu_page(
        "pages/glossary.py",
        title="Glossary",
        icon=":material/menu_book:",
        help="Every term that the pages use, explained in a sentence or two.",
    )


def lesson_page(name: str, network: Literal["chosen", "textbook", "compared"] = "chosen") -> None:
    """The top of a Learn page: its idea, the current digit, and how far the visitor is.

    Args:
        name: of one of LESSONS.
        network: which one the page uses: the one chosen in the sidebar, the textbook one, or those
            that were trained to be compared; it is said where it is not the sidebar's.
    """
    digit = current_digit()
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="lesson_head", wrap=False
    ):
        st.html(_thumbnail(digit), width="content")
        with st.container(gap="xxsmall"):
            st.markdown(lesson_named(name).idea)
            if network != "chosen":
                st.caption(_NETWORKS[network])
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                st.caption(SOURCES[digit.source], width="content")
                st.page_link(
                    "pages/draw.py", label="Draw another", icon=":material/draw:", width="content"
                )
                st.caption(_progress(name), width="content")


def question_and_figure(figure_width: int = 3) -> tuple[Container, Container]:
    """The two sides of a lesson: its question, and its figure, so many times as wide."""
    with st.container(key="question_and_figure"):
        question_side, figure_side = st.columns((1, figure_width), gap="medium")
    return question_side, figure_side


def lesson_foot(name: str) -> None:
    """The foot of a Learn page: links to the pages before and after it."""
    place = LESSONS.index(lesson_named(name))
    st.divider()
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute" if place else "right",
        key="lesson_foot",
    ):
        if place > 0:
            _link(LESSONS[place - 1], ":material/arrow_back:", "left")
        if place + 1 < len(LESSONS):
            _link(LESSONS[place + 1], ":material/arrow_forward:", "right")


def _path(lesson: Lesson) -> str:
    return f"pages/{lesson.name}.py"


def _progress(name: str) -> str:
    right = len(lessons_right())
    return f"{mark(name)} {right} of {len(LESSONS)} lessons solved in this visit"


def _link(lesson: Lesson, icon: str, side: Literal["left", "right"]) -> None:
    st.page_link(
        _path(lesson),
        label=lesson.numbered_title,
        icon=icon,
        icon_position=side,
        width="content",
    )


def _thumbnail(digit: Digit) -> str:
    png = mosaic_png(digit.image[..., None], grid_for(1, _ROWS), palette(), strongest=1.0)
    return (
        f'<img src="{png_url(png)}" width="{_THUMBNAIL}" height="{_THUMBNAIL}" '
        'alt="Your digit" style="display:block;image-rendering:pixelated;'
        'border:1px solid rgba(128,140,160,.35)">'
    )
