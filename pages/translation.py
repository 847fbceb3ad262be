"""The digit at 289 places, read by three networks at each; and what a shift does to each layer."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from cnn.errors import NetworkFileError
from cnn.lessons.translation.equivariance import ROUNDING, LayerError, layer_errors
from cnn.lessons.translation.translation import BOX_ROOM, Answers, answers, room, whole_places
from cnn.lessons.translation.translation_questions import shift_question
from cnn.network import Network
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.learn.translation.shift_view import ShiftedReader, shift_view
from pages.parts.learn.translation.shifted_digits import many_digits
from pages.parts.learn.translation.shifted_networks import NAMES, TITLES, note, shifted_networks
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

NAME = "translation"
DIRECTIONS = {"Right": (0, 1), "Left": (0, -1), "Down": (1, 0), "Up": (-1, 0)}
# Odd, even, and whole numbers of every layer's cells; as many as a narrow screen has room for.
SHIFTS = (1, 2, 3, 4, 8)


@st.cache_data(max_entries=24, show_spinner=False)
def read_everywhere(image: np.ndarray, label: int | None) -> dict[str, Answers]:
    """What each network answers at every place; 0.2 s, once for each digit."""
    return {name: answers(network, image, label) for name, network in shifted_networks().items()}


@st.fragment
def explorer() -> None:
    """The digit to be moved, three networks, and the question about one of them."""
    digit, number = current_digit(), question_number(NAME)
    read = read_everywhere(digit.image, digit.label)
    asked = list(read)[number % len(read)]
    question = shift_question(read[asked], NAMES[asked], number)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        answered = ask(NAME, question)
        if answered:
            st.markdown(finding(read, digit.image))
    with figure_side:
        readers = [
            ShiftedReader(TITLES[name], note(name), read[name], name == asked and not answered)
            for name in read
        ]
        shift_view(
            digit.image,
            readers,
            palette(),
            key="translation",
            question=f"{number} {question.fingerprint}",
        )
    st.markdown(whole_sentence(digit.image))
    if digit.label is None:
        st.caption(
            "What this digit is meant to be is not known, so each network is held to its own "
            "answer to the digit as it stands: "
            + ", ".join(f"{TITLES[name].lower()} {one.right}" for name, one in read.items())
            + "."
        )


def whole_sentence(image: np.ndarray) -> str:
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


def finding(read: dict[str, Answers], image: np.ndarray) -> str:
    """How many places each network reads right, where the digit is whole and where it is cut."""
    whole = whole_places(image)
    lines = [f"Right, of the {whole.sum()} places where it is whole / the {(~whole).sum()} cut:"]
    lines += [
        f"- {TITLES[name]}: {one.is_right[whole].sum()} / {one.is_right[~whole].sum()}"
        for name, one in read.items()
    ]
    return "\n".join(lines)


@st.fragment
def layer_by_layer(network: Network) -> None:
    """Whether each layer of the convolutional network is equivariant, measured."""
    st.markdown("#### Equivariant layer by layer, and where that ends")
    st.markdown(
        "A convolution without borders does the same at every place: move the digit, and its map "
        "moves along. Measured here on your digit: the layer's output for the moved digit, against "
        "the output for the digit as it stands, moved afterwards."
    )
    chosen = st.segmented_control(
        "The digit moves", DIRECTIONS, default="Right", required=True, key="translation_direction"
    )
    image, (down, right) = current_digit().image, DIRECTIONS[chosen]
    found = [layer_errors(network, image, down * shift, right * shift) for shift in SHIFTS]
    st.table([row(errors) for errors in zip(*found, strict=True)], hide_index=True)
    exact = [error.largest for errors in found for error in errors if error.is_exact]
    st.caption(
        "Columns: pixels moved. Numbers: the sum of all cells' absolute differences, divided by "
        "the sum of the cells. Exact: no cell differs by more than "
        f"{ROUNDING:g} of the layer's strongest; the most that occurs among those here is "
        f"{max(exact, default=0):.0e}. Compared are the cells that both have. Where the shift is "
        "no whole number of cells, the nearest whole number that fits best is taken; dense layers "
        "have no places, and are compared as they are."
    )
    st.markdown(
        "conv1 is exact for every shift. Pooling takes every second window, so from pool1 on a "
        "shift must be even, and from pool2 on a multiple of 4, to be a whole number of cells; "
        f"{between(found)}. Then flatten gives each place weights of its own, and nothing moves "
        "along any more. So the convolutions find the same strokes anywhere, but what the dense "
        "layers make of them was learned where MNIST's digits stand: in the middle. The whole "
        "network is only partly invariant."
    )


def between(found: Sequence[tuple[LayerError, ...]]) -> str:
    """How far off the maps are where the shift is no whole number of cells."""
    off = [
        error.relative
        for errors in found
        for error in errors
        if error.stride and not error.is_exact
    ]
    if not off:
        return "between those other pixels share a window"
    return (
        "between those other pixels share a window, and even the best fit is off by "
        f"{min(off):.2f} to {max(off):.2f} of the sum of the cells"
    )


def row(errors: tuple[LayerError, ...]) -> dict[str, str]:
    """One layer's line of the table, over all shifts."""
    first = errors[0]
    cell = f"{first.stride} px" if first.stride else "no places"
    numbers = {
        str(shift): "exact" if error.is_exact else f"{error.relative:.2f}"
        for shift, error in zip(SHIFTS, errors, strict=True)
    }
    return {"Layer": first.layer, "One cell": cell, **numbers}


def page() -> None:
    """Everything that needs the trained networks."""
    try:
        shifted_networks()
    except NetworkFileError as error:
        st.warning(str(error))
        return
    explorer()
    many_digits()


lesson_page(NAME)
page()
layer_by_layer(pretrained_network("textbook"))
lesson_foot(NAME)
