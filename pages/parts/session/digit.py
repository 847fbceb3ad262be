"""The digit of the moment: kept in `st.session_state`, set nowhere else, read by every page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, assert_never

import numpy as np
import streamlit as st

from cnn.drawing import digit_from_strokes
from cnn.drawing.normalise import Stage
from cnn.errors import DrawingError
from cnn.handwriting.examples import FIRST_EXAMPLE, Example
from pages.parts.session.memory_budget import Holding
from pages.parts.session.reading import (
    DrawingReading,
    PictureDigits,
    Reading,
    reading_of_drawing,
)
from pages.parts.session.shared_memory import reading_memory, visitor

Source = Literal["example", "drawn", "uploaded", "mnist", "synthetic"]


@dataclass(frozen=True)
class Digit:
    """The digit of the moment.

    Attributes:
        image: (28, 28) float32 in [0, 1], ink bright: what the network reads.
        source: where it came from.
        label: the true digit where it is known (examples, MNIST, synthetic digits).
        strokes: the pen's path in canvas pixels, where there was a pen.
        stages: the steps from an uploaded picture to the image.
    """

    image: np.ndarray
    source: Source
    label: int | None = None
    strokes: tuple[np.ndarray, ...] = ()
    stages: tuple[Stage, ...] = ()


def current_digit() -> Digit:
    """The digit of the moment; there is one from the first visit on."""
    if "digit" not in st.session_state:
        st.session_state["digit"] = example_digit(FIRST_EXAMPLE)
    return st.session_state["digit"]


def example_digit(example: Example) -> Digit:
    """An example as a digit of the moment."""
    return Digit(
        digit_from_strokes(example.strokes), "example", example.digit, strokes=example.strokes
    )


def set_digit(digit: Digit) -> None:
    """Make a digit the one that every page shows."""
    st.session_state["digit"] = digit
    st.session_state["reading"] = None
    st.session_state["drawing_problem"] = None


def set_reading(reading: Reading) -> None:
    """Keep all digits of a drawing or picture; the chosen one becomes the digit of the moment."""
    set_digit(_digit_of(reading))
    holding = Holding(reading, reading.size, visitor())
    reading_memory().hold(holding)
    st.session_state["reading"] = holding


def current_reading() -> Reading | None:
    """What the digit of the moment was found in.

    None for a digit that came alone, and where other visitors' needed the memory.
    """
    holding: Holding[Reading] | None = st.session_state.get("reading")
    if holding is None:
        return None
    holding.mark_used()
    return holding.value


def choose_digit(place: int) -> None:
    """Make another digit of the same drawing or picture the digit of the moment."""
    reading = current_reading()
    if reading is not None and place < len(reading.digits):
        set_reading(replace(reading, chosen=place))


def _digit_of(reading: Reading) -> Digit:
    image = reading.digits[reading.chosen].image
    match reading:
        case DrawingReading():
            return Digit(image, "drawn", strokes=tuple(reading.strokes_of(reading.chosen)))
        case PictureDigits():
            return Digit(image, "uploaded", stages=tuple(reading.stages_of(reading.chosen)))
        case _:
            assert_never(reading)


def read_drawing(strokes: list[np.ndarray]) -> None:
    """Make a drawing's last digit that of the moment, or say why not and keep what was there.

    Args:
        strokes: (k, 2) arrays in canvas pixels.
    """
    try:
        set_reading(reading_of_drawing(strokes))
    except DrawingError as error:
        st.session_state["drawing_problem"] = str(error)


def drawing_problem() -> str | None:
    """Why the canvas cannot be read, in a sentence; None while it can."""
    return st.session_state.get("drawing_problem")
