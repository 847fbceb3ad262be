"""Where a window can stand: input, kernel, stride and padding, and the shape that comes out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.glossary import term
from cnn.lessons.padding.settings import (
    FIRST,
    LARGEST,
    MAX_KERNEL,
    MAX_STRIDE,
    SMALLEST,
    another_setting,
    padded_image,
    shape_question,
    shrunk,
    window_means,
)
from cnn.lessons.window_places import WindowPlaces
from cnn.network.shapes import Padding
from pages.parts.components.linked_maps import LinkedMap, linked_maps
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.kept_choice import kept_choice, kept_slider
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "padding"
_INPUT, _KERNEL, _STRIDE = "padding_input", "padding_kernel", "padding_stride"
_PADDING, _PREDICT, _DRAWN = "padding_kind", "padding_predict", "padding_drawn"
_PADDINGS: Mapping[Padding, str] = {"valid": "valid", "same": "same"}


@st.fragment
def playground() -> None:
    """Input, window, padding and stride, and the shape that comes out."""
    question_side, figure_side = question_and_figure()
    with figure_side:
        figure = st.container()
        with st.container(horizontal=True, gap="small", key="padding_controls"):
            places = _chosen_places()
            predict = st.toggle(
                "Ask before showing",
                value=True,
                key=_PREDICT,
                persist_state="session",
                help="Off: what comes out is shown at once, and no question is asked.",
            )
    with question_side:
        shown = not predict
        if not places.fits:
            st.warning(places.misfit_text, icon=":material/crop_free:")
        elif predict:
            shown = ask(_NAME, shape_question(places))
    with figure:
        _figure(places, shown)


def explanation() -> None:
    """What the numbers are, and how many zeros keep a size."""
    st.markdown(
        f"With a {term('stride')} of 1, a 3 x 3 window needs one row and one column of zeros on "
        "each side to keep the size of its input; a 5 x 5 window needs two. That is what *same* "
        f"padding adds. *Valid* padding adds nothing, and every {term('convolution')} then loses "
        "some rows and columns at the border."
    )
    st.caption(
        "The input is your digit with fewer pixels: each is the average of those it replaces, from "
        "0 (paper) to 1 (ink). At 28 it is the digit itself. Each number of the output is the "
        f"average of its window, as a {term('kernel')} of equal {term('weight', 'weights')} makes "
        f"it. Rows before 0 and after the last are zeros. A {term('cell')} that is struck out is "
        "read by no window. In the formula, floor rounds down to a whole number."
    )


def _chosen_places() -> WindowPlaces:
    """The visitor's choice; another question comes with another one."""
    number = question_number(_NAME)
    if st.session_state.get(_DRAWN, 0) != number:
        drawn = another_setting(number)
        st.session_state[_INPUT] = drawn.size
        st.session_state[_KERNEL] = drawn.kernel
        st.session_state[_STRIDE] = drawn.stride
        st.session_state[_PADDING] = drawn.padding
        st.session_state[_DRAWN] = number
    return WindowPlaces(
        size=kept_slider("Input", SMALLEST, LARGEST, FIRST.size, _INPUT, width=104),
        kernel=kept_slider("Kernel", 1, MAX_KERNEL, FIRST.kernel, _KERNEL, width=104),
        stride=kept_slider("Stride", 1, MAX_STRIDE, FIRST.stride, _STRIDE, width=104),
        padding=kept_choice("Padding", _PADDINGS, _PADDING, width=130),
    )


def _figure(places: WindowPlaces, shown: bool) -> None:
    """The image with the window on it, the output that it fills, and the formula."""
    image = shrunk(current_digit().image, places.size)
    linked_maps(
        (_input_map(places, image), _output_map(places, image, shown)),
        palette(),
        key="padding_places",
        alt=_alternative(places, shown),
        struck_tips=(
            "row {row}, column {column}: {value}, read by no window",
            "row {row}, column {column}: {value}, padding, read by no window",
        ),
        nowhere="Output: read by no window.",
        stops=range(places.cells),
    )
    if places.fits:
        formula = places.formula_worked if shown else f"{places.formula} = ?"
        st.markdown(f"**Rows (columns are the same):** `{formula}`")
    said = (places.count_text if shown else "", places.padding_text, places.remainder_text)
    st.caption(" ".join(filter(None, said)))
    if not image.any():
        st.caption("This digit is blank: every average is 0, and the shapes are the same.")


def _input_map(places: WindowPlaces, image: np.ndarray) -> LinkedMap:
    """The image with its zeros; what no window reads is struck out."""
    before = places.added[0]
    rows = [row + before for row in places.unread_rows]
    unread = np.zeros((places.padded, places.padded), dtype=bool)
    unread[rows, :] = unread[:, rows] = True
    return LinkedMap(
        name="Window",
        caption=_input_caption(places),
        values=padded_image(image, places),
        starts=places.starts,
        frame=places.kernel,
        first=-before,
        image_rows=places.size,
        struck=unread if rows and places.fits else None,
        ghost=0 if places.fits else places.kernel,
    )


def _input_caption(places: WindowPlaces) -> str:
    size, padded, kernel = places.size, places.padded, places.kernel
    if not places.fits:
        return f"Input, {size} x {size}; dashed, the {kernel} x {kernel} window"
    if sum(places.added):
        return f"Input, {size} x {size} + zeros = {padded} x {padded}"
    return f"Input, {size} x {size}"


def _output_map(places: WindowPlaces, image: np.ndarray, shown: bool) -> LinkedMap:
    """What comes out, where it is shown and there is any."""
    return LinkedMap(
        name="Output",
        caption=_output_caption(places, shown),
        values=window_means(image, places) if shown and places.fits else None,
        starts=range(places.cells),
        frame=1,
        ghost=places.size if places.fits else 0,
        instead="?" if places.fits else "no place",
    )


def _output_caption(places: WindowPlaces, shown: bool) -> str:
    if not places.fits:
        return "Output"
    if not shown:
        return "Output, ? x ?"
    return f"Output, {places.cells} x {places.cells}: average of each window"


def _alternative(places: WindowPlaces, shown: bool) -> str:
    size, kernel = places.size, places.kernel
    if shown:
        return (
            f"The digit with {size} x {size} pixels and a {kernel} x {kernel} window on it, and "
            "the output beside it."
        )
    return (
        f"The digit with {size} x {size} pixels and a {kernel} x {kernel} window on it, and the "
        "output still hidden."
    )
