"""What one visit holds: the digit of the moment and the networks to choose from.

Kept in `st.session_state` and set nowhere else; every page reads it from here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from cnn.drawing import Stage, digit_from_strokes
from cnn.errors import DrawingError
from cnn.examples import FIRST_EXAMPLE, Example
from cnn.network import PRETRAINED, Network
from cnn.palette import PALETTES, Palette

DEFAULT_NETWORK = "pen"
MAX_OWN_NETWORKS = 8

Source = Literal["example", "drawn", "uploaded", "MNIST", "synthetic"]


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


@st.cache_resource(max_entries=len(PRETRAINED), show_spinner=False)
def pretrained_network(name: str) -> Network:
    """A network that ships, loaded once for all visitors and never changed.

    Args:
        name: pen or textbook.

    Returns:
        The network.
    """
    return Network.load(name)


def own_networks() -> OrderedDict[str, Network]:
    """The visitor's networks by name, oldest first."""
    return st.session_state.setdefault("own_networks", OrderedDict())


def network_names() -> list[str]:
    """Every network that this visitor can choose."""
    return [*PRETRAINED, *own_networks()]


def network_name() -> str:
    """The name of the chosen network."""
    name = st.session_state.get("network_name", DEFAULT_NETWORK)
    return name if name in network_names() else DEFAULT_NETWORK


def current_network() -> Network:
    """The chosen network."""
    return network_named(network_name())


def network_named(name: str) -> Network:
    """One of the networks that this visitor can choose.

    Args:
        name: one of `network_names()`.

    Returns:
        The network.
    """
    return own_networks()[name] if name in own_networks() else pretrained_network(name)


def add_network(name: str, network: Network) -> str:
    """Put a visitor's network into the picker and choose it.

    Args:
        name: wished for; a number is added when it is taken.
        network: the network. The oldest is dropped past eight.

    Returns:
        The name it got.
    """
    networks = own_networks()
    taken = set(network_names())
    unique = next(
        candidate
        for candidate in (name, *(f"{name} {number}" for number in range(2, 1000)))
        if candidate not in taken
    )
    networks[unique] = network
    while len(networks) > MAX_OWN_NETWORKS:
        networks.popitem(last=False)
    choose_network(unique)
    return unique


def choose_network(name: str) -> None:
    """Make a network the current one on every page.

    Args:
        name: one of `network_names()`.
    """
    st.session_state["network_name"] = name


def current_digit() -> Digit:
    """The digit of the moment; there is one from the first visit on."""
    if "digit" not in st.session_state:
        st.session_state["digit"] = example_digit(FIRST_EXAMPLE)
    return st.session_state["digit"]


def example_digit(example: Example) -> Digit:
    """An example as a digit of the moment.

    Args:
        example: one of `cnn.examples.EXAMPLES`.

    Returns:
        The digit.
    """
    return Digit(
        digit_from_strokes(example.strokes), "example", example.digit, strokes=example.strokes
    )


def set_digit(digit: Digit) -> None:
    """Make a digit the one that every page shows.

    Args:
        digit: the new digit of the moment.
    """
    st.session_state["digit"] = digit
    st.session_state["drawing_problem"] = None


def read_drawing(strokes: list[np.ndarray]) -> None:
    """Make a drawing the digit of the moment, or say why it cannot be and keep the last one.

    Args:
        strokes: (k, 2) arrays in canvas pixels.
    """
    try:
        set_digit(Digit(digit_from_strokes(strokes), "drawn", strokes=tuple(strokes)))
    except DrawingError as error:
        st.session_state["drawing_problem"] = str(error)


def drawing_problem() -> str | None:
    """Why the canvas cannot be read, in a sentence; None while it can."""
    return st.session_state.get("drawing_problem")


def palette() -> Palette:
    """The colours of the theme that the visitor's browser shows."""
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]
