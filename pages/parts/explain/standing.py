"""Where the current digit stands among test digits and strangers, by every score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cnn.explain.out_of_distribution import Reference, ScoreName, stranger_than
from cnn.network import Network


@dataclass(frozen=True)
class Standing:
    """Its scores, and those that they are compared with.

    Attributes:
        network: whose scores they are.
        own: {score: the current digit's}.
        reference: scores of digits and strangers.
        kind: of the strangers that are shown; None for all.
    """

    network: Network
    own: Mapping[ScoreName, float]
    reference: Reference
    kind: str | None

    @property
    def shares(self) -> dict[ScoreName, float]:
        """{score: the share of test digits that the current digit is stranger than}."""
        return {
            name: stranger_than(self.reference.digits[name], value)
            for name, value in self.own.items()
        }

    def digits(self, name: ScoreName) -> np.ndarray:
        """A score of the test digits."""
        return self.reference.digits[name]

    def strangers(self, name: ScoreName) -> np.ndarray:
        """A score of the strangers that are shown."""
        return self.reference.of_kind(self.kind, name)
