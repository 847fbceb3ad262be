"""The map, the window on it, the three ways to pool it, and the question."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.lessons.max_pooling.pooling import (
    DIRECTIONS,
    Direction,
    Move,
    Pooled,
    clearest_map,
    ink_lost,
    pooled,
)
from cnn.lessons.max_pooling.pooling_questions import Hidden, pooling_question
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.max_pooling.explanation import explanation
from pages.parts.learn.max_pooling.other_digits import NETWORK, other_digits
from pages.parts.learn.max_pooling.pooling_view import pooling_view
from pages.parts.learn.question import ask, question_number
from pages.parts.session.digit import current_digit
from pages.parts.session.networks import pretrained_network
from pages.parts.session.theme import palette

_NAME = "max_pooling"
_LAYER = "pooling_layer"
_LAYERS: Mapping[str, str] = {"conv1": "conv1", "conv2": "conv2"}
# Below this share of the ink nobody sees that something is gone.
_INK_WORTH_SAYING = 0.001
_NOTES: Mapping[Direction, str] = {
    "left": "This digit touches the border: moved left, {share:.1%} of its ink leaves the image, "
    "and part of the change comes from that.",
    "up": "This digit touches the border: moved up, {share:.1%} of its ink leaves the image, and "
    "part of the change comes from that.",
    "right": "This digit touches the border: moved right, {share:.1%} of its ink leaves the image, "
    "and part of the change comes from that.",
    "down": "This digit touches the border: moved down, {share:.1%} of its ink leaves the image, "
    "and part of the change comes from that.",
}


@st.fragment
def explorer() -> None:
    """One map of a convolution, pooled in three ways, and what a move of the digit changes."""
    image, number = current_digit().image, question_number(_NAME)
    question_side, figure_side = question_and_figure()
    with figure_side:
        picture = st.container(gap="small")
        with st.container(horizontal=True, gap="medium"):
            layer = kept_choice("Maps of", _LAYERS, _LAYER, width=150)
            digit = pooled(pretrained_network(NETWORK), layer, image)
            channel = _chosen_map(digit)
    asked = pooling_question(digit, channel, number)
    with question_side:
        answered = ask(_NAME, asked.question)
    others, hidden = other_digits(layer), Hidden() if answered else asked.hidden
    with picture:
        pooling_view(
            digit,
            channel,
            others,
            palette(),
            key="pooling",
            question=f"{number} {layer} {channel}",
            first_move=asked.first_move,
            hidden=hidden,
            notes=_border_notes(image),
        )
        if not image.any():
            st.caption("This digit is blank: moved, it is the same, so nothing changes.")
    explanation(digit, channel, others, hidden)


def _chosen_map(digit: Pooled) -> int:
    """The map that is looked at; the clearest until another is chosen."""
    last, key = digit.maps.shape[-1] - 1, f"pooling_map_{digit.layer}"
    if key not in st.session_state:
        st.session_state[key] = clearest_map(digit.maps[0])
    return st.number_input(
        f"Map, 0 to {last}", 0, last, step=1, key=key, persist_state="session", width=150
    )


def _border_notes(image: np.ndarray) -> dict[Move, str]:
    """A sentence for each move that takes ink out of the image."""
    lost = {direction: ink_lost(image, direction) for direction in DIRECTIONS}
    return {
        direction: _NOTES[direction].format(share=share)
        for direction, share in lost.items()
        if share >= _INK_WORTH_SAYING
    }
