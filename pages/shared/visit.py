"""What one visit holds: the digit of the moment and the networks to choose from.

Kept in `st.session_state` and set nowhere else; every page reads it from here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
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
MAX_OWN_NETWORKS = 50
# What one visit's networks may take of the host's memory: about 170 of the textbook's size.
MAX_OWN_PARAMETERS = 16_000_000

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
    """The visitor's networks by name, oldest first: kept from earlier visits, then this one's."""
    return OrderedDict({**kept_networks(), **_visits_networks()})


def kept_networks() -> dict[str, Network]:
    """Networks of earlier visits, by name, oldest first; see `set_kept_networks`."""
    return st.session_state.get("kept_networks", {})


def set_kept_networks(networks: dict[str, Network]) -> None:
    """Say which networks of earlier visits there are.

    Args:
        networks: by name, oldest first; no name is one of this visit's or of those that ship.
    """
    st.session_state["kept_networks"] = networks


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
        network: the network. The oldest of the visit are dropped past 50, and past 16 million
            parameters in all.

    Returns:
        The name it got.
    """
    networks = _visits_networks()
    unique = unique_name(name, network_names())
    networks[unique] = network
    while len(networks) > 1 and (
        len(networks) > MAX_OWN_NETWORKS
        or sum(kept.architecture.parameters for kept in networks.values()) > MAX_OWN_PARAMETERS
    ):
        networks.popitem(last=False)
    choose_network(unique)
    return unique


def rename_network(name: str, wished: str) -> str:
    """Give one of the visit's own networks another name.

    Args:
        name: as it is called now; one that is not there is left at that.
        wished: the new name; a number is added when it is taken.

    Returns:
        The name it got.
    """
    unique = unique_name(wished, [other for other in network_names() if other != name])
    networks = _visits_networks()
    renamed = [(unique if key == name else key, network) for key, network in networks.items()]
    st.session_state["own_networks"] = OrderedDict(renamed)
    if st.session_state.get("network_name") == name:
        choose_network(unique)
    return unique


def remove_network(name: str) -> None:
    """Take one of the visit's own networks out of the picker.

    Args:
        name: of the network; one that is not there is left at that.
    """
    _visits_networks().pop(name, None)


def unique_name(name: str, taken: Iterable[str]) -> str:
    """A name that is not taken.

    Args:
        name: wished for.
        taken: names that are.

    Returns:
        The name, with a number where it is taken.
    """
    taken = set(taken)
    numbered = (f"{name} {number}" for number in range(2, 1000))
    return next(candidate for candidate in (name, *numbered) if candidate not in taken)


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


def _visits_networks() -> OrderedDict[str, Network]:
    return st.session_state.setdefault("own_networks", OrderedDict())


def palette() -> Palette:
    """The colours of the theme that the visitor's browser shows."""
    return PALETTES["dark" if st.context.theme.type == "dark" else "light"]
