"""How strange the digit of the moment is to the network: a scale with its bound, and in words."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette
from cnn.glossary import term
from cnn.network import Network
from cnn.strangeness import BOUND, strangeness
from pages.parts.draw.strangeness_scale import strangeness_number, strangeness_scale

_NOT_A_DIGIT = "This does not look like any digit the network has learned."
_NOT_KNOWN = (
    f"Whether this looks like a digit to the network is not known: its file holds no "
    f"{term('strangeness')} statistics. Networks trained here get them at the end of their run."
)
_MEASURE = (
    "How it is measured: the means and spreads of all feature maps, and the sums of all dense "
    "units, are compared with those of thousands of digits. The number is the distance to the "
    "nearest of the ten digits (Mahalanobis distance), in a unit that leaves 99 of 100 digits "
    "below 1. Whatever is drawn, the network has to name a digit: its ten probabilities always add "
    "up to 100%."
)


def strangeness_view(network: Network, image: np.ndarray, palette: Palette) -> None:
    """Show how strange a (28, 28) image is to a network whose sums do not overflow for it."""
    # As high with its warning as without: nothing moves when a drawing becomes strange.
    with st.container(horizontal=True, gap="small", key="strangeness"):
        if network.statistics is None:
            st.caption(_NOT_KNOWN)
            return
        value = float(strangeness(network, image[None])[0])
        strangeness_scale(value, palette)
        with st.container(key="strangeness_words", width="stretch", gap=None):
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


def _verdict(value: float) -> str:
    known = term("strangeness", "Strangeness")
    if value > BOUND:
        return (
            f"{known} {strangeness_number(value)}, past the limit: 99 of 100 digits stay below 1."
        )
    return f"{known} {strangeness_number(value)}, like a digit: 99 of 100 digits stay below 1."
