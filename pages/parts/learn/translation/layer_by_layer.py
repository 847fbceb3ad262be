"""The third step: whether each layer's maps move along with the digit, measured on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from cnn.glossary import term
from cnn.lessons.translation.equivariance import (
    ROUNDING,
    LayerError,
    layer_errors,
    moved_maps,
)
from cnn.lessons.translation.equivariance_question import asked_layer, moves_along_question
from cnn.lessons.translation.translation_questions import BY_ONE, Direction
from cnn.network import Network
from pages.parts.learn.frame import question_and_figure
from pages.parts.learn.kept_choice import kept_choice
from pages.parts.learn.question import ask, question_number
from pages.parts.learn.translation.moved_map_pictures import moved_map_pictures
from pages.parts.session.digit import current_digit
from pages.parts.session.theme import palette

_NAME = "translation"
_DIRECTION = "translation_direction"
_LABELS: Mapping[Direction, str] = {
    "right": "Right",
    "left": "Left",
    "down": "Down",
    "up": "Up",
}
# Odd, even, and whole numbers of every layer's cells; as many as a narrow screen has room for.
_SHIFTS = (1, 2, 3, 4, 8)
_MOVED_BY = "translation_moved_by"
_PIXELS: Mapping[int, str] = {1: "1 pixel"} | {
    pixels: f"{pixels} pixels" for pixels in _SHIFTS if pixels > 1
}
# In the table: the maps moved along exactly; what is asked for.
_ALONG, _ASKED = "\u2713", "?"


def layer_by_layer(network: Network) -> None:
    """A table of how far each layer is from moving along, over a few moves in one direction."""
    image = current_digit().image
    question_side, figure_side = question_and_figure()
    with figure_side:
        direction = kept_choice("The digit moves", _LABELS, _DIRECTION)
    down, right = BY_ONE[direction]
    found = {shift: layer_errors(network, image, down * shift, right * shift) for shift in _SHIFTS}
    asked = asked_layer(found, question_number(_NAME)) if image.any() else None
    with question_side:
        if asked is None:
            answered = True
            st.caption("A blank digit moves nothing. Draw one to be asked about it.")
        else:
            answered = ask(_NAME, moves_along_question(found, asked))
    with figure_side:
        by_layer = zip(*found.values(), strict=True)
        st.table(
            [_row(errors, None if answered else asked) for errors in by_layer], hide_index=True
        )
        st.caption(
            f"{_ALONG} means that the layer's {term('feature_map', 'maps')} moved along exactly. A "
            "percentage says how far off they are: all differences added up, compared with the sum "
            f"of all {term('cell', 'cells')}. Measured on the convolutional network."
        )
        st.markdown(
            "**What you learn here.** A convolution moves its maps along with the digit. After a "
            f"{term('pooling')} they move along only by whole cells. The dense layers at the end "
            "have no places any more, and nothing moves along."
        )
    if image.any():
        _pictures(network, image, direction, None if answered else asked)
    _explanation(found)


def _pictures(network: Network, image: np.ndarray, direction: Direction, asked: str | None) -> None:
    """One map of each layer, moved along and as it is for the moved digit."""
    st.markdown("## One map of each layer")
    pixels = kept_choice("Moved by", _PIXELS, _MOVED_BY)
    down, right = BY_ONE[direction]
    maps = moved_maps(network, image, down * pixels, right * pixels)
    st.html(moved_map_pictures(maps, asked, palette()))
    st.caption(
        "Left: the map of the digit in the middle, moved along. Middle: the map of the moved "
        "digit. Right: how much the two differ; where it is empty, the map has moved along."
    )


def _explanation(found: Mapping[int, tuple[LayerError, ...]]) -> None:
    """What the numbers say, and how they are measured."""
    st.markdown("## Why the whole network loses the digit")
    st.markdown(
        f"{_pooling_sentences(found)} Then {term('flatten')} gives every place weights of its own. "
        f"So the convolutions are {term('equivariance', 'equivariant')}: they find the same "
        "strokes anywhere. But what the dense layers make of those strokes they learned where "
        "MNIST's digits are: in the middle."
    )
    exact = [error.largest for errors in found.values() for error in errors if error.is_exact]
    st.caption(
        "How it is measured: the layer's output for the moved digit is compared with its output "
        "for the digit in the middle, moved afterwards, over the cells that both have. Exact means "
        f"that no cell differs by more than {_plain(ROUNDING)} of the layer's largest value; here "
        f"the largest difference is {_plain(max(exact, default=0))}. Where a move is not a whole "
        "number of cells, the nearest whole number that fits best is taken. Dense layers are "
        "compared as they are."
    )


def _plain(number: float) -> str:
    """A small number as a decimal fraction, without an exponent."""
    return f"{number:.8f}".rstrip("0").rstrip(".")


def _pooling_sentences(found: Mapping[int, tuple[LayerError, ...]]) -> str:
    """Up to where the maps move along, and how far off they are otherwise."""
    off = [
        error.relative
        for errors in found.values()
        for error in errors
        if error.stride and not error.is_exact
    ]
    if not off:
        return (
            "The maps of conv1 move along by any number of pixels. A pooling takes every second "
            f"{term('window')}: the maps of pool1 move along when the digit moves by 2, 4, 6 ... "
            "pixels, and those of pool2 when it moves by 4 or 8."
        )
    return (
        "The maps of conv1 move along by any number of pixels. A pooling takes every second "
        f"{term('window')}: the maps of pool1 move along when the digit moves by 2, 4, 6 ... "
        "pixels, and those of pool2 when it moves by 4 or 8. In between, other pixels share a "
        f"window, and even the best fit is off by {min(off):.0%} to {max(off):.0%}."
    )


def _row(errors: tuple[LayerError, ...], asked: str | None) -> dict[str, str]:
    """One layer's line of the table, over all moves."""
    first = errors[0]
    cell = f"{first.stride} px" if first.stride else "no places"
    numbers = {
        f"{shift} px": _ASKED if first.layer == asked else _moved_along(error)
        for shift, error in zip(_SHIFTS, errors, strict=True)
    }
    return {"Layer": first.layer, "One cell": cell, **numbers}


def _moved_along(error: LayerError) -> str:
    return _ALONG if error.is_exact else f"{error.relative:.0%}"
