"""Whether each layer of the convolutional network is equivariant, measured on the digit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from cnn.lessons.translation.equivariance import ROUNDING, LayerError, layer_errors
from cnn.network import Network
from pages.parts.session.digit import current_digit

_DIRECTION = "translation_direction"
Direction = Literal["right", "left", "down", "up"]
_LABELS: Mapping[Direction, str] = {
    "right": "Right",
    "left": "Left",
    "down": "Down",
    "up": "Up",
}
_SHIFTS_BY_ONE: Mapping[Direction, tuple[int, int]] = {
    "right": (0, 1),
    "left": (0, -1),
    "down": (1, 0),
    "up": (-1, 0),
}
# Odd, even, and whole numbers of every layer's cells; as many as a narrow screen has room for.
_SHIFTS = (1, 2, 3, 4, 8)


@st.fragment
def layer_by_layer(network: Network) -> None:
    """A table of how far each layer is from equivariant, over a few shifts in one direction."""
    st.markdown("#### Equivariant layer by layer, and where that ends")
    st.markdown(
        "A convolution without borders does the same at every place: move the digit, and its map "
        "moves along. Measured here on your digit: the layer's output for the moved digit, against "
        "the output for the digit as it stands, moved afterwards."
    )
    direction = st.segmented_control(
        "The digit moves",
        list(_LABELS),
        format_func=_LABELS.__getitem__,
        default="right",
        required=True,
        key=_DIRECTION,
    )
    image, (down, right) = current_digit().image, _SHIFTS_BY_ONE[direction or "right"]
    found = [layer_errors(network, image, down * shift, right * shift) for shift in _SHIFTS]
    st.table([_row(errors) for errors in zip(*found, strict=True)], hide_index=True)
    exact = [error.largest for errors in found for error in errors if error.is_exact]
    st.caption(
        "Columns: pixels moved. Numbers: the sum of all cells' absolute differences, divided by "
        "the sum of the cells. Exact: no cell differs by more than "
        f"{ROUNDING:g} of the layer's strongest; the most that occurs among those here is "
        f"{max(exact, default=0):.0e}. Compared are the cells that both have. Where the shift is "
        "no whole number of cells, the nearest whole number that fits best is taken; dense layers "
        "have no places, and are compared as they are."
    )
    st.markdown(
        f"{_pooling_sentence(found)} Then flatten gives each place weights of its own, and nothing "
        "moves along any more. So the convolutions find the same strokes anywhere, but what the "
        "dense layers make of them was learned where MNIST's digits stand: in the middle. The "
        "whole network is only partly invariant."
    )


def _pooling_sentence(found: Sequence[tuple[LayerError, ...]]) -> str:
    """Up to where the maps move along, and how far off they are otherwise."""
    off = [
        error.relative
        for errors in found
        for error in errors
        if error.stride and not error.is_exact
    ]
    if not off:
        return (
            "conv1 is exact for every shift. Pooling takes every second window, so from pool1 on a "
            "shift must be even, and from pool2 on a multiple of 4, to be a whole number of cells; "
            "between those other pixels share a window."
        )
    return (
        "conv1 is exact for every shift. Pooling takes every second window, so from pool1 on a "
        "shift must be even, and from pool2 on a multiple of 4, to be a whole number of cells; "
        "between those other pixels share a window, and even the best fit is off by "
        f"{min(off):.2f} to {max(off):.2f} of the sum of the cells."
    )


def _row(errors: tuple[LayerError, ...]) -> dict[str, str]:
    """One layer's line of the table, over all shifts."""
    first = errors[0]
    cell = f"{first.stride} px" if first.stride else "no places"
    numbers = {
        str(shift): "exact" if error.is_exact else f"{error.relative:.2f}"
        for shift, error in zip(_SHIFTS, errors, strict=True)
    }
    return {"Layer": first.layer, "One cell": cell, **numbers}
