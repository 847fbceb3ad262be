"""The colour of an accuracy among those of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn.figures.palette import Palette, colour_table

# The scale begins at the page's background, on which nothing would be seen.
FIRST_PLACE = 60


@dataclass(frozen=True)
class AccuracyColours:
    """From the lowest accuracy, the faintest colour, to the highest, the strongest.

    Attributes:
        lowest: 0 to 1.
        highest: likewise.
        palette: the theme's colours.
    """

    lowest: float
    highest: float
    palette: Palette

    @classmethod
    def of(cls, accuracies: Sequence[float], palette: Palette) -> AccuracyColours:
        """Those between the lowest and the highest of some."""
        return cls(min(accuracies, default=0.0), max(accuracies, default=1.0), palette)

    def share(self, accuracy: float) -> float:
        """How far from the lowest to the highest an accuracy lies, 0 to 1; 1 where all are one."""
        span = self.highest - self.lowest
        return (accuracy - self.lowest) / span if span > 0 else 1.0

    def colour(self, accuracy: float) -> str:
        """As a hex string."""
        table = colour_table(self.palette.sequential)
        place = FIRST_PLACE + round(self.share(accuracy) * (len(table) - 1 - FIRST_PLACE))
        return f"#{table[place].tobytes().hex()}"
