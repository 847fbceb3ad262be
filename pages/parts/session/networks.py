"""The networks that a visitor can choose from: kept in `st.session_state`, set nowhere else.

Each is known by its token, which never changes and is no other's; its name is only to be read.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from cnn.network import PRETRAINED, Network
from cnn.network.shapes import FLOAT_BYTES
from pages.parts.session.memory_budget import Holding
from pages.parts.session.shared_memory import hold_network, visitor

DEFAULT_NETWORK = "pen"
MAX_OWN_NETWORKS = 50
# What one session's networks may take of the host's memory: about 170 of the textbook's size.
MAX_OWN_PARAMETERS = 16_000_000


@dataclass(frozen=True)
class NetworkChoice:
    """A network that can be chosen.

    Attributes:
        token: a pretrained network's key; else random.
        name: to be read; two networks may have the same.
        network: the network.
        is_uploaded: whether it came as a visitor's file, so that what it says of itself is but a
            claim.
    """

    token: str
    name: str
    network: Network
    is_uploaded: bool = False


@dataclass(frozen=True)
class DroppedNetwork:
    """A network of this session that had to go.

    Attributes:
        token: what it was known by.
        name: what it was called.
        is_for_others: whether it made room for other visitors' networks, not for one's own.
    """

    token: str
    name: str
    is_for_others: bool


@dataclass
class OwnNetwork:
    """One of the session's own networks.

    Attributes:
        name: to be read; two networks may have the same.
        holding: the network, while there is room for it.
        is_uploaded: as of `NetworkChoice`.
    """

    name: str
    holding: Holding[Network]
    is_uploaded: bool = False


@st.cache_resource(max_entries=len(PRETRAINED), show_spinner=False)
def pretrained_network(name: str) -> Network:
    """A network that ships, pen or textbook: loaded once for all visitors and never changed."""
    return Network.load(name)


def network_names() -> list[str]:
    """Of every network that this visitor can choose: those that ship, kept ones, one's own."""
    return list(_names().values())


def network_labels() -> dict[str, str]:
    """What to call each network that can be chosen, by token: no two the same."""
    return distinct_labels(_names())


def distinct_labels(names: Mapping[str, str]) -> dict[str, str]:
    """What to call each of several things, by token: its name, numbered where another has it.

    Streamlit's widgets tell their options apart by what is shown of them.
    """
    labels: dict[str, str] = {}
    for token, name in names.items():
        taken = set(labels.values())
        numbered = (f"{name} ({number})" for number in range(2, len(labels) + 3))
        labels[token] = next(label for label in (name, *numbered) if label not in taken)
    return labels


def network_with(token: str) -> NetworkChoice | None:
    """One of the networks that can be chosen; None where it is none, or none any more."""
    if token in PRETRAINED:
        return NetworkChoice(token, token, pretrained_network(token))
    own = _own_networks().get(token)
    network = own.holding.value if own else None
    if own is None or network is None:
        return kept_networks().get(token)
    return NetworkChoice(token, own.name, network, own.is_uploaded)


def network_name(token: str) -> str | None:
    """What a network is called; None where there is none such, or none any more."""
    return _names().get(token)


def look_at(token: str) -> NetworkChoice | None:
    """The same, of a network that is shown now: it is not the one to be dropped next."""
    visitor().come_by()
    own = _own_networks().get(token)
    if own is not None:
        own.holding.mark_used()
    return network_with(token)


def current_choice() -> NetworkChoice:
    """The chosen network, by which name it goes, and where it comes from."""
    chosen = look_at(wished_token())
    return chosen or NetworkChoice(
        DEFAULT_NETWORK, DEFAULT_NETWORK, pretrained_network(DEFAULT_NETWORK)
    )


def current_network() -> Network:
    """The chosen network."""
    return current_choice().network


def network_token() -> str:
    """Which network is chosen."""
    return current_choice().token


def wished_token() -> str:
    """The network that the visitor has chosen, whether or not it is here."""
    return st.session_state.get("network_token", DEFAULT_NETWORK)


def choose_network(token: str) -> None:
    """Make one of the networks that can be chosen the one that every page shows."""
    st.session_state["network_token"] = token
    for other, own in _own_networks().items():
        own.holding.is_in_view = other == token


