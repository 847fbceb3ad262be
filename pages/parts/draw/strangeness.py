"""How strange the digit of the moment is to the network: a scale with its bound, and in words."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.glossary import term
from cnn.network import Network
from cnn.strangeness import BOUND, strangeness

# Strangeness at the scale's right end, and the dot's last place where it is more.
SCALE_END = 2.0
# In CSS pixels: the words stand beside it.
SCALE_WIDTH = 200

_NOT_A_DIGIT = (
    "This does not look like any digit that the network has learned. It has to name one all the "
    "same: its ten probabilities always add up to 100%."
)
_NOT_KNOWN = (
    f"Whether this looks like a digit to the network is not known: its file holds no "
    f"{term('strangeness')} statistics. Networks trained here get them at the end of their run."
)
_MEASURE = (
    "How it is measured: the means and spreads of all feature maps, and the sums of all dense "
    "units, are compared with those of thousands of digits. The number is the distance to the "
    "nearest of the ten digits (Mahalanobis distance), in a unit that leaves 99 of 100 digits "
    "below 1."
)


def strangeness_view(network: Network, image: np.ndarray, palette: Palette) -> None:
    """Show how strange a (28, 28) image is to a network whose sums do not overflow for it."""
    with st.container(key="strangeness", gap="xsmall"):
        if network.statistics is None:
            st.caption(_NOT_KNOWN)
            return
        value = float(strangeness(network, image[None])[0])
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(strangeness_scale(value, palette), width=SCALE_WIDTH)
            st.caption(_verdict(value), help=_MEASURE)
        if value > BOUND:
            st.warning(_NOT_A_DIGIT, icon=":material/help:")


def are_strange(network: Network, images: np.ndarray) -> np.ndarray:
    """Which of (n, 28, 28) images are past the bound: (n,) bool.

    None are where the network has no statistics of digits, or its sums overflow.
    """
    if network.statistics is None:
        return np.zeros(len(images), bool)
    values = strangeness(network, images)
    return np.isfinite(values) & (values > BOUND)


def strangeness_scale(value: float, palette: Palette) -> str:
    """A line from 0 to 2 with the bound marked and a dot at the value, as HTML of our own.

    Past the bound the line is broken and the dot a square, so that nothing hangs on colours.
    """
    share = min(value / SCALE_END, 1)
    colour, shape = (palette.frame, "dot beyond") if value > BOUND else (palette.accent, "dot")
    bound = BOUND / SCALE_END
    alternative = (
        f"Strangeness {_number(value)} on a scale from 0, like digits, to 2, unlike digits; the "
        "limit is 1."
    )
    return (
        f'<div class="strangeness" role="img" aria-label="{alternative}">'
        f'<span class="line" style="width: {bound:.0%}; background: {palette.accent}"></span>'
        f'<span class="line broken" style="left: {bound:.0%}; color: {palette.frame}"></span>'
        f'<span class="bound" style="left: {bound:.0%}; background: {palette.text}"></span>'
        f'<span class="{shape}" style="left: {share:.1%}; background: {colour}; '
        f'border-color: {palette.background}"></span>'
        f'<span class="end first">like digits</span>'
        f'<span class="end" style="left: {bound:.0%}">limit</span>'
        f'<span class="end last">unlike digits</span></div>'
    )


def _verdict(value: float) -> str:
    known = term("strangeness", "Strangeness")
    if value > BOUND:
        return f"{known} {_number(value)}, past the limit: 99 of 100 digits stay below 1."
    return f"{known} {_number(value)}, like a digit: 99 of 100 digits stay below 1."


def _number(value: float) -> str:
    return "beyond measure" if math.isinf(value) else f"{value:.2f}"
