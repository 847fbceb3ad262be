"""A digit to be moved, and what networks answer at each place: the page's own small component.

Python computes the answers at all 289 places beforehand; dragging, stepping and playing happen in
the browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from cnn.lessons.translation.translation import (
    BOX_ROOM,
    MAX_SHIFT,
    Answers,
    in_words,
    ink_left,
    room,
)
from pages.parts.components.inline_component import inline_component

# What stands under each network's name: its ten probabilities where the digit stands, or the map
# of the right answer's probability at every place.
Shows = Literal["bars", "maps"]
_REACH = range(-MAX_SHIFT, MAX_SHIFT + 1)
_MOVE_AND_READ: Mapping[Shows, str] = {
    "bars": "The digit, which can be moved by up to {pixels} pixels each way, and the ten "
    "probabilities that each network gives it where it stands: {networks}. Arrow keys move the "
    "digit, space plays and pauses, Home brings it back to the middle.",
    "maps": "The digit, which can be moved by up to {pixels} pixels each way, and for each network "
    "a map of the right answer's probability at every place: {networks}. Arrow keys move the "
    "digit, space plays and pauses, Home brings it back to the middle.",
}
_component = inline_component(__file__, "figure_numbers.js", "cell_canvas.js")


@dataclass(frozen=True)
class ShiftedReader:
    """One network's side of the figure.

    Attributes:
        title: its name, our own words.
        note: a few words about it.
        answers: at every place.
        hidden: whether its answers are not shown, and not sent, but for the digit in the middle.
        named: whether it is said which digit the bars answer, and whether that is right.
    """

    title: str
    note: str
    answers: Answers
    hidden: bool = False
    named: bool = True


@dataclass(frozen=True)
class ShiftAccuracy:
    """One network's accuracy over many digits.

    Attributes:
        title: its name, our own words.
        note: a few words about it.
        shares: (17, 17) shares read right, 0 to 1.
    """

    title: str
    note: str
    shares: np.ndarray


def shift_view(
    image: np.ndarray,
    readers: Sequence[ShiftedReader],
    palette: Palette,
    *,
    key: str,
    question: str,
    first: tuple[int, int] = (0, 0),
    shows: Shows = "bars",
) -> None:
    """Show a digit that can be moved, with each network's answer where it stands.

    Args:
        readers: three networks, from left to right.
        key: of the component in the session state.
        question: names the digit and the question; with another the digit stands where it stood.
        first: rows down and columns to the right by which it has moved at first.
    """
    space = room(image)
    _component(
        data={
            **_common(palette),
            "networks": [_reader(reader) for reader in readers],
            "image": encoded(image),
            "ink": encoded(ink_left(image)),
            "size": len(image),
            "whole": [space.up, space.down, space.left, space.right] if space else None,
            "first": list(first),
            "question": question,
            "shows": shows,
            "scaled": "probability of the right answer at each place",
            "alt": _MOVE_AND_READ[shows].format(
                pixels=MAX_SHIFT, networks=", ".join(reader.title for reader in readers)
            ),
        },
        key=key,
    )


def accuracy_view(
    sides: Sequence[ShiftAccuracy], digits: str, palette: Palette, *, key: str
) -> None:
    """Show the share of many digits that each network reads right at each place.

    Args:
        sides: three networks, from left to right.
        digits: what was read, in a few words.
        key: of the component in the session state.
    """
    _component(
        data={
            **_common(palette),
            "networks": [
                {
                    "title": side.title,
                    "note": side.note,
                    "shares": encoded(side.shares),
                    "answers": "",
                    "named": True,
                }
                for side in sides
            ],
            "image": "",
            "ink": "",
            "whole": [BOX_ROOM] * 4,
            "first": [0, 0],
            "question": "",
            "shows": "maps",
            "scaled": "share read right at each place",
            "alt": f"Share of {digits} read right at each place, for "
            f"{', '.join(side.title for side in sides)}. Arrow keys go from place to place.",
        },
        key=key,
    )


def _common(palette: Palette) -> dict[str, object]:
    return {
        "reach": MAX_SHIFT,
        "places": [in_words(down, right) for down in _REACH for right in _REACH],
        "colours": encoded(colour_table(palette.sequential), "u1"),
        "edge": palette.grid,
        "frame": palette.frame,
        "accent": palette.accent,
        "muted": palette.muted,
        "background": palette.background,
    }


def _reader(reader: ShiftedReader) -> dict[str, object]:
    read = reader.answers.probabilities
    if reader.hidden:
        known = read[MAX_SHIFT, MAX_SHIFT].copy()
        read = np.full_like(read, np.nan)
        read[MAX_SHIFT, MAX_SHIFT] = known
    return {
        "title": reader.title,
        "note": reader.note,
        "right": reader.answers.right,
        "middle": int(reader.answers.at(0, 0).argmax()),
        "shares": encoded(read[..., reader.answers.right]),
        "answers": encoded(read),
        "named": reader.named,
    }
