"""A search for the smallest change, asked for in one of three ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

import numpy as np

from cnn.evaluation.digits_in_batches import seconds_per_digit
from cnn.experiment.least_change import RIVALS, STEPS, Changed, SearchStep, least_change
from cnn.experiment.stroke_change import ROUNDS, TRIED, stroke_change
from cnn.explain.gradients import PASSES
from cnn.network import Network

Way = Literal["l2", "linf", "strokes"]

# What is compared, before the two numbers.
MEASURES: Mapping[Way, str] = {
    "l2": "length",
    "linf": "largest pixel",
    "strokes": "ink, in full pixels,",
}


@dataclass(frozen=True)
class Question:
    """What is searched for.

    Attributes:
        image: (28, 28), the current digit.
        target: the answer wished for; None for any other.
        way: what may change.
    """

    image: np.ndarray
    target: int | None
    way: Way


def search(network: Network, question: Question) -> Iterator[SearchStep]:
    """Look for the change that a question asks for."""
    if question.way == "strokes":
        yield from stroke_change(network, question.image, question.target)
    else:
        yield from least_change(network, question.image, question.target, question.way)


def size_of(changed: Changed, way: Way) -> float:
    """How large a change is, by what the way makes small."""
    match way:
        case "l2":
            return changed.l2
        case "linf":
            return changed.linf
        case "strokes":
            return float(np.abs(changed.change).sum())
        case _:
            assert_never(way)


def search_seconds(network: Network, question: Question) -> float:
    """About how long a search takes on a free core."""
    if question.way == "strokes":
        passes = (4 + 2 * ROUNDS) * TRIED
    else:
        passes = PASSES * STEPS * (RIVALS if question.target is None else 1)
    return passes * seconds_per_digit(network.architecture)
