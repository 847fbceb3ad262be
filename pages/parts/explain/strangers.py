"""Drawings that are no digit, drawn once for all; each can become the current digit."""

from __future__ import annotations

from functools import cache

import numpy as np
import streamlit as st

from cnn.handwriting.not_digits import KINDS, Kind, examples_by_hands, kinds_of_digits
from pages.parts.session.digit import Digit, set_digit

# Of each kind.
DRAWINGS = 60
HANDS = 5
SEED = 11


@cache
def stranger_kinds() -> tuple[str, ...]:
    """What each kind of drawing that is no digit is called."""
    return tuple(kind.name for kind in _kinds())


@cache
def _kinds() -> tuple[Kind, ...]:
    return *KINDS, *kinds_of_digits(examples_by_hands(HANDS))


@st.cache_resource(max_entries=1, show_spinner="Drawing what is no digit")
def stranger_images() -> dict[str, np.ndarray]:
    """{kind: (60, 28, 28) float32}, drawn once for all: 2.8 MB."""
    return {kind.name: kind.images(DRAWINGS, SEED) for kind in _kinds()}


def draw_stranger(kind: str, number: int) -> None:
    """Put one of them on Draw's canvas, where undo brings back what was there."""
    # The canvas's own module can only be imported while Streamlit runs.
    from pages.parts.draw.canvas import load_strokes, mark_as_read

    (drawings,) = (one.drawings(DRAWINGS, SEED) for one in _kinds() if one.name == kind)
    strokes = drawings[number]
    load_strokes(strokes)
    mark_as_read()
    set_digit(Digit(stranger_images()[kind][number], "drawn", strokes=tuple(strokes)))


def kinds_that_chose() -> tuple[str, ...]:
    """The kinds by which Draw's strangeness was chosen."""
    return tuple(kind.name for kind in _kinds() if kind.is_for_choosing)
