"""The test digits that judge an experiment, and how well networks read them."""

from __future__ import annotations

import streamlit as st

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.evaluation.evaluation import Evaluation
from cnn.evaluation.incremental import IncrementalEvaluation
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from pages.parts.evaluate.incremental_evaluation import read_on
from pages.parts.session.evaluation_sets import EVALUATION_SETS
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits

MOST_DIGITS, FEWEST_DIGITS = 1000, 100
# A network that needs longer than this for all of them is judged by fewer.
PATIENCE_SECONDS = 8.0


def judging_note(digits: LabelledDigits) -> str:
    """Which digits judge here, as a sentence; and why, where they are not the usual ones."""
    words = digits.first_in_words(len(digits.labels))
    if digits.set_key == "mnist":
        return f"Accuracies are of {words}."
    return f"MNIST is not on this machine, so accuracies are of {words}."


def judging_digits(network: Network) -> LabelledDigits:
    """The first thousand test digits, fewer for slow networks."""
    quick = int(PATIENCE_SECONDS / seconds_per_digit(network.architecture))
    return usual_digits().first(min(max(quick, FEWEST_DIGITS), MOST_DIGITS))


def judged(network: Network, digits: LabelledDigits, name: str) -> Evaluation:
    """How well a network reads them; a bar, which calls it by a name of our own, shows how far."""
    return _judged(network, digits.set_key, 0, len(digits.labels), name)


def known_evaluation(network: Network, digits: LabelledDigits) -> Evaluation | None:
    """How well a network reads them, where that is known already."""
    evaluation = _shared_evaluation(network, digits.set_key, 0, len(digits.labels))
    return evaluation.of_first(evaluation.total) if evaluation.read == evaluation.total else None


def judged_by_next(network: Network, digits: LabelledDigits, name: str) -> Evaluation | None:
    """How well a network reads as many digits of the set that come after these; None: no more."""
    start = len(digits.labels)
    end = min(2 * start, len(usual_digits().labels))
    return _judged(network, digits.set_key, start, end, name) if end > start else None


def _judged(network: Network, set_key: str, start: int, end: int, name: str) -> Evaluation:
    evaluation = _shared_evaluation(network, set_key, start, end)
    # Its place is kept whether or not there is a bar, or what follows would be drawn twice.
    with st.empty():
        return read_on(evaluation, network, end - start, name)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs={Network: fingerprint})
def _shared_evaluation(
    network: Network, set_key: str, start: int, end: int
) -> IncrementalEvaluation:
    """A network's evaluation, known by its weights: begun by one visitor, of use to all."""
    images, labels = EVALUATION_SETS[set_key].load()
    return IncrementalEvaluation(images[start:end], labels[start:end])
