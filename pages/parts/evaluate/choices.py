"""What is judged by what: the digits, a second network, all digits or the first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.evaluate.confused_digits import LETTERS
from pages.parts.evaluate.incremental_evaluation import seconds_for
from pages.parts.session.evaluation_sets import EVALUATION_SETS, available_sets
from pages.parts.session.networks import NetworkChoice, look_at, network_labels
from pages.parts.words import duration

_ALL_KEY = "evaluate_all"


def choose_set() -> str:
    """The digits to judge by: a key of `EVALUATION_SETS`."""
    sets = available_sets()
    return segmented_choice(
        "Judged by",
        {key: EVALUATION_SETS[key].title for key in sets},
        sets[0],
        key="evaluate_set",
        help="MNIST's test digits, or digits generated here. No training here learns from either."
        if "mnist" in sets
        else "MNIST is not on this machine: the digits are generated here.",
    )


def choose_second(first: NetworkChoice) -> NetworkChoice | None:
    """The network to compare the first one with, if any."""
    labels = network_labels()
    others = [token for token in labels if token != first.token]
    if st.session_state.get("evaluate_other") not in others:
        st.session_state.pop("evaluate_other", None)
    token = st.selectbox(
        "Compare with",
        others,
        index=None,
        format_func=lambda token: labels.get(token, ""),
        placeholder="no second network",
        key="evaluate_other",
        persist_state="session",
        on_change=lambda: st.session_state.pop("evaluate_kind", None),
    )
    return look_at(token) if token else None


def wants_all(choices: Sequence[NetworkChoice], set_key: str) -> bool:
    """Whether the visitor has asked for all digits, however long it takes."""
    return _asked(choices, set_key) in st.session_state.get(_ALL_KEY, ())


def read_all_button(choices: Sequence[NetworkChoice], set_key: str, count: int) -> None:
    """Where only the first `count` digits were read: say so, and offer to read all."""
    total = len(EVALUATION_SETS[set_key].load()[1])
    if count == total:
        return
    seconds = sum(seconds_for(choice.network, set_key) for choice in choices)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"Read so far: the first {count:,} of {total:,} digits, as this network is large."
        )
        st.button(
            f"Read all {total:,}, about {duration(seconds)}",
            key="evaluate_read_all",
            on_click=lambda: st.session_state.setdefault(_ALL_KEY, set()).add(
                _asked(choices, set_key)
            ),
        )


def claims(choices: Sequence[NetworkChoice]) -> None:
    """What uploaded files say of their networks' accuracy, told apart from what is measured."""
    compared = len(choices) > 1
    for letter, choice in zip(LETTERS, choices, strict=False):
        claimed = choice.network.provenance.mnist_test_accuracy
        if not choice.is_uploaded or claimed is None:
            continue
        st.caption(
            f"Network {letter}'s file says {claimed:.2%} of MNIST's test digits: its claim. The "
            "numbers on this page are measured here."
            if compared
            else f"This network's file says {claimed:.2%} of MNIST's test digits: its claim. The "
            "numbers on this page are measured here."
        )


def _asked(choices: Sequence[NetworkChoice], set_key: str) -> tuple[str, ...]:
    return (set_key, *(choice.token for choice in choices))