def kept_networks() -> Mapping[str, NetworkChoice]:
    """Networks of earlier visits by token, oldest first; see `set_kept_networks`."""
    return st.session_state.get("kept_networks", {})


def set_kept_networks(networks: Iterable[NetworkChoice]) -> None:
    """Say which networks of earlier visits there are, oldest first."""
    st.session_state["kept_networks"] = {choice.token: choice for choice in networks}


def add_network(
    name: str, network: Network, *, token: str | None = None, is_uploaded: bool = False
) -> str:
    """Put a visitor's network into the picker, as `keep_network` does, and choose it."""
    token = token or secrets.token_urlsafe(12)
    # First, so that the visitor's others are no longer looked at when room is made.
    choose_network(token)
    return keep_network(name, network, token=token, is_uploaded=is_uploaded)


def keep_network(
    name: str, network: Network, *, token: str | None = None, is_uploaded: bool = False
) -> str:
    """Put a visitor's network into the picker; the chosen one stays chosen.

    The visitor's oldest are dropped past 50, and past 16 million parameters in all; past what all
    visitors together may hold, those unused longest. `dropped_networks` tells.

    Args:
        name: wished for; a number is added where another network has it.
        token: what it is to be known by, and again where it is known by it already; a random one
            where it is not given.
        is_uploaded: whether it comes as a visitor's file.

    Returns:
        Its token.
    """
    token = token or secrets.token_urlsafe(12)
    own = _own_networks()
    name = unique_name(name, _names_besides(token))
    own[token] = OwnNetwork(name, hold_network(network), is_uploaded)
    own[token].holding.is_in_view = token == st.session_state.get("network_token")
    while len(own) > 1 and (
        len(own) > MAX_OWN_NETWORKS
        or sum(one.holding.size for one in own.values()) > FLOAT_BYTES * MAX_OWN_PARAMETERS
    ):
        gone, dropped = own.popitem(last=False)
        dropped.holding.value = None
        _note_dropped(DroppedNetwork(gone, dropped.name, is_for_others=False))
    return token


def rename_network(token: str, wished: str) -> str:
    """Give one of the session's own networks another name, and say which it got.

    A number is added where another network has the name; a network that is gone is left at that.
    """
    name = unique_name(wished, _names_besides(token))
    own = _own_networks().get(token)
    if own is not None:
        own.name = name
    return name


def remove_network(token: str) -> None:
    """Take one of the session's own networks out of the picker, where it is there."""
    _own_networks().pop(token, None)


def dropped_networks() -> tuple[DroppedNetwork, ...]:
    """Those of this session that had to go, since `forget_dropped_networks`; oldest first."""
    _own_networks()
    return tuple(st.session_state.get("dropped_networks", ()))


def forget_dropped_networks() -> None:
    """The visitor has been told."""
    st.session_state["dropped_networks"] = []


def unique_name(name: str, taken: Iterable[str]) -> str:
    """A name that is not taken: the one wished for, with a number where it is."""
    taken = set(taken)
    numbered = (f"{name} {number}" for number in range(2, 1000))
    return next(candidate for candidate in (name, *numbered) if candidate not in taken)


def _names() -> dict[str, str]:
    """The name of each network that can be chosen, by token."""
    names = {name: name for name in PRETRAINED}
    names |= {token: choice.name for token, choice in kept_networks().items()}
    return names | {token: own.name for token, own in _own_networks().items()}


def _names_besides(token: str) -> list[str]:
    return [name for other, name in _names().items() if other != token]


def _own_networks() -> OrderedDict[str, OwnNetwork]:
    """The session's own networks by token, oldest first, without those that have been dropped."""
    own: OrderedDict[str, OwnNetwork] = st.session_state.setdefault("own_networks", OrderedDict())
    for token in [token for token, one in own.items() if one.holding.value is None]:
        _note_dropped(DroppedNetwork(token, own.pop(token).name, is_for_others=True))
    return own


def _note_dropped(dropped: DroppedNetwork) -> None:
    noted = [*st.session_state.get("dropped_networks", ()), dropped]
    st.session_state["dropped_networks"] = noted[-MAX_OWN_NETWORKS:]
