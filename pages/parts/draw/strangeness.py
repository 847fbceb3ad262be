"""How strange the digit of the moment is to the network: a scale with its bound, and in words."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.network import Network
from cnn.strangeness import BOUND, strangeness

# Strangeness at the scale's right end, and the dot's last place where it is more.
SCALE_END = 2.0
# In CSS pixels: the words stand beside it.
SCALE_WIDTH = 190

_NOT_A_DIGIT = (
    "This does not look like a digit that the network has learned. It answers all the same: its "
    "ten probabilities always sum to 1."
)
_NOT_KNOWN = (
    "How strange this is to the network is not known: its file holds no statistics of digits. "
    "Networks trained here have them once their run has ended."
)
_MEASURE = (
    "Strangeness: the averages and spreads of all feature maps and the sums of all dense units, "
    "compared with those of thousands of digits; how far off they are from the nearest of the ten "
    "digits (Mahalanobis distance). 1 is the bound, which one digit in a hundred exceeds."
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
            st.caption(_verdict(value), help=_MEASURE, width="content")
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
    """A line from 0 to 2 with the bound marked and a dot at the value, as HTML of our own."""
    share = min(value / SCALE_END, 1)
    colour = palette.frame if value > BOUND else palette.accent
    bound = BOUND / SCALE_END
    alternative = f"Strangeness {_number(value)} on a scale from 0 to 2; the bound is 1."
    return (
        f'<div class="strangeness" role="img" aria-label="{alternative}">'
        f'<span class="line" style="background: linear-gradient(to right, {palette.accent} '
        f'{bound:.0%}, {palette.frame} {bound:.0%})"></span>'
        f'<span class="bound" style="left: {bound:.0%}; background: {palette.text}"></span>'
        f'<span class="dot" style="left: {share:.1%}; background: {colour}; '
        f'border-color: {palette.background}"></span>'
        f'<span class="end first">usual</span>'
        f'<span class="end" style="left: {bound:.0%}">bound</span>'
        f'<span class="end last">strange</span></div>'
    )


def _verdict(value: float) -> str:
    if value > BOUND:
        return f"Strangeness {_number(value)}: past the bound of 1."
    return f"Strangeness {_number(value)}: within 1, as 99 of 100 digits are."


def _number(value: float) -> str:
    return "beyond measure" if math.isinf(value) else f"{value:.2f}"
