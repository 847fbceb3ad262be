"""The canvas itself: the drawable canvas's own module, with tools that act in the browser at once.

Streamlit would mount the module by itself (`st_canvas`), with a toolbar over the paper, tools that
wait for the server, and fingers that cannot zoom; so a component of our own stands between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import streamlit_drawable_canvas

from cnn.drawing.canvas import (
    CANVAS_COLOUR,
    ERASER_WIDTH,
    FABRIC_VERSION,
    INK_COLOUR,
    MALFORMED,
)
from cnn.drawing.strokes import CANVAS_PEN_WIDTH, CANVAS_SIZE
from cnn.errors import DrawingError
from pages.parts.components.inline_component import inline_component

CANVAS_KEY = "canvas"
TOOL_KEY, UNDO_KEY, CLEAR_KEY = "canvas_tool", "canvas_undo", "canvas_clear"

# In the order in which they are offered.
_TOOLS = (
    {"width": CANVAS_PEN_WIDTH, "is_eraser": False},
    {"width": ERASER_WIDTH, "is_eraser": True},
)
# Streamlit's own tips would lie over the canvas.
_UNDO_TITLE = "Take back the last stroke, or go back from a picture to the drawing (Ctrl+Z)"
_component = inline_component(__file__, "path_precision.js", "drawable_canvas.js", "marks_layer.js")


@dataclass(frozen=True)
class Given:
    """What the canvas is told to load.

    Attributes:
        load: counts what it was told; it loads when this changes.
        number: of the drawing.
        objects: of the canvas's JSON.
        is_example: the first stroke over it begins a clean canvas.
        after: numbers of the drawings one of which it follows; a visitor who has gone on to another
            one keeps what is there.
        earlier: numbers of the drawings that undo goes back to, the oldest first.
    """

    load: int
    number: int
    objects: list[dict[str, Any]]
    is_example: bool
    after: tuple[int, ...]
    earlier: tuple[int, ...]


def drawing_canvas(given: Given, away: int | None) -> object:
    """Show the canvas, ink and paper in the colours of the visitor's theme.

    Args:
        given: loaded where it is new.
        away: number of the drawing on it where that is not what is read just now.

    Returns:
        What the browser sent last, whatever that is; None before it has sent anything.

    Raises:
        DrawingError: the browser sent more than a drawing.
    """
    result = _component(
        data={
            "module": _module_address(),
            "version": FABRIC_VERSION,
            "size": CANVAS_SIZE,
            "tools": list(_TOOLS),
            "keys": {"tool": TOOL_KEY, "undo": UNDO_KEY, "clear": CLEAR_KEY},
            "undo_title": _UNDO_TITLE,
            "ink": INK_COLOUR,
            "paper": CANVAS_COLOUR,
            "given": vars(given),
            "away": away,
        },
        key=CANVAS_KEY,
        default={"drawing": None},
        on_drawing_change=_rerun,
        width="content",
        height="content",
    )
    if set(result) != {"drawing"}:
        raise DrawingError(MALFORMED)
    return result["drawing"]


def _rerun() -> None:
    """A change draws the page anew, which is all that is wanted of it."""


@cache
def _module_address() -> str:
    """Where Streamlit serves the canvas's module, as seen from the server's address."""
    package = streamlit_drawable_canvas
    folder = Path(package.__file__).parent / "frontend" / "build"
    (module,) = folder.glob("index-*.js")
    return f"_stcore/bidi-components/streamlit-drawable-canvas.{package.__name__}/{module.name}"
