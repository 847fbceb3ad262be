"""The app's name beside its mark, over the menu and, where the menu is closed, over the page."""

from __future__ import annotations

import streamlit as st

from cnn.figures.palette import Palette

NAME = "Convoscope"
# A 3 x 3 kernel, as in the browser's tab: steps of the sequential scale.
_LEVELS = ((1, 3, 1), (3, 5, 3), (1, 3, 1))


def show_logo(palette: Palette) -> None:
    """Show the name in the colours of the theme."""
    st.logo(logo_svg(palette), size="large")


def logo_svg(palette: Palette) -> str:
    """The mark and the name as an SVG image of our own."""
    squares = "".join(
        f'<rect x="{8 * column}" y="{4 + 8 * row}" width="8" height="8" '
        f'fill="{palette.sequential[level]}"/>'
        for row, levels in enumerate(_LEVELS)
        for column, level in enumerate(levels)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="176" height="32" viewBox="0 0 176 32">'
        f"<title>{NAME}</title>{squares}"
        f'<text x="34" y="23" fill="{palette.text}" font-size="20" '
        'font-weight="600" font-family="Source Sans 3, Source Sans Pro, Segoe UI, Helvetica, '
        f'Arial, sans-serif">{NAME}</text></svg>'
    )
