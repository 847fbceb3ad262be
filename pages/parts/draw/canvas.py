"""The canvas with its pen, eraser, undo and clear, kept over page switches."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st

from cnn.drawing.canvas import (
    MALFORMED,
    canvas_from_strokes,
    essentials,
    strokes_from_canvas,
)
from cnn.errors import DrawingError
from cnn.handwriting.examples import EXAMPLES, FIRST_EXAMPLE, Example
from pages.parts.components.whole_number import whole_number
from pages.parts.draw.canvas_report import NUMBERS, checked_report, digest
from pages.parts.draw.drawing_canvas import (
    CANVAS_KEY,
    CLEAR_KEY,
    TOOL_KEY,
    UNDO_KEY,
    Given,
    drawing_canvas,
)
from pages.parts.draw.undo_history import Drawing, UndoHistory
from pages.parts.session.digit import current_digit, drawing_problem, example_digit, set_digit
from pages.parts.session.memory_budget import Holding
from pages.parts.session.shared_memory import undo_memory, visitor

STATE_KEY = "canvas_state"
# About 300 kB: a larger drawing is not kept by the browser's tab, only its digit is.
MOST_KEPT_COMMANDS = 6000
# Of the example that is there at first: what is sent of it is the same for all visitors.
FIRST_NUMBER = NUMBERS - 1
MOST_SHOWN = 10

Tool = Literal["pen", "eraser"]
# In the order of the canvas's own tools.
TOOLS: dict[Tool, str] = {"pen": "Pen", "eraser": "Eraser"}


@dataclass
class CanvasState:
    """One visitor's drawing.

    Attributes:
        drawing: what is on the canvas.
        strokes: the same as strokes, (k, 2) arrays in canvas pixels.
        given: what the canvas was last told to load.
        shown: numbers of the drawings that the browser may show: the one that it told of last,
            readable or not, and those that it was told to load since. Telling it can be lost.
        reported: digest of what the browser sent last.
        read: number of the drawing that has been read last.
        history: for undo; what all visitors keep is bounded together.
    """

    drawing: Drawing
    strokes: list[np.ndarray]
    given: Given
    shown: tuple[int, ...]
    reported: bytes = b""
    read: int | None = None
    history: Holding[UndoHistory] | None = None

    @property
    def earlier(self) -> UndoHistory | None:
        """What can be undone; None before there is anything, and where it had to make room."""
        return self.history.value if self.history else None

    def remember(self) -> None:
        """Keep the present drawing for undo."""
        history = self.earlier
        if self.history is None or history is None:
            history = UndoHistory()
            self.history = Holding(history, 0, visitor())
        history.push(self.drawing)
        self.history.size = history.size
        self.history.mark_used()
        undo_memory().hold(self.history)

    def load(self, drawing: Drawing) -> None:
        """Put another drawing on the canvas."""
        self.drawing = drawing
        self.strokes = strokes_from_canvas(drawing.json)
        self.given = given_drawing(
            drawing,
            load=self.given.load + 1,
            after=self.shown,
            earlier=self.earlier.numbers if self.earlier else (),
        )
        others = (number for number in self.shown if number != drawing.number)
        self.shown = (*others, drawing.number)[-MOST_SHOWN:]


def canvas_state() -> CanvasState:
    """The visitor's canvas; an example is drawn on it at first."""
    if STATE_KEY not in st.session_state:
        drawing = Drawing(
            FIRST_NUMBER, canvas_from_strokes(FIRST_EXAMPLE.strokes), FIRST_EXAMPLE.key
        )
        st.session_state[STATE_KEY] = CanvasState(
            drawing,
            list(FIRST_EXAMPLE.strokes),
            given_drawing(drawing),
            shown=(drawing.number,),
            read=drawing.number,
        )
    return st.session_state[STATE_KEY]


def given_drawing(
    drawing: Drawing,
    load: int = 0,
    after: tuple[int, ...] = (),
    earlier: tuple[int, ...] = (),
) -> Given:
    """A drawing as the canvas is told to load it."""
    return Given(
        load,
        drawing.number,
        drawing.json["objects"],
        is_example=drawing.example is not None,
        after=after,
        earlier=earlier,
    )


def load_strokes(strokes: Sequence[np.ndarray], example: Example | None = None) -> None:
    """Replace what is on the canvas, by nothing where there are no strokes; undo brings it back.

    Args:
        strokes: (k, 2) arrays in canvas pixels.
        example: the one whose strokes they are: the first stroke over it begins a clean canvas.
    """
    state = canvas_state()
    if not _same(state.strokes, strokes):
        state.remember()
    state.load(_new_drawing(strokes, example.key if example else None))


def mark_as_read() -> None:
    """Say that what the canvas holds is already the digit of the moment."""
    canvas_state().read = canvas_state().drawing.number


