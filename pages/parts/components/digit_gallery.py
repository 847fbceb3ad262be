"""Test digits as small pictures with words under them, each a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnn.figures.encoding import encoded
from cnn.figures.palette import Palette, colour_table
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number

_component = inline_component(__file__, "figure_numbers.js")


@dataclass(frozen=True)
class Card:
    """The words of one digit, our own.

    Attributes:
        lines: under the picture, the first one bold.
        sentence: the whole of it, for the pointer and for screen readers.
        is_chosen: it stands out among the others.
    """

    lines: tuple[str, ...]
    sentence: str
    is_chosen: bool = False


def digit_gallery(
    images: np.ndarray,
    cards: Sequence[Card],
    palette: Palette,
    *,
    key: str,
    label: str,
    on_open: Callable[[int], None],
) -> None:
    """Show digits, (n, 28, 28) uint8 with ink bright; a click, or Enter, opens one.

    Args:
        key: of the component in the session state.
        label: what the gallery is, for screen readers; our own words.
        on_open: called before the rerun with the digit's place in the gallery.
    """

    def take() -> None:
        place = whole_number(st.session_state[key].opened, len(images))
        if place is not None:
            on_open(place)

    _component(
        data={
            "pixels": encoded(images, "u1"),
            "size": images.shape[1],
            "colours": encoded(colour_table(palette.sequential), "u1"),
            "cards": [{**vars(card), "lines": list(card.lines)} for card in cards],
            "label": label,
        },
        key=key,
        on_opened_change=take,
    )
