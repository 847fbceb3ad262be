"""A theme's colours as the scripts of figures use them."""

from __future__ import annotations

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table


def figure_colours(palette: Palette, **more: str) -> dict[str, object]:
    """Tables of both scales, and the colours that become properties of a figure's style.

    Args:
        palette: of the theme.
        more: properties of this figure alone, with their colours.
    """
    return {
        "sequential": encoded(colour_table(palette.sequential), "u1"),
        "diverging": encoded(colour_table(palette.diverging), "u1"),
        "colours": {
            "frame": palette.frame,
            "adds": palette.accent,
            "takes": palette.frame,
            "sequential": f"linear-gradient(to right, {', '.join(palette.sequential)})",
            "diverging": f"linear-gradient(to right, {', '.join(palette.diverging)})",
            **more,
        },
    }
