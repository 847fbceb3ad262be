"""What the chosen network makes of the digit of the moment, and of those found with it."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.network.overflow import has_overflowed
from pages.parts.components.network_overview import image_figure, network_overview
from pages.parts.components.overflow import overflow_warning
from pages.parts.components.probability_bars import probability_bars
from pages.parts.draw.preprocessing_steps import preprocessing_steps
from pages.parts.draw.several_digits import (
    marks_on_canvas,
    picture_with_frames,
    several_digits,
    written_out,
)
from pages.parts.draw.strangeness import strangeness_view
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
    "example": "An example digit: draw your own over it, or clear the canvas first.",
    "drawn": "Your drawing.",
    "uploaded": "Your picture. Drawing a stroke returns to the canvas.",
    "mnist": "A test digit of MNIST. Drawing a stroke returns to the canvas.",
    "synthetic": "A synthetic test digit. Drawing a stroke returns to the canvas.",
}
# Digits up to so many stand beside the picture of the one of the moment.
FEW_DIGITS = 3
# In CSS pixels: all three fit beside each other from 1280 on.
FEW_WIDTH = 120


def answer() -> None:
    """The digits read: answer, probabilities, every layer's output, the steps to the image."""
    digit, network, colours = current_digit(), current_network(), palette()
    activations = network.forward(digit.image[None])
    reading = current_reading()
    # The one of the moment is read by the forward pass that the figures show.
    together = (
        network.predict(np.stack([each.image for each in reading.digits]))
        if reading
        else activations["softmax"]
    )
    _prediction(digit.image, activations["softmax"][0], together, reading, colours)
    marks_on_canvas(reading, together)
    if not has_overflowed(activations["softmax"]):
        strangeness_view(network, digit.image, colours)
    if drawing_problem():
        st.warning(f"{drawing_problem()} Shown is still the last digit.", icon=":material/info:")
    else:
        st.caption(_CAPTIONS[digit.source])
    if others_made_room():
        st.caption(
            "What else was found with this digit is forgotten: the server's memory for all "
            "visitors' digits was full."
        )
    if reading and reading.left_out:
        st.caption(_left_out(len(reading.left_out)))
    if reading and reading.picture:
        picture_with_frames(reading, together)
    if reading and len(reading.digits) > 1:
        several_digits(reading, network, together, colours)
    network_overview(network, digit.image, activations, colours)
    scale = (
        "Every layer's output for this digit, up to where the sums overflow. Each mosaic has a "
        "scale of its own, from silent to the layer's strongest cell."
        if has_overflowed(activations["softmax"])
        else "Every layer's output for this digit. Each mosaic has a scale of its own, from silent "
        "to the layer's strongest cell."
    )
    if any((output < 0).any() for output in activations.values()):
        scale += " Orange is below zero."
    st.caption(scale)
    preprocessing_steps(digit, network)


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
        picture = image_figure(image, title, "The digit, to which there is no answer", 140, colours)
        st.html(f'<div class="pictures answer">{picture}</div>')
        return
    best = int(probabilities.argmax())
    count = len(together)
    if reading is not None and count > 1:
        title = (
            f"The digit of the moment,<br>{chosen_place(reading) + 1} of {count}: 28 x 28 pixels"
        )
    if count > FEW_DIGITS:
        _answers(together, reading)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if count <= FEW_DIGITS:
            _answers(together, reading)
        picture = image_figure(image, title, f"The digit as read: {best}", 140, colours)
        bars = probability_bars(probabilities, colours)
        st.html(f'<div class="pictures answer">{picture}{bars}</div>')


def _answers(together: np.ndarray, reading: Reading | None) -> None:
    """The digits, and how sure the network is of them."""
    count = len(together)
    sure = together.max(axis=1)
    width: int | Literal["stretch"] = FEW_WIDTH if count <= FEW_DIGITS else "stretch"
    with st.container(key="prediction", width=width, gap="xsmall"):
        with st.container(key=_size_key(count), gap=None):
            st.title(written_out(together, reading), anchor=False)
        if count == 1:
            st.markdown(f"probability **{sure[0]:.1%}**")
        else:
            # Never more than is true: 99.96 % is not "at least 100.0%".
            least = math.floor(sure.min() * 1000) / 1000
            st.markdown(f"{count} digits, each at least **{least:.1%}**")


def _size_key(count: int) -> str:
    """Names the container, so that appearance.py sizes the digits by their number."""
    if count == 1:
        return "one_answer"
    return "few_answers" if count <= FEW_DIGITS else "many_answers"


def _left_out(count: int) -> str:
    if count == 1:
        return "A dot far from the strokes is left out; it is hollow on the canvas."
    return f"{count} dots far from the strokes are left out; they are hollow on the canvas."
