"""Strokes as short text, as they go between a sheet of boxes in the browser and the server.

A byte per coordinate; strokes follow one another, parted by two bytes that are no place. The box in
which a digit is written is the middle of the field, so that a stroke may run out of it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import numpy as np

from cnn.errors import DrawingError

# Both coordinates go from 0 to FIELD; the box from BOX_START to BOX_START + BOX_SIZE.
FIELD = 254
BOX_START, BOX_SIZE = 42, 170
_PARTED = 255
MAX_POINTS = 1500
MAX_STROKES = 40
# Of base64, for so many points and what parts the strokes.
MAX_TEXT = -(-2 * (MAX_POINTS + MAX_STROKES) // 3) * 4
# The longest side of a digit that is put into a box.
_FITTED = 120.0

UNREADABLE = "What your browser sent of your digits could not be read. Draw that digit again."


def strokes_from_text(text: object) -> list[np.ndarray]:
    """The strokes of a text from a stranger's browser.

    Returns:
        (k, 2) float64 arrays, x right, y down, 0 to FIELD; none for an empty text.

    Raises:
        DrawingError: it is no such text, or holds too many points or strokes.
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise DrawingError(UNREADABLE)
    try:
        numbers = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
    except (binascii.Error, ValueError) as error:
        raise DrawingError(UNREADABLE) from error
    if len(numbers) % 2:
        raise DrawingError(UNREADABLE)
    points = numbers.reshape(-1, 2)
    is_end = (points == _PARTED).all(axis=1)
    if (points[~is_end] == _PARTED).any() or is_end.sum() > MAX_STROKES:
        raise DrawingError(UNREADABLE)
    pieces = np.split(points, np.flatnonzero(is_end))
    # Every piece but the first begins with what parts it from the one before.
    strokes = [pieces[0], *(piece[1:] for piece in pieces[1:])]
    return [stroke.astype(np.float64) for stroke in strokes if len(stroke)]


def text_from_strokes(strokes: Sequence[np.ndarray]) -> str:
    """Strokes of any size and place as text, put into the middle of the box.

    Args:
        strokes: (k, 2) arrays, at least one point.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = _FITTED / max(float((high - low).max()), 1e-9)
    parted = np.full((1, 2), _PARTED, np.uint8)
    pieces = []
    for stroke in strokes:
        places = (stroke - (low + high) / 2) * scale + FIELD / 2
        pieces += [np.rint(places).astype(np.uint8), parted]
    return base64.b64encode(np.concatenate(pieces[:-1]).tobytes()).decode("ascii")
