"""The canvas with its pen, eraser, undo and clear, kept over page switches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from cnn.drawing.canvas import (
    CANVAS_COLOUR,
    ERASER_WIDTH,
    INK_COLOUR,
    MALFORMED,
    canvas_from_strokes,
    essentials,
    strokes_from_canvas,
)
from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE
from cnn.errors import DrawingError
from cnn.handwriting.examples import FIRST_EXAMPLE
from pages.parts.draw.undo_history import UndoHistory
from pages.parts.session.memory_budget import Holding
from pages.parts.session.shared_memory import undo_memory, visitor

CANVAS_KEY = "canvas"
STATE_KEY = "canvas_state"

Tool = Literal["pen", "eraser"]
TOOLS: dict[Tool, str] = {"pen": "Pen", "eraser": "Eraser"}


@dataclass
class CanvasState:
    """One visitor's drawing.

    Attributes:
        drawing: the canvas's JSON as it should be now, without what it does not need.
        strokes: the same as strokes, (k, 2) arrays in canvas pixels.
        given: the JSON that the canvas was last told to load; the canvas is told again only
            when this changes, for one that is fed its own drawing loops.
        reported: what the browser sent last, as Streamlit itself keeps it until it sends more.
        read: the drawing that has been read last.
        history: for undo; what all visitors keep is bounded together.
    """

    drawing: dict[str, Any]
    strokes: list[np.ndarray]
    given: dict[str, Any]
    reported: object = None
    read: dict[str, Any] | None = None
    history: Holding[UndoHistory] | None = None

    def remember(self) -> None:
        """Keep the present drawing for undo."""
        history = self.history.value if self.history else None
        if self.history is None or history is None:
            history = UndoHistory()
            self.history = Holding(history, 0, visitor())
        history.push(self.drawing)
        self.history.size = history.size
        self.history.mark_used()
        undo_memory().hold(self.history)

    def load(self, drawing: dict[str, Any]) -> None:
        """Put another drawing on the canvas."""
        self.drawing = drawing
        self.strokes = strokes_from_canvas(drawing)
        # The number makes the canvas load it even when it has been given the same before.
        self.given = {**drawing, "load": self.given.get("load", 0) + 1}


def canvas_state() -> CanvasState:
    """The visitor's canvas; an example is drawn on it at first."""
    if STATE_KEY not in st.session_state:
        drawing = canvas_from_strokes(FIRST_EXAMPLE.strokes)
        st.session_state[STATE_KEY] = CanvasState(
            drawing, list(FIRST_EXAMPLE.strokes), {**drawing, "load": 0}, read=drawing
        )
    return st.session_state[STATE_KEY]


def load_strokes(strokes: Sequence[np.ndarray]) -> None:
    """Replace what is on the canvas, by nothing where there are no strokes; undo brings it back."""
    state = canvas_state()
    if not _same(state.strokes, strokes):
        state.remember()
    state.load(canvas_from_strokes(strokes))


def mark_as_read() -> None:
    """Say that what the canvas holds is already the digit of the moment."""
    canvas_state().read = canvas_state().drawing


def undo() -> None:
    """Take back the last stroke, erasure, clearing or loading."""
    state = canvas_state()
    history = state.history.value if state.history else None
    earlier = history.pop() if history else None
    if earlier is not None:
        state.load(earlier)


def new_strokes() -> list[np.ndarray] | None:
    """Show the canvas and its tools.

    Returns:
        The strokes on the canvas if they have changed since they were last read, else None.

    Raises:
        DrawingError: what the browser sent is malformed or too large.
    """
    state = canvas_state()
    if CANVAS_KEY not in st.session_state:
        # The canvas is made anew after a page switch, and starts with what it held.
        state.load(state.drawing)
    # The canvas's own toolbar floats above it, so these tools stand below.
    canvas_place = st.container()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        tool = st.segmented_control(
            "Tool",
            list(TOOLS),
            format_func=TOOLS.__getitem__,
            default="pen",
            required=True,
            label_visibility="collapsed",
        )
        st.button("Undo", icon=":material/undo:", on_click=undo)
        st.button("Clear", icon=":material/delete:", on_click=load_strokes, args=([],))
    if state.history and state.history.value is None:
        st.caption(
            "Your earlier drawings can no longer be undone: the server's memory for all visitors' "
            "drawings was full."
        )
    with canvas_place:
        report = _mount(tool, state.given)
    _take_report(state, report)
    if state.drawing is state.read:
        return None
    mark_as_read()
    return state.strokes


def _mount(tool: Tool, given: dict[str, Any]) -> object:
    """The canvas itself; gives the drawing that the browser sent last, whatever that is."""
    try:
        return st_canvas(
            stroke_width=CANVAS_PEN_WIDTH if tool == "pen" else ERASER_WIDTH,
            stroke_color=INK_COLOUR if tool == "pen" else CANVAS_COLOUR,
            background_color=CANVAS_COLOUR,
            height=CANVAS_SIZE,
            width=CANVAS_SIZE,
            initial_drawing=given,
            key=CANVAS_KEY,
        ).json_data
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        # The canvas's own Python takes a message apart without a look at what it is.
        raise DrawingError(MALFORMED) from error


def _take_report(state: CanvasState, report: object) -> None:
    # A canvas that was just told to load something repeats its last report until it has.
    if report == state.reported:
        return
    state.reported = report
    strokes = strokes_from_canvas(report)
    if _same(state.strokes, strokes):
        return
    state.remember()
    state.drawing, state.strokes = essentials(report), strokes


def _same(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> bool:
    return len(first) == len(second) and all(
        one.shape == other.shape and np.allclose(one, other, atol=0.5)
        for one, other in zip(first, second, strict=True)
    )
