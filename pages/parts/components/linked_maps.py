"""An image and the maps made from it side by side, each place of a window framed in all of them.

The page's own small component: Python computes every number and every place beforehand; pointing,
dragging, stepping and playing happen in the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component

_TIP = "row {row}, column {column}: {value}"
_PADDING_TIP = "row {row}, column {column}: {value}, padding"
_component = inline_component(__file__, "figure_numbers.js", "text_colour.js")


@dataclass(frozen=True)
class LinkedMap:
    """One square picture of the row.

    Attributes:
        name: begins what is said of a place, as in "Input: rows 0 to 2".
        caption: above the picture.
        values: (side, side) floats, 0 or more; None where they are asked for and stay hidden.
        starts: for each place of the window along one axis, the first row framed; None where
            this map has nothing for the place.
        frame: rows framed.
        first: the number of the first row shown, negative where zeros come first.
        image_rows: rows of the image within zeros around it; None where there are none.
        struck: (side, side) bool, cells that are struck out.
        strongest: value at the scale's end.
        ghost: side of a square outlined for comparison, in cells; 0 for none.
        fills: drawn as large as the largest of the row, in larger cells, not at its scale.
        instead: written where there are no values.
    """

    name: str
    caption: str
    values: np.ndarray | None
    starts: Sequence[int | None]
    frame: int
    first: int = 0
    image_rows: int | None = None
    struck: np.ndarray | None = None
    strongest: float = 1.0
    ghost: int = 0
    fills: bool = False
    instead: str = "?"


def linked_maps(
    maps: Sequence[LinkedMap],
    palette: Palette,
    *,
    key: str,
    alt: str,
    struck_tips: tuple[str, str],
    nowhere: str,
    stops: Sequence[int],
    asked: tuple[int, int] | None = None,
) -> None:
    """Show two or three maps, at one scale but for those that fill, and a window to move.

    Args:
        maps: the first is the image, the last the output.
        key: of the component in the session state.
        alt: what the pictures show, for those who do not see them.
        struck_tips: said of a cell that is struck out, {row}, {column} and {value} in their places;
            the second where the cell is one of padding as well.
        nowhere: said where the last map has nothing for the window's place.
        stops: places along one axis at which the window stops while it plays, in order.
        asked: place, along the rows and the columns, whose cell of the last map stays hidden.
    """
    side = max(max(_side(one), one.ghost) for one in maps)
    _component(
        data={
            "maps": [_as_data(one, side, asked if one is maps[-1] else None) for one in maps],
            "side": side,
            "places": len(maps[0].starts),
            "stops": list(stops),
            "asked": list(asked) if asked else None,
            "tips": [_TIP, _PADDING_TIP, *struck_tips],
            "nowhere": nowhere,
            "colours": encoded(colour_table(palette.sequential), "u1"),
            "edge": palette.grid,
            "muted": palette.muted,
            "frame": palette.frame,
            "background": palette.background,
            "alt": f"{alt} Arrow keys move the window by one place, space plays and pauses, Home "
            "and End go to the first and the last place.",
        },
        key=key,
    )


def _as_data(one: LinkedMap, side: int, asked: tuple[int, int] | None) -> dict[str, object]:
    values = one.values
    if values is not None and asked is not None:
        # What is not sent cannot be looked up in the page.
        values = values.astype(float)
        row, column = (one.starts[place] for place in asked)
        if row is not None and column is not None:
            values[row, column] = np.nan
    return {
        "name": one.name,
        "caption": one.caption,
        "side": _side(one),
        "across": _side(one) if one.fills else side,
        "values": None if values is None else encoded(values),
        "struck": None if one.struck is None else encoded(one.struck, "u1"),
        "starts": list(one.starts),
        "size": one.frame,
        "first": one.first,
        "imageRows": one.image_rows,
        "strongest": one.strongest or 1.0,
        "ghost": one.ghost,
        "instead": one.instead,
    }


def _side(one: LinkedMap) -> int:
    return 1 if one.values is None else len(one.values)
