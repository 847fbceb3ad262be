"""Ink drawn for the tests of what is found in it."""

from collections.abc import Sequence

import cv2
import numpy as np

from cnn.drawing.components import INKED, Components, components_of

Path = Sequence[tuple[float, float]]


def ink(paths: Sequence[Path], size: tuple[int, int] = (300, 300), width: int = 6) -> np.ndarray:
    """Paths drawn with one pen on a (height, width) sheet: float32, 1 where inked."""
    sheet = np.zeros(size, np.uint8)
    for path in paths:
        cv2.polylines(sheet, [np.round(path).astype(np.int32)], False, 255, width, cv2.LINE_AA)
    return sheet.astype(np.float32) / 255


def components(paths: Sequence[Path], **drawing: object) -> Components:
    """The parts of paths drawn with one pen."""
    density = ink(paths, **drawing)
    return components_of(density, density > INKED)


def oval(  # noqa: PLR0917
    x: float, y: float, across: float, down: float, start: float = 0, end: float = 360
) -> Path:
    """An arc around a middle, from degrees to degrees, clockwise from the right."""
    angles = np.radians(np.linspace(start, end, 60))
    return list(zip(x + across * np.cos(angles), y + down * np.sin(angles), strict=True))


def rectangle(left: float, top: float, right: float, bottom: float) -> Path:
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
