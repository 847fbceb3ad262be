"""A picture with a frame around each digit that was found in it; a click takes one."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence

import streamlit as st

from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number
from pages.parts.session.reading import PictureDigits

KEY = "picture_frames"
# Around the ink, in pixels of the kept picture.
MARGIN = 3.0

_component = inline_component(__file__)


def picture_frames(
    reading: PictureDigits,
    labels: Sequence[str],
    sentences: Sequence[str],
    on_choose: Callable[[int], None],
) -> None:
    """Show the picture with its frames.

    Args:
        labels: a digit for each frame.
        sentences: the whole of it, for the pointer and for screen readers; our own words.
        on_choose: called before the rerun with the place of the digit whose frame was clicked.
    """

    def choose() -> None:
        place = whole_number(st.session_state[KEY].chosen, len(labels))
        if place is not None:
            on_choose(place)

    width, height = reading.picture_size
    boxes = [
        [max(left - MARGIN, 0), max(top - MARGIN, 0), min(right + MARGIN, width),
         min(bottom + MARGIN, height)]
        for left, top, right, bottom in (digit.box for digit in reading.digits)
    ]  # fmt: skip
    _component(
        data={
            "url": "data:image/jpeg;base64," + base64.b64encode(reading.jpeg).decode(),
            "width": width,
            "height": height,
            "frames": [
                {"box": box, "text": text, "sentence": sentence}
                for box, text, sentence in zip(boxes, labels, sentences, strict=True)
            ],
            "label": "Your picture with its digits framed",
            "chosen": reading.chosen,
        },
        key=KEY,
        on_chosen_change=choose,
    )
