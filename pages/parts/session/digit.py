"""The digit of the moment: kept in `st.session_state`, set nowhere else, read by every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import streamlit as st

from cnn.drawing import digit_from_strokes
from cnn.drawing.normalise import Stage
from cnn.handwriting.examples import FIRST_EXAMPLE, Example

Source = Literal["example", "drawn", "uploaded", "mnist", "synthetic", "changed"]


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
        st.session_state["digit"] = _first_digit()
    return st.session_state["digit"]


@cache
def _first_digit() -> Digit:
    """What every visit begins with."""
    digit = example_digit(FIRST_EXAMPLE)
    digit.image.flags.writeable = False
    return digit


def example_digit(example: Example) -> Digit:
    """An example as a digit of the moment."""
    return Digit(
        digit_from_strokes(example.strokes), "example", example.digit, strokes=example.strokes
    )


def set_digit(digit: Digit) -> None:
    """Make a digit the one that every page shows."""
    st.session_state["digit"] = digit
    st.session_state["drawing_problem"] = None


def set_drawing_problem(sentence: str) -> None:
    """Say why the canvas cannot be read; the last digit stays."""
    st.session_state["drawing_problem"] = sentence


def drawing_problem() -> str | None:
    """Why the canvas cannot be read, in a sentence; None while it can."""
    return st.session_state.get("drawing_problem")
