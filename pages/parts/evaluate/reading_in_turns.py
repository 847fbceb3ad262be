"""A network reads a test set within the page's run, sharing the processor with other visitors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import streamlit as st

from cnn.evaluation.evaluation import Evaluation
from cnn.evaluation.reading import Reading, seconds_per_digit
from cnn.network import Network
from pages.parts.session.digit_sets import DIGIT_SETS
from pages.parts.session.network_fingerprint import fingerprint

# A network that needs longer than this for a whole set begins with the first so many digits.
PATIENCE_SECONDS = 15.0
FIRST_DIGITS = 1000
# How often the bar moves, and how long other threads have the processor between two batches.
BAR_SECONDS = 0.15
PAUSE_SECONDS = 0.001


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs={Network: fingerprint})
def shared_reading(network: Network, set_key: str) -> Reading:
    """A network's reading of a set: begun by one visitor, of use to all with the same network.

    Args:
        network: known by its content, not by its name.
        set_key: of `DIGIT_SETS`.

    Returns:
        The reading, as far as it has come.

    Raises:
        DatasetError: the set is not to be had.
    """
    return Reading(*DIGIT_SETS[set_key].load())


@st.cache_resource(max_entries=1, show_spinner=False)
def processor_turn() -> threading.Lock:
    """Held for one batch: however many visitors wait, one core at most is at work for them."""
    return threading.Lock()


def seconds_for(network: Network, set_key: str) -> float:
    """About how long a network takes for a whole set, rather too long than too short."""
    _, labels = DIGIT_SETS[set_key].load()
    return len(labels) * seconds_per_digit(network.architecture)


def first_count(networks: list[Network], set_key: str, all_wanted: bool) -> int:
    """How many digits to read: all, or the first thousand where that would take long.

    Args:
        networks: those that read the same digits.
        set_key: of `DIGIT_SETS`.
        all_wanted: the visitor asked for all, however long it takes.

    Returns:
        The number of digits.
    """
    _, labels = DIGIT_SETS[set_key].load()
    slow = [
        network
        for network in networks
        if shared_reading(network, set_key).read < len(labels)
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
        network: the network.
        set_key: of `DIGIT_SETS`.
        count: how many digits.
        name: what the bar calls the network; our own words.
        on_progress: called now and then with the evaluation of the digits read so far.

    Returns:
        The evaluation.

    Raises:
        DatasetError: the set is not to be had.
    """
    reading = shared_reading(network, set_key)
    if reading.read < count:
        bar = st.empty()
        shown = 0.0
        while reading.read < count:
            with processor_turn():
                reading.continue_with(network)
            time.sleep(PAUSE_SECONDS)
            if time.monotonic() - shown > BAR_SECONDS:
                shown = time.monotonic()
                so_far = reading.evaluation(min(reading.read, count))
                words = f"{name}: {so_far.total:,} of {count:,} digits read"
                bar.progress(so_far.total / count, words)
                on_progress(so_far)
        bar.empty()
    return reading.evaluation(count)
