"""A cell that is a sum of products: the numbers that go into it, and how they combine.

The terms are in double precision, made from the same weights and inputs as the network's own
single precision; the two agree to about seven digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DECIMALS = 4
DECIMALS_TO_TRY = (4, 5, 6, 7, 8, 3, 2, 1)

Place = tuple[int, ...]


@dataclass(frozen=True)
class CellSource:
    """Where a cell comes from: one image's numbers around a layer.

    Attributes:
        given: what the layer reads: (h, w, c), or (n,).
        arrays: the layer's weights.
        output: the layer's own numbers.
        place: of the cell in the output: (row, column, channel), or (unit,).
    """

    given: np.ndarray
    arrays: Mapping[str, np.ndarray]
    output: np.ndarray
    place: Place

    @property
    def activation(self) -> float:
        """The cell as the network computed it, in single precision."""
        return float(self.output[self.place])


@dataclass(frozen=True)
class Cell:
    """One cell of a layer with weights; convolution and dense layer add what theirs are made from.

    Attributes:
        activation: the cell as the network computed it, in single precision.
    """

    activation: float


def decimals_that_agree(terms: Sequence[float], result: float, activation: float) -> int:
    """At how many decimals a sum's printed terms add up and its result prints as computed.

    Four where that will do; else the first number of decimals at which the print is right. A
    sum's rounded terms need not give its rounded total, and two numbers a millionth apart can
    round apart; a decimal more or less settles nearly every such case.
    """
    alike = [
        places for places in DECIMALS_TO_TRY if f"{result:.{places}f}" == f"{activation:.{places}f}"
    ]
    total = sum(terms)
    for places in alike:
        of_printed = sum(round(term, places) for term in terms)
        if places >= DECIMALS and f"{of_printed:.{places}f}" == f"{total:.{places}f}":
            return places
    return alike[0] if alike else 0
