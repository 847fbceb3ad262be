"""What the chosen network makes of the digit of the moment."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.network.overflow import has_overflowed
from pages.parts.components.network_overview import image_figure, network_overview
from pages.parts.components.overflow import overflow_warning
from pages.parts.components.probability_bars import probability_bars
from pages.parts.draw.preprocessing_steps import preprocessing_steps
from pages.parts.draw.several_digits import digits_read, readings, several_digits, text_rows
from pages.parts.session.digit import current_digit, current_reading, drawing_problem
from pages.parts.session.networks import current_network
from pages.parts.session.reading import DrawingReading, Reading
from pages.parts.session.theme import palette

# More digits are written smaller.
MOST_IN_A_TITLE = 8

# By where the digit came from.
_CAPTIONS = {
    "example": "An example digit: your first stroke begins a clean canvas.",
    "drawn": "Your drawing.",
    "uploaded": "Your picture. Drawing a stroke returns to the canvas.",
    "mnist": "A test digit of MNIST. Drawing a stroke returns to the canvas.",
    "synthetic": "A synthetic test digit. Drawing a stroke returns to the canvas.",
}


def answer() -> None:
    """The digit read: answer, probabilities, every layer's output, the steps to the image."""
    digit, network, colours = current_digit(), current_network(), palette()
    activations = network.forward(digit.image[None])
    reading = current_reading()
    if reading is None or len(reading.digits) == 1:
        _prediction(digit.image, activations["softmax"][0], colours)
    else:
        _predictions(reading, readings(reading, network), colours)
    if drawing_problem():
        st.warning(f"{drawing_problem()} Shown is still the last digit.", icon=":material/info:")
    else:
        st.caption(_CAPTIONS[digit.source])
        if isinstance(reading, DrawingReading) and reading.left_out:
            st.caption(
                "What is marked with a ring is only a tap, far from the rest: it is left out."
            )
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


def _predictions(reading: Reading, probabilities: np.ndarray, colours: Palette) -> None:
    """Several digits as one answer, each with its probability; the chosen one's bars."""
    names = digits_read(probabilities)
    with st.container(key="prediction", gap="xsmall"):
        answer = " ".join(text_rows(reading, names))
        if len(names) <= MOST_IN_A_TITLE:
            st.title(answer, anchor=False)
        else:
            st.subheader(answer, anchor=False)
        name, row = names[reading.chosen], probabilities[reading.chosen]
        place = f"digit {reading.chosen + 1} of {len(names)}"
        st.markdown(
            f"Looked at: {place}, whose sums overflow."
            if has_overflowed(row)
            else f"Looked at: {place}, a **{name}**, probability **{row.max():.1%}**. "
            "Click another digit to look at that."
        )
    several_digits(reading, probabilities, colours)
    if not has_overflowed(probabilities[reading.chosen]):
        image = reading.digits[reading.chosen].image
        title = "What the network reads:<br>28 x 28 pixels"
        picture = image_figure(image, title, f"The digit as read: {name}", 140, colours)
        bars = probability_bars(row, colours)
        st.html(f'<div class="pictures answer">{picture}{bars}</div>')


def _prediction(image: np.ndarray, probabilities: np.ndarray, colours: Palette) -> None:
    """The answer beside the digit as it is read; where sums overflow, why there is none."""
    title = "What the network reads:<br>28 x 28 pixels"
    if has_overflowed(probabilities):
        with st.container(key="prediction"):
            overflow_warning()
        picture = image_figure(image, title, "The digit, to which there is no answer", 140, colours)
        st.html(f'<div class="pictures answer">{picture}</div>')
        return
    best = int(probabilities.argmax())
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        with st.container(key="prediction", width=120, gap="xsmall"):
            st.title(str(best), anchor=False)
            st.markdown(f"probability **{probabilities[best]:.1%}**")
        picture = image_figure(image, title, f"The digit as read: {best}", 140, colours)
        bars = probability_bars(probabilities, colours)
        st.html(f'<div class="pictures answer">{picture}{bars}</div>')
