"""The digit at 289 places, read by three networks at each, and the question about one of them."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.lessons.translation.translation import BOX_ROOM, Answers, answers, room, whole_places
from cnn.lessons.translation.translation_questions import READERS, Reader, shift_question
from pages.parts.learn.question import ask, question_number
from pages.parts.learn.translation.shift_view import ShiftedReader, shift_view
from pages.parts.learn.translation.shifted_networks import TITLES, note, shifted_networks
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "translation"


@st.fragment
def explorer() -> None:
    """The digit to be moved, three networks, and the question about one of them."""
    digit, number = current_digit(), question_number(_NAME)
    read = _read_everywhere(digit.image, digit.label)
    asked = READERS[number % len(READERS)]
    question = shift_question(read[asked], asked, number)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        answered = ask(_NAME, question)
        if answered:
            st.markdown(_finding(read, digit.image))
    with figure_side:
        readers = [
            ShiftedReader(TITLES[name], note(name), read[name], name == asked and not answered)
            for name in READERS
        ]
        shift_view(
            digit.image,
            readers,
            palette(),
            key="translation",
            question=f"{number} {question.fingerprint}",
        )
    st.markdown(_whole_sentence(digit.image))
    if digit.label is None:
        st.caption(
            "What this digit is meant to be is not known, so each network is held to its own "
            "answer to the digit as it stands: convolutional "
            f"{read['textbook'].right}, dense {read['dense'].right}, trained with shifts "
            f"{read['shifted'].right}."
        )


@st.cache_data(max_entries=24, show_spinner=False)
def _read_everywhere(image: np.ndarray, label: int | None) -> dict[Reader, Answers]:
    """What each network answers at every place; 0.2 s, once for each digit."""
    return {name: answers(network, image, label) for name, network in shifted_networks().items()}


def _whole_sentence(image: np.ndarray) -> str:
    """Where the digit of the moment is whole, and where it is cut."""
    space = room(image)
    if space is None:
        return (
            "**This digit is blank**, so moving it changes nothing: every network gives the same "
            "answer at every place. Draw a digit to see one move."
        )
    return (
        f"A digit of 20 pixels in the middle of 28 is whole up to (28 - 20) / 2 = {BOX_ROOM} "
        f"pixels each way, and cut beyond. This one is {space.height} rows high and {space.width} "
        f"columns wide and stands by its centre of mass: whole up to {space.up} up, {space.down} "
        f"down, {space.left} left and {space.right} right, the dashed frame on the maps."
    )


def _finding(read: dict[Reader, Answers], image: np.ndarray) -> str:
    """How many places each network reads right, where the digit is whole and where it is cut."""
    whole = whole_places(image)
    lines = [f"Right, of the {whole.sum()} places where it is whole / the {(~whole).sum()} cut:"]
    lines += [
        f"- {TITLES[name]}: {one.is_right[whole].sum()} / {one.is_right[~whole].sum()}"
        for name, one in read.items()
    ]
    return "\n".join(lines)
