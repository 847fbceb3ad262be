"""What the chosen network makes of the digit of the moment, and of those found with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.glossary import term
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.components.network_figure import network_figure
from pages.parts.components.overflow import overflow_warning
from pages.parts.draw.canvas import canvas_state
from pages.parts.draw.live_answer import (
    DRAWN_CAPTION,
    EXAMPLE_CAPTION,
    ReadAnswer,
    answer_text,
    live_answer,
)
from pages.parts.draw.preprocessing_steps import preprocessing_steps
from pages.parts.draw.several_digits import (
    marks_on_canvas,
    picture_with_frames,
    several_digits,
    written_out,
)
from pages.parts.draw.spoken_answer import spoken_answer
from pages.parts.draw.strangeness import strangeness_view
from pages.parts.lessons import LESSONS
from pages.parts.session.digit import Digit, current_digit, drawing_problem
from pages.parts.session.networks import current_network
from pages.parts.session.reading import (
    Reading,
    chosen_place,
    current_reading,
    others_made_room,
)
from pages.parts.session.theme import palette

# By where the digit came from.
_CAPTIONS = {
    "example": EXAMPLE_CAPTION,
    "drawn": DRAWN_CAPTION,
    "uploaded": "This is from your picture. Draw a stroke to go back to the canvas.",
    "mnist": (
        f"This is one of the {term('test_digits')} of {term('mnist')}. Draw a stroke to go back to "
        "the canvas."
    ),
    "synthetic": (
        f"This is one of the {term('synthetic_digits', 'synthetic')} {term('test_digits')}. Draw a "
        "stroke to go back to the canvas."
    ),
    "changed": (
        "This is the digit as the smallest change in Experiment left it. Draw a stroke to go back "
        "to the canvas."
    ),
}


@dataclass(frozen=True)
class Answers:
    """What the network says.

    Attributes:
        current: (10,) probabilities of the current digit.
        together: (n, 10), of all digits that were found with it.
    """

    current: np.ndarray
    together: np.ndarray


def answer() -> Answers:
    """The digits that are read: answer, probabilities, how strange they are."""
    digit, network, colours = current_digit(), current_network(), palette()
    reading = current_reading()
    answers = _answers(network, digit, reading)
    together = answers.together
    with st.container(
        horizontal=True, gap="small", vertical_alignment="center", key="answer_heading"
    ):
        st.header("2 The answer", anchor=False, width="content")
        with st.container(key="answer_state", width="stretch"):
            _where_it_comes_from(digit, reading)
    _prediction(digit.image, answers, reading, colours)
    marks_on_canvas(reading, together)
    if not has_overflowed(answers.current):
        strangeness_view(network, digit.image, colours)
    # Gone with the first stroke over it, so that nothing moves when the pen is lifted. There even
    # when it is empty: else what follows would be made anew when it comes or goes.
    with st.container(key="found_in_picture", gap="xsmall"):
        if reading and reading.picture:
            picture_with_frames(reading, together)
            several_digits(reading, network, together, colours)
    return answers


def layers(answers: Answers) -> None:
    """The whole network at work on the current digit, and the steps to its image."""
    digit, network = current_digit(), current_network()
    _ways_inside()
    is_drawn = digit.source in ("drawn", "example")
    network_figure(digit.image, canvas_state().read, palette(), is_drawn=is_drawn)
    st.caption(_layers_caption(network, answers))
    reading = current_reading()
    # Below the figure: it comes and goes with strokes, and nothing in view is to move.
    with st.container(key="found_in_drawing", gap="xsmall"):
        if reading and not reading.picture:
            several_digits(reading, network, answers.together, palette())
    preprocessing_steps(digit, network)


def _layers_caption(network: Network, answers: Answers) -> str:
    sentences = [
        f"Each small square is one {term('feature_map')}.",
        "The bar under a layer says what its colours mean.",
        f"Lines say what a {term('cell')} is made of: blue ones add, broken orange ones take away.",
    ]
    if _goes_below_zero(network):
        sentences[1] = (
            "The bar under a layer says what its colours mean: blue is above zero, orange below."
        )
    if has_overflowed(answers.current):
        sentences.insert(0, "The layers are shown up to where the sums overflow.")
    return " ".join(sentences)


def _goes_below_zero(network: Network) -> bool:
    """Whether a layer has weights and nothing that cuts off what is below zero."""
    return any(
        layer.spec.activation is None and bool(network.weights.get(layer.name))
        for layer in network.architecture.layers
    )


def _ways_inside() -> None:
    """The heading over the layers, beside it the pages that show more of them."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="look_inside"):
        st.header("3 Look inside", anchor=False, width="content")
        st.page_link(
            "pages/feature_maps.py",
            label="Feature maps",
            icon=":material/grid_on:",
            width="content",
        )
        st.page_link(
            "pages/filters.py",
            label="Filters",
            icon=":material/filter_center_focus:",
            width="content",
        )
        st.page_link(
            f"pages/{LESSONS[0].name}.py", label="Learn", icon=":material/school:", width="content"
        )


def _answers(network: Network, digit: Digit, reading: Reading | None) -> Answers:
    if reading is None:
        alone = network.predict(digit.image[None])
        return Answers(alone[0], alone)
    together = network.predict(np.stack([each.image for each in reading.digits]))
    return Answers(together[chosen_place(reading)], together)


def _where_it_comes_from(digit: Digit, reading: Reading | None) -> None:
    """One line, so that none of the answer moves when it says something else."""
    if drawing_problem():
        st.warning(f"{drawing_problem()} Until then the last digit stays.", icon=":material/info:")
    elif others_made_room():
        st.caption(
            "The other digits found with this one are no longer kept: the server's memory for all "
            "visitors' digits was full."
        )
    elif reading and reading.left_out:
        st.caption(_left_out(len(reading.left_out)))
    else:
        st.caption(_CAPTIONS[digit.source])


def _prediction(
    image: np.ndarray, answers: Answers, reading: Reading | None, colours: Palette
) -> None:
    """The answer beside the digit as it is read; where sums overflow, why there is none."""
    drawing, together = canvas_state().read, answers.together
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="answer_row"):
        if has_overflowed(together):
            with st.container(key="prediction"):
                overflow_warning()
            spoken_answer("")
            live_answer(image, None, drawing, colours, is_picture=False)
            return
        shown = answer_text(written_out(together, reading), together)
        with st.container(key="prediction", gap="xsmall"):
            st.subheader(shown.digits, anchor=False)
            st.markdown(f"{shown.before_share} **{shown.share}**")
        spoken_answer(shown.spoken)
        place = chosen_place(reading) if reading else 0
        read = ReadAnswer(shown, answers.current, place)
        is_picture = bool(reading and reading.picture)
        live_answer(image, read, drawing, colours, is_picture=is_picture)


def _left_out(count: int) -> str:
    if count == 1:
        return "A dot far from the other strokes is left out: the hollow one on the canvas."
    return f"{count} dots far from the other strokes are left out: the hollow ones on the canvas."
