"""A digit moved within its image, and what a dense unit that reads the pixels makes of it there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnn.lessons.shifted_digit import room, shifted

# Digits are drawn into the middle 20 of 28 rows, so most have so much room each way.
MOST_MOVED = 4


@dataclass(frozen=True)
class Reach:
    """By how many pixels a digit can be moved each way with all its ink, 0 to MOST_MOVED."""

    up: int
    down: int
    left: int
    right: int


@dataclass(frozen=True)
class UnitSums:
    """The units of a dense layer that reads the pixels, and their sums for a digit at each place.

    Attributes:
        weights: (rows, columns, units) float32, one for each pixel.
        sums: (up + down + 1, left + right + 1, units) float64, weights times pixels summed, plus
            the bias, before ReLU; the first is for the digit moved up and left as far as it goes.
        reach: how far the digit goes.
    """

    weights: np.ndarray
    sums: np.ndarray
    reach: Reach

    @property
    def most_telling(self) -> int:
        """The unit whose sum lies highest above its mean over all places, where there are some.

        Of a digit that cannot be moved, or is blank, the unit with the largest sum.
        """
        here = self.sums[self.reach.up, self.reach.left]
        falls = here - self.sums.mean(axis=(0, 1))
        return int((falls if falls.max() > 0 else here).argmax())


def reach_of(image: np.ndarray) -> Reach:
    """How far the ink of a (rows, columns) image can be moved; a blank one goes all the way."""
    space = room(image)
    if space is None:
        return Reach(MOST_MOVED, MOST_MOVED, MOST_MOVED, MOST_MOVED)
    free = (space.up, space.down, space.left, space.right)
    return Reach(*(min(pixels, MOST_MOVED) for pixels in free))


def with_room(image: np.ndarray) -> np.ndarray:
    """The image with MOST_MOVED rows and columns of zeros on each side.

    The digit moved by some pixels is a part of it as large as the image.
    """
    return np.pad(image, MOST_MOVED)


def unit_sums(weights: np.ndarray, biases: np.ndarray, image: np.ndarray) -> UnitSums:
    """The sums of dense units for the digit at each place that its reach allows.

    Args:
        weights: (pixels, units), the pixels row by row.
        biases: (units,).
        image: (rows, columns) floats.
    """
    reach = reach_of(image)
    places = [
        [shifted(image, down, right).ravel() for right in range(-reach.left, reach.right + 1)]
        for down in range(-reach.up, reach.down + 1)
    ]
    sums = np.array(places, np.float64) @ weights.astype(np.float64) + biases
    return UnitSums(weights.reshape(*image.shape, -1), sums, reach)
