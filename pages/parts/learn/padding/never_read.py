"""The pixels that reach no output of the network, by arithmetic and by trial."""

from __future__ import annotations

import streamlit as st

from cnn.errors import PixelError
from cnn.glossary import term
from cnn.lessons.padding.unread_pixels import MAX_VALUE, StepBack, rows_text, steps_back, try_rows
from pages.parts.learn.padding.pixel_trials import trial_html
from pages.parts.learn.stand_in import network_or_stand_in
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

# Ink is 0 to 1: so large a value shows at once whether it is read.
_FIRST_VALUE = 100.0


@st.fragment
def never_read() -> None:
    """Which rows never matter, layer by layer, and a value of one's own to put into them."""
    image = current_digit().image
    st.header("The pixels that can never matter", anchor=False)
    network, _ = network_or_stand_in(
        image,
        is_fit=lambda network: bool(network.architecture.spatial_layers),
        otherwise="The chosen network has no convolution or pooling, so this part of the page "
        "shows the textbook network.",
    )
    steps = steps_back(network.architecture)
    unread = steps[-1].left_out
    last_read = steps[-1].read[-1:]
    st.markdown(
        f"Where a layer's rows do not divide evenly, {term('pooling')} or a stride leaves some "
        f"out. Follow the network back from its last {term('feature_map', 'maps')}, of which every "
        "cell is read, to the image: which rows does each layer need, and which are left out? "
        "Columns are the same."
    )
    st.table([_row(step) for step in steps], hide_index=True)
    st.markdown(_conclusion(unread, last_read))
    value = st.number_input(
        f"Value of those pixels (ink is 0 to 1; you may go from {-MAX_VALUE:,.0f} to "
        f"{MAX_VALUE:,.0f})",
        min_value=-MAX_VALUE,
        max_value=MAX_VALUE,
        value=_FIRST_VALUE,
        step=0.5,
        key="padding_value",
        persist_state="session",
        width=420,
    )
    tried = [rows for rows in (unread, last_read) if rows]
    try:
        trials = [(rows, try_rows(network, image, rows, value)) for rows in ((), *tried)]
    except PixelError as error:
        st.warning(str(error))
        return
    st.html(trial_html(trials, palette()))


def _conclusion(unread: tuple[int, ...], last_read: tuple[int, ...]) -> str:
    """What the table comes to, and what there is to try."""
    if not unread:
        return (
            "Nothing is left out of the image: every pixel can reach the output of this network. "
            f"**Try it:** give row and column {rows_text(last_read)} any value."
        )
    if len(unread) == 1:
        return (
            f"So row and column {rows_text(unread)} of the image reach no output, whatever the "
            "weights are. **Try it:** give them any value. Beside it, row and column "
            f"{rows_text(last_read)}, the last that the network reads, get the same value."
        )
    return (
        f"So rows and columns {rows_text(unread)} of the image reach no output, whatever the "
        "weights are. **Try it:** give them any value. Beside it, row and column "
        f"{rows_text(last_read)}, the last that the network reads, get the same value."
    )


def _row(step: StepBack) -> dict[str, str]:
    """One layer's line of the table."""
    return {
        "Layer": f"{step.layer.name}, {step.layer.size_arithmetic}",
        "Rows that matter": rows_text(step.matter),
        "Made from": f"rows {rows_text(step.read)} of {step.giver or 'the image'}",
        "Left out there": rows_text(step.left_out),
    }
