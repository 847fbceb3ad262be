"""The networks' evaluations; their numbers are there from the first digits on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn.errors import VisitorError
from cnn.evaluation.evaluation import Evaluation
from pages.parts.evaluate.choices import wants_all
from pages.parts.evaluate.confused_digits import LETTERS
from pages.parts.evaluate.incremental_evaluation import evaluation_of, first_count
from pages.parts.evaluate.metrics import evaluation_numbers
from pages.parts.session.networks import NetworkChoice, network_labels
from pages.parts.session.theme import palette


def evaluate_networks(choices: Sequence[NetworkChoice], set_key: str) -> list[Evaluation]:
    """Evaluate networks by the same digits, showing their numbers as these come to stand.

    Ends the run, with a sentence, where the digits are not to be had or a network's sums overflow.

    Args:
        choices: one network, or two.
        set_key: of `EVALUATION_SETS`.

    Returns:
        One evaluation each, over the same digits.
    """
    place = st.empty()
    labels = network_labels()
    names = [labels.get(choice.token, choice.name) for choice in choices]
    evaluations: list[Evaluation] = []

    def show(*so_far: Evaluation) -> None:
        with place:
            evaluation_numbers([*evaluations, *so_far], names, palette())

    networks = [choice.network for choice in choices]
    try:
        count = first_count(networks, set_key, wants_all(choices, set_key))
        for letter, network in zip(LETTERS, networks, strict=False):
            called = f"Network {letter}" if len(choices) > 1 else "Reading"
            evaluations.append(evaluation_of(network, set_key, count, called, show))
    except VisitorError as error:
        st.error(f"{error} Choose the synthetic digits meanwhile.", icon=":material/error:")
        st.stop()
    for letter, evaluation in zip(LETTERS, evaluations, strict=False):
        if evaluation.undefined:
            place.empty()
            st.error(
                _overflow_sentence(evaluation.undefined, letter if len(choices) > 1 else None),
                icon=":material/error:",
            )
            st.stop()
    show()
    return evaluations


def _overflow_sentence(undefined: int, letter: str | None) -> str:
    if letter is None:
        return (
            f"This network gives no probabilities for {undefined:,} of these digits: its weights "
            "are so large that its sums overflow. Choose another one."
        )
    return (
        f"Network {letter} gives no probabilities for {undefined:,} of these digits: its weights "
        "are so large that its sums overflow. Choose another one."
    )