def drawing_to_keep() -> dict[str, Any] | None:
    """What is on the canvas, for the browser to keep; None before there is a canvas, or too much.

    What can be undone is not kept. `heard` is the number of the drawing that the browser has told
    of last, which may be one that cannot be read.
    """
    if STATE_KEY not in st.session_state:
        return None
    drawing, heard = canvas_state().drawing, canvas_state().shown[-1]
    objects = drawing.json["objects"]
    if sum(len(path["path"]) for path in objects) > MOST_KEPT_COMMANDS:
        return None
    return {
        "number": drawing.number,
        "heard": heard,
        "objects": objects,
        "example": drawing.example,
    }


def regain_drawing(kept: object) -> None:
    """Put on the canvas what a browser has kept of `drawing_to_keep`; it counts as read.

    Raises:
        DrawingError: it is malformed or far too large.
    """
    if not isinstance(kept, dict):
        raise DrawingError(MALFORMED)
    number = whole_number(kept.get("number"), NUMBERS)
    if number is None:
        raise DrawingError(MALFORMED)
    example = next((one for one in EXAMPLES if one.key == kept.get("example")), None)
    if example is not None:
        drawing = Drawing(number, canvas_from_strokes(example.strokes), example.key)
    else:
        raw = {"objects": kept.get("objects")}
        strokes_from_canvas(raw)
        drawing = Drawing(number, essentials(raw))
    canvas_state().load(drawing)
    mark_as_read()


def undo() -> None:
    """Go back from a picture to the drawing, or take back the last stroke, erasure or loading."""
    state = canvas_state()
    if _is_away(state) and state.strokes:
        state.read = None
        return
    earlier = state.earlier.pop() if state.earlier else None
    if earlier is not None:
        state.load(earlier)


def new_strokes() -> list[np.ndarray] | None:
    """Show the canvas and its tools.

    An example that undo brings back becomes the digit of the moment by itself.

    Returns:
        The strokes on the canvas if they have changed since they were last read, else None.

    Raises:
        DrawingError: what the browser sent is malformed or too large.
    """
    state = canvas_state()
    if CANVAS_KEY not in st.session_state:
        # The canvas is made anew after a page switch, and starts with what it held.
        state.load(state.drawing)
    away = state.drawing.number if _is_away(state) else None
    report = drawing_canvas(state.given, away)
    # The browser acts on these at once, and Python where the browser has nothing to act on.
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.segmented_control(
            "Tool",
            list(TOOLS),
            format_func=TOOLS.__getitem__,
            default="pen",
            required=True,
            label_visibility="collapsed",
            key=TOOL_KEY,
        )
        st.button("Undo", icon=":material/undo:", on_click=undo, key=UNDO_KEY)
        st.button(
            "Clear", icon=":material/delete:", on_click=load_strokes, args=([],), key=CLEAR_KEY
        )
    if state.history and state.history.value is None:
        st.caption(
            "Your earlier drawings can no longer be undone: the server's memory for all visitors' "
            "drawings was full."
        )
    _take_report(state, report)
    if state.read == state.drawing.number:
        return None
    mark_as_read()
    example = next((one for one in EXAMPLES if one.key == state.drawing.example), None)
    if example is not None:
        set_digit(example_digit(example))
        return None
    return state.strokes


def _is_away(state: CanvasState) -> bool:
    """Whether the digit of the moment is a picture's, and the drawing only stands by."""
    is_picture = current_digit().source not in ("example", "drawn")
    return is_picture and state.read == state.drawing.number and drawing_problem() is None


def _take_report(state: CanvasState, message: object) -> None:
    if message is None:
        return
    # A canvas that was just told to load something repeats its last report.
    sent = digest(message)
    if sent == state.reported:
        return
    state.reported = sent
    report = checked_report(message)
    if report.number is None:
        _take_strokes(state, report.raw)
        return
    state.shown = (report.number,)
    if report.number == state.drawing.number:
        return
    strokes = strokes_from_canvas(report.raw)
    if state.drawing.number in report.earlier:
        state.remember()
    example = None
    if state.earlier:
        example = state.earlier.example_of(report.number)
        state.earlier.keep_only(report.earlier)
    state.drawing = Drawing(report.number, essentials(report.raw), example)
    state.strokes = strokes


def _take_strokes(state: CanvasState, raw: object) -> None:
    """Take a drawing that comes without a number and without what was before it."""
    strokes = strokes_from_canvas(raw)
    if _same(state.strokes, strokes):
        return
    state.remember()
    state.drawing, state.strokes = Drawing(_new_number(), essentials(raw)), strokes


def _new_number() -> int:
    return random.randrange(NUMBERS)


def _new_drawing(strokes: Sequence[np.ndarray], example: str | None = None) -> Drawing:
    return Drawing(_new_number(), canvas_from_strokes(strokes), example)


def _same(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> bool:
    return len(first) == len(second) and all(
        one.shape == other.shape and np.allclose(one, other, atol=0.5)
        for one, other in zip(first, second, strict=True)
    )
