"""The first step: the digit is moved, and three networks read it where it stands."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.lessons.question import Question
from cnn.lessons.shifted_digit import room
from cnn.lessons.translation.translation import BOX_ROOM, Answers, answers, whole_places
from cnn.lessons.translation.translation_questions import (
    BY_ONE,
    FIRST_DISTANCE,
    READERS,
    Reader,
    first_direction,
    loses_it_question,
    reader_and_direction,
    still_read_question,
)
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.question import ask, question_number
from pages.parts.learn.translation.shift_view import ShiftedReader, shift_view
from pages.parts.learn.translation.shifted_networks import TITLES, note, shifted_networks
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "translation"
_BARS = "The blue bar and the bold number are those of the right digit."


def moved_digit() -> None:
    """The digit to be moved, what three networks answer, and the question about them."""
    digit, number = current_digit(), question_number(_NAME)
    read = read_everywhere(digit.image, digit.label)
    question, asked, first = _question(read, digit.image, number)
    question_side, figure_side = question_and_figure()
    with question_side:
        answered = ask(_NAME, question)
        if answered:
            st.markdown(_finding(read, digit.image))
    with figure_side:
        shift_view(
            digit.image,
            [
                ShiftedReader(
                    TITLES[name],
                    note(name),
                    read[name],
                    hidden=name == asked and not answered,
                    named=answered or asked is not None,
                )
                for name in READERS
            ],
            palette(),
            key="translation",
            question=f"{number} {question.fingerprint}",
            first=first,
        )
        st.markdown(
            "**What you learn here.** A network has to learn not only what a digit looks like, but "
            "also where it can be. Move the digit away from the middle, and a network that has "
            "only ever seen it there begins to go wrong."
        )
    st.caption(f"{_BARS} {_whole_sentence(digit.image)}")
    if digit.label is None:
        st.caption(
            "Nobody has said which digit this is meant to be. So each network is held to what it "
            f"answers in the middle: the convolutional one {read['textbook'].right}, the dense one "
            f"{read['dense'].right}, the one trained with shifts {read['shifted'].right}."
        )


def _question(
    read: Mapping[Reader, Answers], image: np.ndarray, number: int
) -> tuple[Question, Reader | None, tuple[int, int]]:
    """The question, the network whose answers it hides, if any, and where the digit stands."""
    if number == 0:
        direction = first_direction(read, whole_places(image))
        down, right = BY_ONE[direction]
        first = (down * FIRST_DISTANCE, right * FIRST_DISTANCE)
        return still_read_question(read, direction), None, first
    reader, direction = reader_and_direction(number)
    return loses_it_question(read[reader], reader, direction), reader, (0, 0)


@st.cache_data(max_entries=24, show_spinner=False)
def read_everywhere(image: np.ndarray, label: int | None) -> dict[Reader, Answers]:
    """What each network answers at every place; 0.2 s, once for each digit."""
    return {name: answers(network, image, label) for name, network in shifted_networks().items()}


def _whole_sentence(image: np.ndarray) -> str:
    """Where the current digit is whole, and where it is cut."""
    space = room(image)
    if space is None:
        return (
            "**This digit is blank**, so moving it changes nothing: every network gives the same "
            "answer at every place. Draw a digit to see one move."
        )
    return (
        "MNIST's digits are 20 pixels long at most, in the middle of 28: they can move "
        f"by (28 - 20) / 2 = {BOX_ROOM} pixels each way before they are cut off. This digit is "
        f"{space.height} rows high and {space.width} columns wide. It stays whole up to {space.up} "
        f"pixels up, {space.down} down, {space.left} to the left and {space.right} to the right."
    )


def _finding(read: Mapping[Reader, Answers], image: np.ndarray) -> str:
    """How many places each network reads right, where the digit is whole and where it is cut."""
    whole = whole_places(image)
    count, cut = int(whole.sum()), int((~whole).sum())
    lines = [
        f"- {TITLES[name]}: {one.is_right[whole].sum()} and {one.is_right[~whole].sum()}"
        for name, one in read.items()
    ]
    return (
        f"In all, the digit can stand at {count} places where it is whole and at {cut} where it is "
        "cut. How many of these each network reads:\n" + "\n".join(lines)
    )
