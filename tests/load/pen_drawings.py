"""Real pen digits as a visitor draws them on the canvas, and what the network reads of each."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from cnn.drawing.canvas import canvas_from_strokes, strokes_from_canvas
from cnn.drawing.strokes import CANVAS_SIZE, StrokeReading, read_strokes
from cnn.errors import DrawingError
from cnn.figures.encoding import encoded
from cnn.network import PRETRAINED, Network
from cnn.training.pen_strokes import load_pen_digits

# Of the canvas's side, about what people fill.
DRAWN_SHARE = 0.65
Strokes = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Answer:
    """What a network makes of a drawing.

    Attributes:
        digits: of all digits found, in reading order.
        image: the (28, 28) image of the digit drawn last, as text.
        probabilities: (10,), of that digit.
    """

    digits: str
    image: str
    probabilities: np.ndarray


@dataclass(frozen=True)
class Pause:
    """The pen is up, the drawing stands there so far.

    Attributes:
        canvas: what the canvas holds, as its script reports it.
        answers: of each network that ships.
    """

    canvas: dict[str, Any]
    answers: Mapping[str, Answer]


@dataclass(frozen=True)
class PenDrawing:
    """One digit as it grows, stroke by stroke.

    Attributes:
        digit: what its writer meant.
        pauses: one after each stroke.
    """

    digit: int
    pauses: tuple[Pause, ...]


def pen_drawings(count: int, seed: int = 0) -> list[PenDrawing]:
    """So many digits of `pendigits-orig.tra` at PENDIGITS_TRA, drawn by different writers.

    Raises:
        KeyError: PENDIGITS_TRA is not set.
        DatasetError: the file is missing, or no such text.
    """
    digits = load_pen_digits(os.environ["PENDIGITS_TRA"])
    random.Random(seed).shuffle(digits)
    drawings: list[PenDrawing] = []
    for pen_digit in digits:
        strokes = _on_canvas(pen_digit.strokes)
        pauses = [_pause(strokes[: last + 1]) for last in range(len(strokes))]
        known = tuple(pause for pause in pauses if pause)
        # A first stroke that is but a dot is no digit.
        if len(known) == len(pauses):
            drawings.append(PenDrawing(pen_digit.digit, known))
        if len(drawings) == count:
            break
    return drawings


def _pause(strokes: Sequence[np.ndarray]) -> Pause | None:
    """So far the drawing has come; None where there is no digit yet."""
    canvas = canvas_from_strokes(strokes)
    try:
        found = read_strokes(strokes_from_canvas(canvas))
    except DrawingError:
        return None
    return Pause(canvas, {name: _answer(found, name) for name in PRETRAINED})


def _answer(found: StrokeReading, network: str) -> Answer:
    images = np.stack([digit.image for digit in found.digits])
    probabilities = _network(network).predict(images)
    digits = "".join(str(digit) for digit in probabilities.argmax(axis=1))
    return Answer(digits, encoded(images[found.last_drawn]), probabilities[found.last_drawn])


@cache
def _network(name: str) -> Network:
    return Network.load(name)


def _on_canvas(strokes: Sequence[np.ndarray]) -> Strokes:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = DRAWN_SHARE * CANVAS_SIZE / max((high - low).max(), 1)
    middle = (low + high) / 2
    return tuple(((stroke - middle) * scale + CANVAS_SIZE / 2).round(1) for stroke in strokes)
