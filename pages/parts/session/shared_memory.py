"""What this server's visitors together may hold of its memory, kind by kind."""

from __future__ import annotations

from typing import TypeVar

import streamlit as st

from cnn.network import Network
from pages.parts.freed_memory import return_freed_memory
from pages.parts.session.memory_budget import Holding, MemoryBudget, Visitor
from pages.parts.streamlit_internals import is_connected, session_id

MAX_NETWORK_BYTES = 96_000_000
MAX_UNDO_BYTES = 16_000_000
MAX_READING_BYTES = 16_000_000
MAX_HANDWRITING_BYTES = 8_000_000

T = TypeVar("T")


@st.cache_resource(max_entries=1, show_spinner=False)
def network_memory() -> MemoryBudget:
    """The memory that all visitors' networks share."""
    return MemoryBudget(MAX_NETWORK_BYTES)


@st.cache_resource(max_entries=1, show_spinner=False)
def undo_memory() -> MemoryBudget:
    """The memory that all visitors' earlier drawings share."""
    return MemoryBudget(MAX_UNDO_BYTES)


@st.cache_resource(max_entries=1, show_spinner=False)
def reading_memory() -> MemoryBudget:
    """The memory that all visitors' pictures share, with the digits found in them."""
    return MemoryBudget(MAX_READING_BYTES)


@st.cache_resource(max_entries=1, show_spinner=False)
def handwriting_memory() -> MemoryBudget:
    """The memory that the digits share which visitors write for a network to learn from."""
    return MemoryBudget(MAX_HANDWRITING_BYTES)


def visitor() -> Visitor:
    """Whose session this is, as far as the memory is concerned."""
    if "visitor" not in st.session_state:
        session = session_id()
        st.session_state["visitor"] = Visitor(lambda: is_connected(session))
        # Streamlit forgets who has gone when the next one comes. It takes less than a millisecond.
        return_freed_memory()
    return st.session_state["visitor"]


def hold_network(network: Network) -> Holding[Network]:
    """Hold a network for this visitor; others may have to go for it."""
    holding = Holding(network, network.nbytes, visitor())
    network_memory().hold(holding)
    return holding
