"""What the canvas's script reports of the drawing on it: anyone may send anything in its name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from cnn.drawing.canvas import MALFORMED
from cnn.errors import DrawingError
from pages.parts.components.whole_number import whole_number
from pages.parts.draw.undo_history import MAX_DRAWINGS

# Drawings' numbers are below this one, which JavaScript's numbers still hold exactly.
NUMBERS = 2**50


@dataclass(frozen=True)
class CanvasReport:
    """One report, its drawing not yet looked at.

    Attributes:
        raw: the canvas's JSON, or anything else.
        number: the drawing's own; None where the canvas's script is not ours.
        earlier: numbers of the drawings that undo still goes back to.
    """

    raw: object
    number: int | None = None
    earlier: frozenset[int] = frozenset()


def checked_report(message: object) -> CanvasReport:
    """The parts of a message.

    Raises:
        DrawingError: it has not the shape of a report.
    """
    if not isinstance(message, dict):
        raise DrawingError(MALFORMED)
    raw = message.get("raw")
    if "number" not in message:
        return CanvasReport(raw)
    number = whole_number(message["number"], NUMBERS)
    earlier = message.get("earlier")
    if number is None or not isinstance(earlier, list) or len(earlier) > MAX_DRAWINGS:
        raise DrawingError(MALFORMED)
    numbers = {whole_number(one, NUMBERS) for one in earlier}
    return CanvasReport(raw, number, frozenset(one for one in numbers if one is not None))


def digest(message: object) -> bytes:
    """Sixteen bytes that tell messages apart: a message itself may have many megabytes.

    Raises:
        DrawingError: it is nested too deep to be a report.
    """
    try:
        text = json.dumps(message)
    except (RecursionError, TypeError, ValueError) as error:
        raise DrawingError(MALFORMED) from error
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
