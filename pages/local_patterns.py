"""A window slides over the digit of the moment, one multiplication at a time."""

import streamlit as st

from cnn.errors import NetworkFileError
from cnn.lessons.local_patterns.sliding_window import cell_question, cell_to_ask, slide
from cnn.lessons.trained_results import lab_network
from cnn.network import Network
from pages.parts.learn.lesson import ask, lesson_foot, lesson_page, question_number
from pages.parts.learn.local_patterns.dense_unit import dense_unit
from pages.parts.learn.local_patterns.kernel_choice import kernel_choice, take_typed
from pages.parts.learn.local_patterns.sliding_window import sliding_window
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette

NAME = "local_patterns"


@st.cache_resource(max_entries=1, show_spinner=False)
def dense_network() -> Network:
    """The trained network without convolutions, loaded once for all visitors."""
    return lab_network("dense")


@st.fragment
def window() -> None:
    """The kernel, the window with its arithmetic, and the question about one of its cells."""
    number = question_number(NAME)
    figure_side, question_side = st.columns((3, 1), gap="medium")
    with question_side:
        chosen = kernel_choice(current_network())
        stops = slide(current_digit().image, chosen.kernel, chosen.bias)
        place = cell_to_ask(stops, number)
        answered = ask(NAME, cell_question(stops, place))
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


@st.fragment
def all_pixels_at_once() -> None:
    """What a dense unit does with the same digit."""
    st.markdown("#### Beside it: a dense unit sees all 784 pixels at once")
    try:
        network = dense_network()
    except NetworkFileError as error:
        st.warning(str(error))
        return
    st.markdown(
        "It has a weight of its own for every pixel, so what it learns of a stroke in one place it "
        "does not know of the same stroke elsewhere. A 3 x 3 window has 9 weights and one bias, "
        "for all its places."
    )
    dense_unit(network, current_digit().image, palette())


lesson_page(NAME)
window()
all_pixels_at_once()
lesson_foot(NAME)
