"""Evaluating within the page's run, batch by batch, sharing the processor with other visitors."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.evaluation.evaluation import Evaluation
from cnn.evaluation.incremental import IncrementalEvaluation
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from pages.parts.long_work import BAR_SECONDS, one_turn
from pages.parts.session.evaluation_sets import EVALUATION_SETS

# A network that needs longer than this for a whole set begins with the first so many digits.
PATIENCE_SECONDS = 15.0
FIRST_DIGITS = 1000


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs={Network: fingerprint})
def shared_evaluation(network: Network, set_key: str) -> IncrementalEvaluation:
    """A network's evaluation: begun by one visitor, of use to all with the same network.

    Args:
        network: known by its content, not by its name.
        set_key: of `EVALUATION_SETS`.

    Returns:
        The evaluation, as far as it has come.

    Raises:
        DatasetError: the set is not to be had.
    """
    return IncrementalEvaluation(*EVALUATION_SETS[set_key].load())


def seconds_for(network: Network, set_key: str) -> float:
    """About how long a network takes for a whole set, rather too long than too short."""
    _, labels = EVALUATION_SETS[set_key].load()
    return len(labels) * seconds_per_digit(network.architecture)


def first_count(networks: Sequence[Network], set_key: str, all_wanted: bool) -> int:
    """How many digits to read: all, or the first thousand where that would take long.

    Args:
        networks: those that read the same digits.
        set_key: of `EVALUATION_SETS`.
        all_wanted: the visitor asked for all, however long it takes.

    Raises:
        DatasetError: the set is not to be had.
    """
    _, labels = EVALUATION_SETS[set_key].load()
    slow = [
        network
        for network in networks
        if shared_evaluation(network, set_key).read < len(labels)
        and seconds_for(network, set_key) > PATIENCE_SECONDS
    ]
    return len(labels) if all_wanted or not slow else min(FIRST_DIGITS, len(labels))


def evaluation_of(
    network: Network,
    set_key: str,
    count: int,
    name: str,
    on_progress: Callable[[Evaluation], None],
) -> Evaluation:
    """How well a network reads the first digits of a set; a bar shows how far it is.

    A visitor who leaves in the middle loses nothing: the digits that were read stay read.

    Args:
        set_key: of `EVALUATION_SETS`.
        count: how many digits.
        name: what the bar calls the network; our own words.
        on_progress: called now and then with the evaluation of the digits read so far.

    Raises:
        DatasetError: the set is not to be had.
    """
    return read_on(shared_evaluation(network, set_key), network, count, name, on_progress)


def read_on(
    evaluation: IncrementalEvaluation,
    network: Network,
    count: int,
    name: str,
    on_progress: Callable[[Evaluation], None] = lambda so_far: None,
) -> Evaluation:
    """Continue an evaluation until so many digits are read; the arguments are those above."""
    if evaluation.read < count:
        bar = st.empty()
        shown = 0.0
        while evaluation.read < count:
            one_turn(lambda: evaluation.continue_with(network))
            if time.monotonic() - shown > BAR_SECONDS:
                shown = time.monotonic()
                so_far = evaluation.of_first(min(evaluation.read, count))
                words = f"{name}: {so_far.total:,} of {count:,} digits read"
                bar.progress(so_far.total / count, words)
                on_progress(so_far)
        bar.empty()
    return evaluation.of_first(count)
