"""A visitor's picture with a frame around each digit that was found in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from cnn.drawing.found_digit import Box
from cnn.figures.encoding import jpeg_url
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number
from pages.parts.session.reading import ShownPicture

KEY = "picture_frames"
# The most of both, in CSS pixels: a sheet of digits is shown larger.
WIDTH, HEIGHT = 420, 270
SHEET_WIDTH, SHEET_HEIGHT = 480, 400
FEW_DIGITS = 5
# So much is free around the ink, in shares of the digit's longer side.
MARGIN = 0.12

_component = inline_component(__file__)


@dataclass(frozen=True)
class FramedDigit:
    """A digit in the picture.

    Attributes:
        box: of its ink, in the picture's pixels.
        answer: what stands at its frame.
        sentence: the whole of it, for the pointer and for screen readers.
    """

    box: Box
    answer: str
    sentence: str


def picture_frames(
    picture: ShownPicture,
    digits: Sequence[FramedDigit],
    chosen: int,
    on_choose: Callable[[int], None],
) -> None:
    """Show the picture and the frames; a click, or Enter, chooses a digit.

    Args:
        chosen: the digit that stands out, its place.
        on_choose: called before the rerun with the place of the digit.
    """

    def choose() -> None:
        place = whole_number(st.session_state[KEY].chosen, len(digits))
        if place is not None:
            on_choose(place)

    width, height = picture.size
    is_sheet = len(digits) > FEW_DIGITS
    most_width, most_height = (SHEET_WIDTH, SHEET_HEIGHT) if is_sheet else (WIDTH, HEIGHT)
    _component(
        data={
            "picture": jpeg_url(picture.jpeg),
            "alt": "Your picture",
            "width": round(width * min(most_width / width, most_height / height)),
            "label": "Digits found in the picture",
            "chosen": chosen,
            "frames": [
                {**vars(digit), "box": _shares(digit.box, picture.size)} for digit in digits
            ],
        },
        key=KEY,
        on_chosen_change=choose,
    )


def _shares(box: Box, size: tuple[int, int]) -> list[float]:
    """A box with a margin, in shares of the picture's width and height."""
    left, top, right, bottom = box
    margin = MARGIN * max(right - left, bottom - top)
    width, height = size
    return [
        max((left - margin) / width, 0),
        max((top - margin) / height, 0),
        min((right + margin) / width, 1),
        min((bottom + margin) / height, 1),
    ]
