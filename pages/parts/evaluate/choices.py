"""What is tested on what: the digits, a second network, all digits or the first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.components.kept_settings import regain_setting
from pages.parts.components.segmented_choice import segmented_choice
from pages.parts.evaluate.confused_digits import LETTERS
from pages.parts.evaluate.incremental_evaluation import seconds_for
from pages.parts.session.evaluation_sets import EVALUATION_SETS, available_sets
from pages.parts.session.networks import NetworkChoice, look_at, network_labels
from pages.parts.words import duration

_ALL_KEY = "evaluate_all"


def choose_set() -> str:
    """The digits to test on: a key of `EVALUATION_SETS`."""
    sets = available_sets()
    return segmented_choice(
        "Tested on",
        {key: EVALUATION_SETS[key].title for key in sets},
        sets[0],
        key="evaluate_set",
    )


def set_sentence(set_key: str) -> str:
    """What the digits are, and why they are fair: Markdown."""
    words = EVALUATION_SETS[set_key].words
    if "mnist" not in available_sets():
        return (
            f"MNIST is not on this machine, so these are {words}. Networks that are trained here "
            "never learn from them."
        )
    return f"These are {words}. Networks that are trained here never learn from them."


def first_sentence(first: NetworkChoice) -> str:
    """Which network is tested: Markdown."""
    name = network_labels()[first.token]
    return f"You are testing **{name}**, the network chosen in the sidebar."


def choose_second(first: NetworkChoice) -> NetworkChoice | None:
    """The network to compare the first one with, if any."""
    labels = network_labels()
    others = [token for token in labels if token != first.token]
    regain_setting("evaluate_other", others)
    if st.session_state.get("evaluate_other") not in others:
        st.session_state.pop("evaluate_other", None)
    token = st.selectbox(
        "Compare it with",
        others,
        index=None,
        format_func=lambda token: labels.get(token, ""),
        placeholder="Choose a second network",
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
            f"So far only the first {count:,} of {total:,} digits have been read, because this "
            "network is slow."
        )
        st.button(
            f"Read all {total:,} (about {duration(seconds)})",
            key="evaluate_read_all",
            on_click=lambda: st.session_state.setdefault(_ALL_KEY, set()).add(
                _asked(choices, set_key)
            ),
        )


def claims(choices: Sequence[NetworkChoice], texts: ExplainedTexts) -> None:
    """What uploaded files say of their networks' accuracy, told apart from what is measured."""
    compared = len(choices) > 1
    for letter, choice in zip(LETTERS, choices, strict=False):
        claimed = choice.network.provenance.mnist_test_accuracy
        if not choice.is_uploaded or claimed is None:
            continue
        texts.caption(
            f"The file of network {letter} claims that it reads {claimed:.2%} of MNIST's test "
            "digits right. The numbers on this page are measured here."
            if compared
            else f"The file of this network claims that it reads {claimed:.2%} of MNIST's test "
            "digits right. The numbers on this page are measured here."
        )


def _asked(choices: Sequence[NetworkChoice], set_key: str) -> tuple[str, ...]:
    return (set_key, *(choice.token for choice in choices))
