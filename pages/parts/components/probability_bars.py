"""The ten probabilities as bars, drawn with the page's own boxes: light enough for every stroke."""

from __future__ import annotations

import numpy as np

from cnn.figures.palette import Palette


def probability_bars(probabilities: np.ndarray, palette: Palette) -> str:
    """One bar per digit, of (10,) floats in [0, 1], with its number, as an HTML list of our own."""
    best = int(probabilities.argmax())
    rows = []
    for digit, value in enumerate(probabilities.tolist()):
        colour = palette.accent if digit == best else palette.muted
        weight = "bold" if digit == best else "normal"
        rows.append(
            f'<li style="font-weight: {weight}"><span class="digit">{digit}</span>'
            f'<span class="track"><span class="bar" style="width: {value:.2%}; '
            f'background: {colour}"></span></span><span class="value">{value:.1%}</span></li>'
        )
    return f'<ul class="bars" aria-label="Probability of each digit">{"".join(rows)}</ul>'
