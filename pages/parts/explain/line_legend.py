"""Which line of a chart is which: colour and dashes with their names."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import streamlit as st

from cnn.figures.encoding import svg_url
from cnn.figures.palette import Palette

# In pixels: dashes and gaps of Plotly's patterns, about as it draws them.
_DASHES = MappingProxyType(
    {
        "solid": "none",
        "dash": "8 5",
        "dot": "2 4",
        "dashdot": "8 4 2 4",
        "longdash": "14 5",
        "longdashdot": "14 4 2 4",
    }
)


def line_legend(names: Sequence[str], dashes: Sequence[str], palette: Palette) -> None:
    """Show the lines' names, each with a piece of its line, in the palette's runs' colours.

    Args:
        names: our own words.
        dashes: Plotly's names of the patterns.
        palette: the theme's.
    """
    lines = [
        '<span style="display:inline-flex;align-items:center;gap:0.35rem">'
        f'<img alt="" src="{svg_url(_line(colour, _DASHES[dash]))}">{name}</span>'
        for name, dash, colour in zip(names, dashes, palette.runs, strict=False)
    ]
    st.html(
        '<div style="display:flex;flex-wrap:wrap;gap:0.2rem 1.1rem;font-size:0.85rem">'
        f"{''.join(lines)}</div>"
    )


def _line(colour: str, pattern: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="34" height="8"><line x1="0" y1="4" '
        f'x2="34" y2="4" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{pattern}"/></svg>'
    )
