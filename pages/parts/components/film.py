"""Pictures that follow one another, played or stepped through: the page's own small component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component

_component = inline_component(__file__, "figure_numbers.js")

# Longer films lose pictures evenly; the first and the last one stay.
MOST_PICTURES = 201


@dataclass(frozen=True)
class Panel:
    """One of the pictures that change together.

    Attributes:
        title: above it, our own words.
        pictures: (n, rows, columns) floats, 0 or more unless signed.
        strongest: the value at the scale's end.
        signed: diverging colours from -strongest to strongest.
    """

    title: str
    pictures: np.ndarray
    strongest: float = 1.0
    signed: bool = False

    def places(self) -> np.ndarray:
        """Each cell's place on the scale, 0 to 255."""
        shares = self.pictures / max(self.strongest, float(np.finfo(np.float32).tiny))
        if self.signed:
            shares = (shares + 1) / 2
        return np.rint(np.clip(shares, 0, 1) * 255).astype(np.uint8)


def film(panels: Sequence[Panel], words: Sequence[str], palette: Palette, *, key: str) -> None:
    """Show the last pictures; a button plays all of them, a slider goes to any.

    Args:
        panels: side by side, all with as many pictures.
        words: said of each picture; our own words.
        palette: the theme's colours.
        key: of the component in the session state.
    """
    kept = np.unique(np.linspace(0, len(words) - 1, min(len(words), MOST_PICTURES)).astype(int))
    _component(
        data={
            "panels": [
                {
                    "title": panel.title,
                    "places": encoded(panel.places()[kept], "u1"),
                    "rows": panel.pictures.shape[1],
                    "columns": panel.pictures.shape[2],
                    "colours": encoded(
                        colour_table(palette.diverging if panel.signed else palette.sequential),
                        "u1",
                    ),
                }
                for panel in panels
            ],
            "words": [words[place] for place in kept],
            "edge": palette.grid,
            "play": "Play",
            "pause": "Pause",
            "slider": "Picture of the film",
        },
        key=key,
    )
