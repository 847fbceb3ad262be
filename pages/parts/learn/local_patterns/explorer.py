"""The kernel, the window with its arithmetic, and the question about one of its cells."""

from __future__ import annotations

import streamlit as st

from cnn.lessons.local_patterns.sliding_window import cell_question, cell_to_ask, slide
from pages.parts.learn.local_patterns.kernel_choice import kernel_choice, take_typed
from pages.parts.learn.local_patterns.sliding_window import sliding_window
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette

_NAME = "local_patterns"


@st.fragment
def explorer() -> None:
    """A window that slides over the digit of the moment, and the question about one cell."""
    number = question_number(_NAME)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        chosen = kernel_choice(current_network())
        stops = slide(current_digit().image, chosen.kernel, chosen.bias)
        place = cell_to_ask(stops, number)
        answered = ask(_NAME, cell_question(stops, place))
    with figure_side:
        sliding_window(
            stops,
            chosen.cells,
            palette(),
            key="window",
            question=str(number),
            asked=place,
            answered=answered,
            problem=chosen.problem,
            on_edit=take_typed,
        )
        if not stops.image.any():
            st.caption("This digit is blank: every product is 0, and the bias alone fills the map.")
