"""What the chosen network makes of the digit of the moment, and of those found with it."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.glossary import term
from cnn.network import Network
from cnn.network.overflow import has_overflowed
from pages.parts.components.network_figure import network_figure
from pages.parts.components.network_overview import image_figure
from pages.parts.components.overflow import overflow_warning
from pages.parts.components.probability_bars import probability_bars
from pages.parts.draw.canvas import canvas_state
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
from pages.parts.session.digit import current_digit, drawing_problem
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
    "example": "This is an example. Your first stroke clears the canvas.",
    "drawn": "This is your drawing.",
    "uploaded": "This is from your picture. Draw a stroke to go back to the canvas.",
    "mnist": (
        f"This is one of the {term('test_digits')} of {term('mnist')}. Draw a stroke to go back to "
        "the canvas."
    ),
    "synthetic": (
        f"This is one of the {term('synthetic_digits', 'synthetic')} {term('test_digits')}. Draw a "
        "stroke to go back to the canvas."
    ),
}
# Digits up to so many stand beside the picture of the one of the moment.
FEW_DIGITS = 3
# In CSS pixels: all three fit beside each other from 1280 on.
FEW_WIDTH = 120


def answer() -> None:
    """The digits that are read: answer, probabilities, how strange they are."""
    digit, network, colours = current_digit(), current_network(), palette()
    activations = network.forward(digit.image[None])
    reading = current_reading()
    # The one of the moment is read by the forward pass that the figures show.
    together = (
        network.predict(np.stack([each.image for each in reading.digits]))
        if reading
        else activations["softmax"]
    )
    st.header("2 The answer", anchor=False)
    _prediction(digit.image, activations["softmax"][0], together, reading, colours)
    marks_on_canvas(reading, together)
    if not has_overflowed(activations["softmax"]):
        strangeness_view(network, digit.image, colours)
    if drawing_problem():
        st.warning(f"{drawing_problem()} Until then the last digit stays.", icon=":material/info:")
    else:
        st.caption(_CAPTIONS[digit.source])
    if others_made_room():
        st.caption(
            "The other digits found with this one are no longer kept: the server's memory for all "
            "visitors' digits was full."
        )
    if reading and reading.left_out:
        st.caption(_left_out(len(reading.left_out)))
    if reading and reading.picture:
        picture_with_frames(reading, together)
    if reading and len(reading.digits) > 1:
        several_digits(reading, network, together, colours)


def layers() -> None:
    """The whole network at work on the current digit, and the steps to its image."""
    digit, network = current_digit(), current_network()
    _ways_inside()
    is_drawn = digit.source in ("drawn", "example")
    network_figure(digit.image, canvas_state().read, palette(), is_drawn=is_drawn)
    st.caption(_layers_caption(network, digit.image))
    preprocessing_steps(digit, network)


def _layers_caption(network: Network, image: np.ndarray) -> str:
    sentences = [
        f"Each small square is one {term('feature_map')}.",
        "The bar under a layer says what its colours mean.",
        f"Lines say what a {term('cell')} is made of: blue ones add, broken orange ones take away.",
    ]
    if _goes_below_zero(network):
        sentences[1] = (
            "The bar under a layer says what its colours mean: blue is above zero, orange below."
        )
    if has_overflowed(network.predict(image[None])):
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


def _prediction(
    image: np.ndarray,
    probabilities: np.ndarray,
    together: np.ndarray,
    reading: Reading | None,
    colours: Palette,
) -> None:
    """The answer beside the digit as it is read; where sums overflow, why there is none."""
    title = "What the network reads:<br>28 x 28 pixels"
    if has_overflowed(together):
        with st.container(key="prediction"):
            overflow_warning()
        spoken_answer("")
        picture = image_figure(image, title, "The digit, to which there is no answer", 140, colours)
        st.html(f'<div class="pictures answer">{picture}</div>')
        return
    best = int(probabilities.argmax())
    count = len(together)
    if reading is not None and count > 1:
        title = f"Current digit, {chosen_place(reading) + 1} of {count}:<br>28 x 28 pixels"
    if count > FEW_DIGITS:
        _answers(together, reading)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center", key="answer_row"):
        if count <= FEW_DIGITS:
            _answers(together, reading)
        picture = image_figure(image, title, f"The digit as read: {best}", 140, colours)
        bars = probability_bars(probabilities, colours)
        st.html(f'<div class="pictures answer">{picture}{bars}</div>')


def _answers(together: np.ndarray, reading: Reading | None) -> None:
    """The digits, and how sure the network is of them."""
    count = len(together)
    sure = together.max(axis=1)
    digits = written_out(together, reading)
    width: int | Literal["stretch"] = FEW_WIDTH if count <= FEW_DIGITS else "stretch"
    with st.container(key="prediction", width=width, gap="xsmall"):
        with st.container(key=_size_key(count), gap=None):
            st.subheader(digits, anchor=False)
        if count == 1:
            st.markdown(f"probability **{sure[0]:.1%}**")
            spoken_answer(f"Read as {digits}, with a probability of {sure[0]:.1%}.")
        else:
            # Never more than is true: 99.96 % is not "at least 100.0%".
            least = math.floor(sure.min() * 1000) / 1000
            st.markdown(f"{count} digits, each with at least **{least:.1%}**")
            spoken_answer(f"Read as {digits}: {count} digits, each with at least {least:.1%}.")


def _size_key(count: int) -> str:
    """Names the container, so that appearance.py sizes the digits by their number."""
    if count == 1:
        return "one_answer"
    return "few_answers" if count <= FEW_DIGITS else "many_answers"


def _left_out(count: int) -> str:
    if count == 1:
        return "A dot far from the other strokes is left out: the hollow one on the canvas."
    return f"{count} dots far from the other strokes are left out: the hollow ones on the canvas."
