"""Which of three maps without names belongs to which network?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.lessons.question import Choice, Question
from cnn.lessons.translation.translation import BOX_ROOM, by_distance
from cnn.lessons.translation.translation_questions import READERS, Reader
from cnn.ties import largest, smallest

LETTERS = ("A", "B", "C")
# A network is asked for only where its mean over all places is this far from the others'.
MARGIN = 0.05

_NAMES: Mapping[Reader, str] = {
    "textbook": "the convolutional network",
    "dense": "the dense network",
    "shifted": "the network trained with shifts",
}


@dataclass(frozen=True)
class MapQuestion:
    """A question about three maps.

    Attributes:
        order: whose the maps are, from left to right.
    """

    question: Question
    order: tuple[Reader, ...]


def map_question(shares: Mapping[Reader, np.ndarray], number: int) -> MapQuestion | None:
    """Which map is that of the network which reads best nearly everywhere, or worst?

    Args:
        shares: (17, 17) shares read right, or probabilities of the right answer, of each network.
        number: 0 asks for the network trained with shifts; with another the maps stand otherwise.

    Returns:
        The question; None where the maps are too alike to be told apart.
    """
    means = {name: float(shares[name].mean()) for name in READERS}
    best, worst = largest(means, MARGIN), smallest(means, MARGIN)
    telling: list[Reader] = []
    if best == ("shifted",):
        telling.append("shifted")
    if worst == ("dense",):
        telling.append("dense")
    if not telling:
        return None
    asked = telling[number % len(telling)]
    # Seeded by the number alone: the maps keep their places until another question is asked for.
    order = tuple(READERS[place] for place in np.random.default_rng(number).permutation(3))
    lines = [
        f"- {letter} is {_NAMES[name]}: {by_distance(shares[name])[BOX_ROOM]:.1%} on average over "
        f"the places {BOX_ROOM} pixels away"
        for letter, name in zip(LETTERS, order, strict=True)
    ]
    question = Question(
        text=_TEXTS[asked],
        answer=LETTERS[order.index(asked)],
        working="\n".join(lines),
        choices=tuple(Choice(letter, f"picture {letter}") for letter in LETTERS),
        fingerprint=f"{order} {sorted(means.items())}",
    )
    return MapQuestion(question, order)


_TEXTS: Mapping[Reader, str] = {
    "shifted": "Each square is a place that the digit moves to, and the scale says how well it is "
    "still read there. Which picture is that of the network trained with shifts?",
    "dense": "Each square is a place that the digit moves to, and the scale says how well it is "
    "still read there. Which picture is that of the dense network, the first to lose the digit?",
}
