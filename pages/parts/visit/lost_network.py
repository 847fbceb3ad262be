"""That a visitor's chosen network has gone with the server process that held it."""

from __future__ import annotations

import streamlit as st

from pages.parts.runs.session_secret import is_secret_settled
from pages.parts.session.networks import (
    choose_network,
    current_choice,
    dropped_networks,
    wished_token,
)
from pages.parts.visit.kept_visit import was_regained


def lost_network() -> None:
    """Say so, where that is so, until the visitor has read it or chosen another."""
    chosen = current_choice()
    is_here = wished_token() == chosen.token
    # A visit's own runs come back once its tab has told the secret, too.
    if is_here or not was_regained() or not is_secret_settled():
        return
    if wished_token() in {dropped.token for dropped in dropped_networks()}:
        return
    st.warning(
        f"The network that you had chosen is no longer on this server; **{chosen.name}** reads "
        "your digit now. A network that you have downloaded can be brought back on the Train page.",
        icon=":material/link_off:",
    )
    st.button("Understood", key="lost_network_read", on_click=choose_network, args=(chosen.token,))
