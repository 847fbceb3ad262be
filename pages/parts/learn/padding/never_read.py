"""The pixels that reach no output of the textbook network, by arithmetic and by trial."""

from __future__ import annotations

import streamlit as st

from cnn.errors import PixelError
from cnn.lessons.padding.unread_pixels import MAX_VALUE, StepBack, rows_text, steps_back, try_rows
from pages.parts.learn.padding.pixel_trials import trial_html
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

# Ink is 0 to 1: so large a value shows at once whether it is read.
_FIRST_VALUE = 100.0


@st.fragment
def never_read() -> None:
    """Which rows never matter, layer by layer, and a value of one's own to put into them."""
    network, image = pretrained_network("textbook"), current_digit().image
    steps = steps_back(network.architecture)
    unread = steps[-1].left_out
    st.subheader("The pixels that can never matter")
    st.markdown(
        "The textbook network halves with a floor: 11 -> 5 leaves a row out. From its last maps, "
        "all of whose cells are read, back to the image: which rows matter, and which are left "
        "out? Columns are the same."
    )
    st.table([_row(step) for step in steps], hide_index=True)
    st.markdown(
        f"So rows and columns {rows_text(unread)} of the image reach no output, whatever the "
        "weights. **Try it:** set them to anything, and the next ones inwards as well."
    )
    value = st.number_input(
        f"Set the marked pixels to (ink is 0 to 1; here {-MAX_VALUE:,.0f} to {MAX_VALUE:,.0f})",
        min_value=-MAX_VALUE,
        max_value=MAX_VALUE,
        value=_FIRST_VALUE,
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


def _row(step: StepBack) -> dict[str, str]:
    """One layer's line of the table."""
    read = rows_text(step.read)
    return {
        "Layer": f"{step.layer.name}, {step.layer.size_arithmetic}",
        "Its rows that matter": rows_text(step.matter),
        "are made from": f"rows {read} of {step.giver}"
        if step.giver
        else f"rows {read} of the image",
        "left out there": rows_text(step.left_out),
    }
