"""The smallest change of many test digits: which of two networks holds out longer, and how surely.

One digit says little of a network. The same search runs on the first test digits that both read
right, and each of them says which of the two takes the larger change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from cnn.evaluation.disagreement import is_more_than_chance
from cnn.network import Network
from cnn.network.fingerprint import fingerprint
from pages.parts.components.explained_texts import ExplainedTexts
from pages.parts.experiment.change_search import (
    MEASURES,
    Question,
    Way,
    search,
    search_seconds,
    size_of,
)
from pages.parts.long_work import in_turns, is_wanted, one_turn, progress_bar, start_button
from pages.parts.session.bounded import forget_oldest
from pages.parts.session.labelled_digits import LabelledDigits, usual_digits

DIGITS = 20
KEY = "many_changes"
# So many digits are looked through for those that both networks read right.
LOOKED_THROUGH = 200
# What was found stays for so many pairs and ways of one visitor.
MOST_KEPT = 6

# Of a digit the size of its change by the one network and the other; NaN where none was found.
Pair = tuple[float, float]


@dataclass
class ManyChanges:
    """What a search over many digits has found so far.

    Attributes:
        pairs: of the digits gone through.
        is_done: whether there are no more to go through.
    """

    pairs: list[Pair] = field(default_factory=list)
    is_done: bool = False


def many_changes(
    names: tuple[str, str], networks: tuple[Network, Network], way: Way, texts: ExplainedTexts
) -> None:
    """Ask for the search over many digits, or show what it has found so far.

    Args:
        names: of the networks.
        networks: two that have an answer for the current digit.
        way: what may change; the answer wished for is always any other.
    """
    digits = usual_digits()
    about = (*map(fingerprint, networks), way, digits.set_key)
    many = _kept(about)
    if is_wanted(KEY, about) and not many.is_done:
        _go_on(many, networks, digits, way, about)
    if many.pairs:
        texts.markdown(sizes_sentence(many.pairs, names, way, digits.set_in_words))
    if many.is_done:
        if not many.pairs:
            texts.info("There is no digit among the first test digits that both read right.")
        return
    seconds = (DIGITS - len(many.pairs)) * sum(
        search_seconds(one, _question(digits, 0, way)) for one in networks
    )
    label = "Go on" if many.pairs else f"Search on {DIGITS} test digits too"
    start_button(label, KEY, about, seconds)


def sizes_sentence(sizes: Sequence[Pair], names: Sequence[str], way: Way, of_what: str) -> str:
    """Which network holds out longer over some digits, and whether that may be chance: Markdown."""
    both = np.array([pair for pair in sizes if np.isfinite(pair).all()]).reshape(-1, 2)
    if not len(both):
        return "On no test digit so far a change was found for both networks."
    first = int((both[:, 0] > both[:, 1]).sum())
    second = int((both[:, 1] > both[:, 0]).sum())
    middle = np.median(both, axis=0)
    surely = is_more_than_chance(first, second)
    verdict = "more than chance explains" if surely else "that may be chance"
    left_out = len(sizes) - len(both)
    without = f" On {left_out} more the search found no change for one of them." if left_out else ""
    return (
        f"**On {len(both)} of {of_what} that both read right**, {names[0]} takes the larger change "
        f"{_times(first)} and {names[1]} {_times(second)}: {verdict}. Median {MEASURES[way]} "
        f"{middle[0]:.2f} and {middle[1]:.2f}.{without}"
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _question(digits: LabelledDigits, place: int, way: Way) -> Question:
    return Question(digits.images[place].astype(np.float32) / 255, None, way)


def _go_on(
    many: ManyChanges,
    networks: tuple[Network, Network],
    digits: LabelledDigits,
    way: Way,
    about: tuple[object, ...],
) -> None:
    """From where it stands; what was found stays where the visitor cancels."""
    with progress_bar(KEY, about) as progress:
        places = one_turn(lambda: _read_right_by_both(networks, digits))[:DIGITS]

        def size(network: Network, place: int, done: float) -> float:
            found = None
            for step in in_turns(search(network, _question(digits, place, way))):
                found = step.found
                progress.show(
                    (done + step.share_done / 2) / len(places),
                    f"digit {int(done) + 1} of {len(places)}",
                )
            return size_of(found, way) if found is not None else np.nan

        for number in range(len(many.pairs), len(places)):
            first, second = networks
            place = places[number]
            many.pairs.append((size(first, place, number), size(second, place, number + 0.5)))
        many.is_done = True


def _read_right_by_both(networks: tuple[Network, Network], digits: LabelledDigits) -> list[int]:
    images = digits.images[:LOOKED_THROUGH].astype(np.float32) / 255
    labels = digits.labels[:LOOKED_THROUGH]
    right = [network.predict(images).argmax(axis=1) == labels for network in networks]
    return np.flatnonzero(right[0] & right[1]).tolist()


def _kept(about: tuple[object, ...]) -> ManyChanges:
    kept: dict[object, ManyChanges] = st.session_state.setdefault("many_changes_found", {})
    many = kept.setdefault(about, ManyChanges())
    forget_oldest(kept, MOST_KEPT)
    return many
