"""Test digits as small pictures with words under them, each a button."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from cnn.figures.palette import Palette, colour_table

_HTML = """<div class="gallery" role="group"></div>
"""
_CSS = """
.gallery {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(4.6rem, 1fr)); gap: 6px;
  font-family: var(--st-font);
}
button {
  display: flex; flex-direction: column; align-items: center; padding: 4px 2px 3px; min-width: 0;
  cursor: pointer; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
  font: inherit; font-size: 0.75rem; line-height: 1.3; font-variant-numeric: tabular-nums;
}
button:hover { border-color: var(--st-primary-color); }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
canvas { width: 56px; height: 56px; image-rendering: pixelated; margin-bottom: 2px; }
span { white-space: nowrap; }
span:first-of-type { font-weight: 600; }
"""
_component = st.components.v2.component(
    "convoscope_digit_gallery",
    html=_HTML,
    css=_CSS,
    js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Card:
    """The words of one digit, our own.

    Attributes:
        lines: under the picture, the first one bold.
        sentence: the whole of it, for the pointer and for screen readers.
    """

    lines: tuple[str, ...]
    sentence: str


def digit_gallery(
    images: np.ndarray,
    cards: Sequence[Card],
    palette: Palette,
    *,
    key: str,
    label: str,
    on_open: Callable[[int], None],
) -> None:
    """Show digits; a click, or Enter, opens one.

    Args:
        images: (n, 28, 28) uint8, ink bright.
        cards: the words of each.
        palette: the theme's colours.
        key: of the component in the session state.
        label: what the gallery is, for screen readers; our own words.
        on_open: called before the rerun with the digit's place in the gallery.
    """

    def take() -> None:
        place = checked_place(st.session_state[key].opened, len(images))
        if place is not None:
            on_open(place)

    _component(
        data={
            "pixels": base64.b64encode(np.ascontiguousarray(images).tobytes()).decode(),
            "size": images.shape[1],
            "colours": base64.b64encode(colour_table(palette.sequential).tobytes()).decode(),
            "cards": [{"lines": list(card.lines), "sentence": card.sentence} for card in cards],
            "label": label,
        },
        key=key,
        on_opened_change=take,
    )


def checked_place(value: object, count: int) -> int | None:
    """What the browser sent, trusting nothing.

    Args:
        value: anything.
        count: digits in the gallery.

    Returns:
        A place in the gallery, from 0, or None if it names none.
    """
    whole = isinstance(value, int | float) and value == value // 1
    if isinstance(value, bool) or not whole or not 0 <= value < count:
        return None
    return int(value)
