"""The drawing board: the canvas with its pen, eraser, undo and clear, kept over page switches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from streamlit_drawable_canvas import st_canvas

from cnn.drawing.canvas import ERASER_WIDTH, INK, PAPER, canvas_from_strokes, strokes_from_canvas
from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE
from cnn.handwriting.examples import FIRST_EXAMPLE

CANVAS_KEY = "canvas"
MAX_HISTORY = 40
PEN, ERASER = "Pen", "Eraser"


@dataclass
class Board:
    """One visit's drawing.

    Attributes:
        drawing: the canvas's JSON as it should be now.
        strokes: the same as strokes, (k, 2) arrays in canvas pixels.
        given: the JSON that the canvas was last told to load; the canvas is told again only
            when this changes, for one that is fed its own drawing loops.
        reported: the JSON that the browser sent last.
        read: the drawing that has been read last.
        history: earlier drawings, oldest first, for undo.
    """

    drawing: dict[str, Any]
    strokes: list[np.ndarray]
    given: dict[str, Any]
    reported: dict[str, Any] | None = None
    read: dict[str, Any] | None = None
    history: list[dict[str, Any]] = field(default_factory=list)

    def remember(self) -> None:
        """Keep the present drawing for undo, and forget the oldest past forty."""
        self.history.append(self.drawing)
        del self.history[:-MAX_HISTORY]

    def load(self, drawing: dict[str, Any]) -> None:
        """Put another drawing on the canvas.

        Args:
            drawing: canvas JSON.
        """
        self.drawing = drawing
        self.strokes = strokes_from_canvas(drawing)
        # The number makes the canvas load it even when it has been given the same before.
        self.given = {**drawing, "load": self.given.get("load", 0) + 1}


def board() -> Board:
    """The visit's drawing board; an example is drawn on it at first."""
    if "board" not in st.session_state:
        drawing = canvas_from_strokes(FIRST_EXAMPLE.strokes)
        strokes = list(FIRST_EXAMPLE.strokes)
        st.session_state["board"] = Board(drawing, strokes, {**drawing, "load": 0}, read=drawing)
    return st.session_state["board"]


def load_strokes(strokes: tuple[np.ndarray, ...] | list[np.ndarray]) -> None:
    """Replace what is on the canvas; undo brings it back.

    Args:
        strokes: (k, 2) arrays in canvas pixels; none for a blank canvas.
    """
    if not _same(board().strokes, list(strokes)):
        board().remember()
    board().load(canvas_from_strokes(strokes))


def mark_as_read() -> None:
    """Say that what the canvas holds is already the digit of the moment."""
    board().read = board().drawing


def undo() -> None:
    """Take back the last stroke, erasure, clearing or loading."""
    if board().history:
        board().load(board().history.pop())


def new_strokes() -> list[np.ndarray] | None:
    """Show the canvas and its tools.

    Returns:
        The strokes on the canvas if they have changed since they were last read, else None.

    Raises:
        DrawingError: what the browser sent is malformed or too large.
    """
    state = board()
    if CANVAS_KEY not in st.session_state:
        # The canvas is made anew after a page switch, and starts with what it held.
        state.load(state.drawing)
    # The canvas's own toolbar floats above it, so these tools stand below.
    canvas_place = st.container()
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        tool = st.segmented_control(
            "Tool", [PEN, ERASER], default=PEN, required=True, label_visibility="collapsed"
        )
        st.button("Undo", icon=":material/undo:", on_click=undo)
        st.button("Clear", icon=":material/delete:", on_click=load_strokes, args=([],))
    with canvas_place:
        result = st_canvas(
            stroke_width=CANVAS_PEN_WIDTH if tool == PEN else ERASER_WIDTH,
            stroke_color=INK if tool == PEN else PAPER,
            background_color=PAPER,
            height=CANVAS_SIZE,
            width=CANVAS_SIZE,
            initial_drawing=state.given,
            key=CANVAS_KEY,
        )
    _take_report(state, result.json_data)
    if state.drawing is state.read:
        return None
    mark_as_read()
    return state.strokes


def _take_report(state: Board, report: dict[str, Any]) -> None:
    # A canvas that was just told to load something repeats its last report until it has.
    if report == state.reported:
        return
    state.reported = report
    strokes = strokes_from_canvas(report)
    if _same(state.strokes, strokes):
        return
    state.remember()
    state.drawing, state.strokes = report, strokes


def _same(first: list[np.ndarray], second: list[np.ndarray]) -> bool:
    return len(first) == len(second) and all(
        one.shape == other.shape and np.allclose(one, other, atol=0.5)
        for one, other in zip(first, second, strict=True)
    )
