"""The networks that a visitor can choose from: kept in `st.session_state`, set nowhere else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

import streamlit as st

from cnn.network import PRETRAINED, Network

DEFAULT_NETWORK = "pen"


MAX_OWN_NETWORKS = 50


# What one visit's networks may take of the host's memory: about 170 of the textbook's size.
MAX_OWN_PARAMETERS = 16_000_000


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


def _visits_networks() -> OrderedDict[str, Network]:
    return st.session_state.setdefault("own_networks", OrderedDict())
