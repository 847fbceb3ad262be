"""Where a window can stand: padding, stride, the floor, and the pixels that can never matter."""

import numpy as np
import streamlit as st

from cnn.errors import PixelError
from cnn.lessons.padding.unread_pixels import MAX_VALUE, rows_text, steps_back, try_rows
from cnn.lessons.padding.window_places import (
    FIRST,
    LARGEST,
    MAX_KERNEL,
    MAX_STRIDE,
    SMALLEST,
    WindowPlaces,
    another_setting,
    padded_image,
    shape_question,
    shrunk,
    window_means,
)
from pages.parts.components.linked_maps import LinkedMap, linked_maps
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.learn.padding.pixel_trials import trial_html
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

NAME = "padding"
LABELS = ("Input", "Kernel", "Stride")
SETTING = ("padding_input", "padding_kernel", "padding_stride")
KIND, PREDICT, DRAWN = "padding_kind", "padding_predict", "padding_drawn"
# Ink is 0 to 1: so large a value shows at once whether it is read.
FIRST_VALUE = 100.0


@st.fragment
def playground() -> None:
    """Input, window, padding and stride, and the shape that comes out."""
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with figure_side:
        places = setting()
    with question_side:
        predict = st.toggle(
            "Ask before showing",
            value=True,
            key=PREDICT,
            persist_state="session",
            help="Off: what comes out is shown at once, and no question is asked.",
        )
        shown = not predict
        if not places.fits:
            st.warning(places.misfit_text, icon=":material/crop_free:")
        elif predict:
            shown = ask(NAME, shape_question(places))
    with figure_side:
        figure(places, shown)


def setting() -> WindowPlaces:
    """The visitor's choice; another question comes with another one."""
    number = question_number(NAME)
    if st.session_state.get(DRAWN, 0) != number:
        drawn = another_setting(number)
        numbers = (drawn.size, drawn.kernel, drawn.stride)
        st.session_state.update(zip(SETTING, numbers, strict=True))
        st.session_state[KIND] = drawn.padding
        st.session_state[DRAWN] = number
    ranges = ((SMALLEST, LARGEST), (1, MAX_KERNEL), (1, MAX_STRIDE))
    chosen = []
    with st.container(horizontal=True, gap="small"):
        for label, (low, high), first, key in zip(LABELS, ranges, FIRST, SETTING, strict=True):
            start = {} if key in st.session_state else {"value": first}
            chosen.append(
                st.slider(label, low, high, key=key, persist_state="session", width=140, **start)
            )
        padding = st.segmented_control(
            "Padding",
            ("valid", "same"),
            default=None if KIND in st.session_state else "valid",
            required=True,
            key=KIND,
            persist_state="session",
            width=140,
        )
    size, kernel, stride = chosen
    return WindowPlaces(size, kernel, stride, padding)


def figure(places: WindowPlaces, shown: bool) -> None:
    """The image with the window on it, the output that it fills, and the formula."""
    image = shrunk(current_digit().image, places.size)
    linked_maps(
        (input_map(places, image), output_map(places, image, shown)),
        palette(),
        key="padding_places",
        alt=f"The digit with {places.size} x {places.size} pixels and a {places.kernel} x "
        f"{places.kernel} window on it, and the output {'beside it' if shown else 'still hidden'}.",
        struck_word="read by no window",
        stops=range(places.cells),
    )
    if places.fits:
        st.markdown(f"**Rows, equally columns:** `{formula(places, shown)}`")
    said = (places.count_text if shown else "", places.padding_text, places.remainder_text)
    st.caption(" ".join(filter(None, said)))
    if not image.any():
        st.caption("This digit is blank: every mean is 0, and the shapes are the same.")


def input_map(places: WindowPlaces, image: np.ndarray) -> LinkedMap:
    """The image with its zeros; what no window reads is struck out."""
    before = places.added[0]
    zeros = f" + zeros = {places.padded} x {places.padded}" if sum(places.added) else ""
    window = "" if places.fits else f"; dashed, the {places.kernel} x {places.kernel} window"
    rows = [row + before for row in places.unread_rows]
    unread = np.zeros((places.padded, places.padded), dtype=bool)
    unread[rows, :] = unread[:, rows] = True
    return LinkedMap(
        name="Window",
        caption=f"Input, {places.size} x {places.size}{zeros}{window}",
        values=padded_image(image, places),
        starts=places.starts,
        frame=places.kernel,
        first=-before,
        image_rows=places.size,
        struck=unread if rows and places.fits else None,
        ghost=0 if places.fits else places.kernel,
    )


def output_map(places: WindowPlaces, image: np.ndarray, shown: bool) -> LinkedMap:
    """What comes out, where it is shown and there is any."""
    shape = f"{places.cells} x {places.cells}: mean of each window" if shown else "? x ?"
    return LinkedMap(
        name="Output",
        caption=f"Output, {shape}" if places.fits else "Output",
        values=window_means(image, places) if shown and places.fits else None,
        starts=range(places.cells),
        frame=1,
        ghost=places.size if places.fits else 0,
        instead="?" if places.fits else "no place",
    )


def formula(places: WindowPlaces, shown: bool) -> str:
    """How the output's rows follow, with the result only where it is shown."""
    return places.formula_worked if shown else f"{places.formula} = ?"


@st.fragment
def never_read() -> None:
    """The pixels that reach no output of the textbook network, by arithmetic and by trial."""
    network, image = pretrained_network("textbook"), current_digit().image
    steps = steps_back(network.architecture)
    unread = steps[-1].left_out
    st.subheader("The pixels that can never matter")
    st.markdown(
        "The textbook network halves with a floor: 11 -> 5 leaves a row out. From its last maps, "
        "all of whose cells are read, back to the image: which rows matter, and which are left "
        "out? Columns are the same."
    )
    st.table(
        [
            {
                "Layer": f"{step.layer.name}, {step.layer.size_arithmetic}",
                "Its rows that matter": rows_text(step.matter),
                "are made from": f"rows {rows_text(step.read)} of {step.giver}",
                "left out there": rows_text(step.left_out),
            }
            for step in steps
        ],
        hide_index=True,
    )
    st.markdown(
        f"So rows and columns {rows_text(unread)} of the image reach no output, whatever the "
        "weights. **Try it:** set them to anything, and the next ones inwards as well."
    )
    value = st.number_input(
        f"Set the marked pixels to (ink is 0 to 1; here {-MAX_VALUE:,.0f} to {MAX_VALUE:,.0f})",
        min_value=-MAX_VALUE,
        max_value=MAX_VALUE,
        value=FIRST_VALUE,
        step=0.5,
        key="padding_value",
        persist_state="session",
        width=420,
    )
    neighbour = (unread[0] - 1,)
    try:
        trials = [(rows, try_rows(network, image, rows, value)) for rows in ((), unread, neighbour)]
    except PixelError as error:
        st.warning(str(error))
        return
    st.html(trial_html(trials, palette()))


lesson_page(NAME)
playground()
st.caption(
    "The input is the digit shrunk to so many pixels, each the mean of those that fall into it; at "
    "28 it is the digit itself. Each output cell is the mean of its window: a kernel of equal "
    "weights. With a stride of 1, a 3 x 3 window needs one row and column of zeros on each side to "
    "keep the size, a 5 x 5 window two. Rows before 0 and after the last are zeros."
)
never_read()
lesson_foot(NAME)
