"""How strange a digit is, as a place on a line from like digits to unlike ones, with the bound."""

from __future__ import annotations

import math

from cnn.figures.palette import Palette
from cnn.strangeness import BOUND
from pages.parts.components.inline_component import inline_component

# Strangeness at the scale's right end, and the dot's last place where it is more.
SCALE_END = 2.0
# In CSS pixels: the words stand beside it.
SCALE_WIDTH = 180

_component = inline_component(__file__)


def strangeness_scale(value: float, palette: Palette) -> None:
    """Show a line from 0 to 2 with the bound marked and a dot at the value."""
    _component(
        data={
            "label": f"Strangeness {strangeness_number(value)} on a scale from 0, like digits, to "
            "2, unlike digits; the limit is 1.",
            "is_beyond": value > BOUND,
            "style": {
                "--bound": f"{BOUND / SCALE_END:.0%}",
                "--value": f"{min(value / SCALE_END, 1):.1%}",
                "--beyond": palette.frame,
            },
            "ends": {"first": "like digits", "middle": "limit", "last": "unlike digits"},
        },
        key="strangeness_scale",
        width=SCALE_WIDTH,
        height="content",
    )


def strangeness_number(value: float) -> str:
    """The number as it is written everywhere."""
    return "beyond measure" if math.isinf(value) else f"{value:.2f}"
