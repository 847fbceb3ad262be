"""Pen-drawn digits with their writers, read from UNIPEN text.

Source of the format: I. Guyon et al., "UNIPEN project of on-line data exchange and recognizer
benchmarks", ICPR 1994; of the digits: E. Alpaydin and F. Alimoglu, "Pen-Based Recognition of
Handwritten Digits", UCI Machine Learning Repository, CC BY 4.0.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnn.errors import DatasetError
from cnn.network.layer_shapes import CLASSES

MAX_FILE_BYTES = 64_000_000


@dataclass(frozen=True)
class PenDigit:
    """One digit as a pen drew it.

    Attributes:
        digit: 0 to 9.
        writer: the writer's number.
        strokes: one (k, 2) float64 array per stroke, tablet units, x right, y down.
    """

    digit: int
    writer: int
    strokes: tuple[np.ndarray, ...]


def load_pen_digits(path: str | os.PathLike[str]) -> list[PenDigit]:
    """Every digit of a UNIPEN file such as pendigits-orig.tra, in the file's order.

    Raises:
        DatasetError: the file is missing, too large, or no such text.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DatasetError(f"{path} is too large to be the pen digits.")
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            f"The pen digits cannot be read from {path}; download pendigits-orig.tra from the UCI "
            "Machine Learning Repository and give its place with --pen-strokes."
        ) from error
    return parse_unipen(text)


def parse_unipen(text: str) -> list[PenDigit]:
    """The digits in UNIPEN text, in its order, y turned downwards.

    A `.COMMENT digit writer number` line opens each digit; the points of a stroke stand between
    `.PEN_DOWN` and `.PEN_UP`, one `x y` a line with y upwards.

    Raises:
        DatasetError: a line is malformed, or there is no digit at all.
    """
    digits: list[_Draft] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            _read_line(line, digits)
        except (ValueError, IndexError) as error:
            raise DatasetError(f"Line {number} of the pen digits is malformed.") from error
    if not digits:
        raise DatasetError("The file of pen digits holds none.")
    return [_finished(*draft) for draft in digits]


_Draft = tuple[int, int, list[list[tuple[int, int]]]]


def _read_line(line: str, drafts: list[_Draft]) -> None:
    words = line.split()
    if not words:
        return
    if words[0] == ".COMMENT":
        drafts.append((_label(words[1]), int(words[2]), []))
    elif words[0] == ".PEN_DOWN":
        drafts[-1][2].append([])
    elif not words[0].startswith("."):
        x, y = words
        drafts[-1][2][-1].append((int(x), -int(y)))


def _label(word: str) -> int:
    if int(word) not in range(CLASSES):
        raise ValueError(word)
    return int(word)


def _finished(digit: int, writer: int, strokes: Iterable[list[tuple[int, int]]]) -> PenDigit:
    arrays = tuple(np.array(stroke, np.float64) for stroke in strokes if stroke)
    if not arrays:
        raise DatasetError("A pen digit has no strokes.")
    return PenDigit(digit, writer, arrays)
