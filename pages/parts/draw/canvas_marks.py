"""Marks over the canvas: frames of the digits found in a drawing, and the strokes left out of them.

They are shown only over the drawing they belong to: they vanish when the pen comes down, and never
come with an answer that the visitor has drawn on from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from cnn.drawing.strokes import CANVAS_PEN_WIDTH
from pages.parts.components.inline_component import inline_component
from pages.parts.components.whole_number import whole_number
from pages.parts.draw.canvas import canvas_state

KEY = "canvas_marks"
# A ring that hides the whole tap beneath it.
DOT_RADIUS = CANVAS_PEN_WIDTH / 2 + 1

_component = inline_component(__file__)


@dataclass(frozen=True)
class Frame:
    """A frame over the canvas.

    Attributes:
        box: left, top, right, bottom in canvas pixels.
        label: a few letters of our own at its corner, which can be clicked; none if empty.
    """

    box: tuple[float, float, float, float]
    label: str = ""


def canvas_marks(
    frames: Sequence[Frame] = (),
    left_out: Sequence[tuple[float, float]] = (),
    *,
    chosen: int | None = None,
    on_choose: Callable[[int], None] | None = None,
) -> None:
    """Show marks over the canvas, for the drawing that is on it; to be called in each run.

    Args:
        frames: of the digits.
        left_out: middles of taps that belong to no digit, in canvas pixels: shown hollow.
        chosen: the frame that stands out, its place.
        on_choose: called before the rerun with the place of the frame whose label was clicked.
    """

    def choose() -> None:
        place = whole_number(st.session_state[KEY].chosen, len(frames))
        if place is not None and on_choose:
            on_choose(place)

    _component(
        data={
            "number": canvas_state().drawing.number,
            "frames": [_as_data(frame) for frame in frames],
            "dots": [[float(x), float(y), DOT_RADIUS] for x, y in left_out],
            "chosen": chosen,
        },
        key=KEY,
        on_chosen_change=choose,
    )


def _as_data(frame: Frame) -> dict[str, object]:
    left, top, right, bottom = map(float, frame.box)
    return {"left": left, "top": top, "right": right, "bottom": bottom, "label": frame.label}
