"""The sheet on which a visitor writes five of each digit: boxes, and all fifty in small."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cnn.handwriting.compact_strokes import BOX_SIZE, BOX_START, MAX_POINTS, MAX_STROKES
from pages.parts.components.inline_component import inline_component

SHEET_KEY = "writing_sheet"

_WORDS = {
    "task": "Write {digit}: {own} of 5 done",
    "boxes": (
        "Five boxes for the digit {digit}, {own} of them filled. Write with a mouse, a finger or a "
        "pen. Keys: a digit goes to its boxes, Page Down or Enter to the next digit, Page Up to "
        "the one before, the arrows from box to box, Delete clears the chosen box, Control and Z "
        "take back."
    ),
    "back": "← Previous digit",
    "on": "Next digit →",
    "undo": "Undo",
    "clear_all": "Clear all boxes",
    "clear": "Clear this box",
    "clear_box": "Clear box {number}",
    "box_own": "Box {number} of the digit {digit}, written by you",
    "box_empty": "Box {number} of the digit {digit}, empty",
    "count": "{all} of 50 written",
    "progress": "Digits written",
    "cells": (
        "All fifty digits. Choose one to write it, or to write it again. The arrow keys go on."
    ),
    "cell_own": "{digit}, number {number}: yours. Write it again",
    "cell_example": "{digit}, number {number}: the example hand's. Write your own",
    "cell_misread": (
        "{digit}, number {number}: yours, which the network reads as {answer}. Write it again"
    ),
    "unread": "?",
    "cell_unread": "{digit}, number {number}: this cannot be read as a digit. Write it again",
    "legend": (
        "Solid: yours; a small number says what the network reads where that is another digit. "
        "Pale, in a dashed frame: the example hand's. Choose any to write it again."
    ),
    "again": "Your next stroke in the marked box begins it anew.",
    "tap": "That was a tap. Draw a line.",
    "full": "That is more than a box can hold. Clear it and write the digit once.",
    "cleared": "All boxes are empty. Undo brings your digits back.",
}
_component = inline_component(__file__, "figure_numbers.js", "pen_strokes.js", "compact_strokes.js")


def writing_sheet(
    *,
    sheet: str,
    taken: int,
    cells: Sequence[str],
    examples: Sequence[str],
    unread: Sequence[int],
    misread: Mapping[int, int],
    on_report: Callable[[], None],
) -> None:
    """Show the sheet.

    Args:
        sheet: names the server's copy; the browser tells a new one all that it holds.
        taken: number of the report that was taken last.
        cells: what is written, digit after digit, as `cnn.handwriting.compact_strokes` has it; an
            empty text for an empty box.
        examples: the example hand's, likewise.
        unread: places of cells that cannot be read as a digit.
        misread: what the network takes a digit for where that is another, by place.
        on_report: called before the rerun; the session state then holds, under the component's
            key, a `report` of what has changed: anyone's, and anything.
    """
    _component(
        data={
            "sheet": sheet,
            "taken": taken,
            "cells": list(cells),
            "examples": list(examples),
            "unread": list(unread),
            "misread": {str(place): answer for place, answer in misread.items()},
            "box": [BOX_START, BOX_START, BOX_SIZE],
            "most_points": MAX_POINTS,
            "most_strokes": MAX_STROKES,
            "words": _WORDS,
        },
        key=SHEET_KEY,
        default={"report": None},
        on_report_change=on_report,
    )
