"""The kernel, the window with its arithmetic, a dense unit beside it, and the question."""

from __future__ import annotations

import streamlit as st

from cnn.glossary import term
from cnn.lessons.local_patterns.moved_digit import with_room
from cnn.lessons.local_patterns.sliding_window import slide
from cnn.lessons.local_patterns.window_questions import asked_about, window_question
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.local_patterns.dense_unit import (
    ChosenUnit,
    all_pixels_at_once,
    unit_choice,
)
from pages.parts.learn.local_patterns.kernel_choice import kernel_choice, take_typed
from pages.parts.learn.local_patterns.sliding_window import DenseUnit, sliding_window
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import current_network
from pages.parts.session.theme import palette

_NAME = "local_patterns"


@st.fragment
def explorer() -> None:
    """A window that slides over the current digit beside a dense unit, and the question."""
    image, number = current_digit().image, question_number(_NAME)
    question_side, figure_side = question_and_figure()
    with figure_side:
        figure = st.container()
        with st.container(horizontal=True, gap="small", key="window_controls"):
            chosen = kernel_choice(current_network())
            unit = unit_choice(image)
    stops = slide(image, chosen.kernel, chosen.bias)
    asked = asked_about(stops, number)
    with question_side:
        answered = ask(_NAME, window_question(stops, asked))
    with figure:
        sliding_window(
            image,
            slide(with_room(image), chosen.kernel, chosen.bias),
            chosen.cells,
            _shown_unit(unit),
            palette(),
            key="window",
            question=str(number),
            asked=asked,
            answered=answered,
            problem=chosen.problem,
            on_edit=take_typed,
        )
        if not image.any():
            st.caption("This digit is blank: every product is 0, and the bias alone fills the map.")
    _explanation()
    if unit:
        all_pixels_at_once(unit, image, palette())


def _shown_unit(unit: ChosenUnit | None) -> DenseUnit | None:
    if unit is None:
        return None
    number = unit.cell.unit
    return DenseUnit(number, unit.units.weights[..., number], unit.units.sums[..., number])


def _explanation() -> None:
    st.markdown(
        f"The numbers under the window are a {term('patch')}. Each is multiplied by the number of "
        "the kernel in the same place; the products are added up, the bias is added, and "
        f"{term('relu')} turns what is below 0 into 0. That is one {term('cell')} of the "
        f"output, a {term('feature_map')}. Move the digit, and its cells move along and stay what "
        "they are."
    )
    st.caption(
        "Blue with a + adds, orange with a \u2212 takes away. The dense unit's weights are "
        "strong where the digit has ink and pale elsewhere. Drag the window over the digit or over "
        "the output, or use the arrow keys. Shift and an arrow key move the digit."
    )
