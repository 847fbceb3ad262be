"""A digit moved by whole pixels, and how far it can go before ink is cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Room:
    """Rows and columns of background around a digit: as far as it can move and stay whole.

    Attributes:
        up: empty rows above it.
        down: empty rows below it.
        left: empty columns to its left.
        right: empty columns to its right.
        height: rows from its first to its last with ink.
        width: columns from its first to its last with ink.
    """

    up: int
    down: int
    left: int
    right: int
    height: int
    width: int

    def holds(self, down: int, right: int) -> bool:
        """Whether no ink leaves the image when the digit moves by so many rows and columns."""
        return -self.up <= down <= self.down and -self.left <= right <= self.right


def room(image: np.ndarray) -> Room | None:
    """How far an (h, w) digit can move before ink is cut; None where nothing is above 0."""
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    if not len(rows):
        return None
    height, width = image.shape
    return Room(
        up=int(rows[0]),
        down=int(height - 1 - rows[-1]),
        left=int(columns[0]),
        right=int(width - 1 - columns[-1]),
        height=int(rows[-1] - rows[0] + 1),
        width=int(columns[-1] - columns[0] + 1),
    )


def shifted(image: np.ndarray, down: int, right: int) -> np.ndarray:
    """Move an (h, w) image; what comes in is background, what is moved out is lost.

    Args:
        down: rows, -h to h; less than 0 is up.
        right: columns, -w to w; less than 0 is left.
    """
    height, width = image.shape
    moved = np.zeros_like(image)
    moved[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = image[
        max(-down, 0) : height - max(down, 0), max(-right, 0) : width - max(right, 0)
    ]
    return moved
