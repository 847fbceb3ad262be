"""What the visitor has edited in each network, with a way back."""

from __future__ import annotations

import streamlit as st

from cnn.network.weight_edit import WeightEdit
from pages.parts.session.bounded import forget_oldest

_KEY = "surgery_edits"
# Networks whose edits are kept; a network's record bounds how many those are.
MOST_NETWORKS = 20


def edits_of(token: str) -> tuple[WeightEdit, ...]:
    """The edits of a network, oldest first."""
    return st.session_state.setdefault(_KEY, {}).get(token, ())


def set_edits(token: str, edits: tuple[WeightEdit, ...]) -> None:
    """Say what is edited in a network."""
    kept: dict[str, tuple[WeightEdit, ...]] = st.session_state.setdefault(_KEY, {})
    kept.pop(token, None)
    kept[token] = edits
    forget_oldest(kept, MOST_NETWORKS)


def undo_edit(token: str) -> None:
    """Take the last edit back."""
    set_edits(token, edits_of(token)[:-1])


def edit_words(edit: WeightEdit) -> str:
    """An edit in words, its own sentence's beginning: Kernel 0 of filter 3 of conv1 zeroed."""
    if edit.kind == "mean":
        return f"All filters of {edit.layer} set to their mean"
    whose = f"filter {edit.filter} of {edit.layer}"
    whose = f"Kernel {edit.input_map} of {whose}" if edit.input_map is not None else whose
    whose = whose[0].upper() + whose[1:]
    if edit.kind == "swap":
        if edit.input_map is None:
            return f"{whose} swapped with filter {edit.other}"
        return f"{whose} swapped with that of filter {edit.other}"
    return f"{whose} {_DONE[edit.kind]}"


_DONE = {
    "numbers": "typed anew",
    "zero": "set to zero",
    "negate": "negated",
    "turn": "turned",
    "blur": "blurred",
}
