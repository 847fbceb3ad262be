"""A digit moved by whole pixels to every place, and what networks answer there."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from cnn.drawing.normalise import BOX_SIZE
from cnn.lessons.shifted_digit import room, shifted
from cnn.network import Network
from cnn.network.shapes import IMAGE_SIZE

MAX_SHIFT = 8
# How far a digit that fills its 20-pixel box, in the middle of 28, can move and stay whole.
BOX_ROOM = (IMAGE_SIZE - BOX_SIZE) // 2
PLACES = 2 * MAX_SHIFT + 1


@dataclass(frozen=True)
class Answers:
    """What one network answers to a digit at every place.

    Attributes:
        right: the digit that is right: the label where it is known, else the network's own answer
            to the digit as it stands.
        is_label: whether `right` is the label.
        probabilities: (17, 17, 10) float32; first row furthest up, first column furthest left.
    """

    right: int
    is_label: bool
    probabilities: np.ndarray

    @property
    def digits(self) -> np.ndarray:
        """The answer at each place, (17, 17) integers."""
        return self.probabilities.argmax(axis=-1)

    @property
    def is_right(self) -> np.ndarray:
        """Whether the answer at each place is the right one, (17, 17) bool."""
        return self.digits == self.right

    @property
    def fingerprint(self) -> str:
        """Another for another digit or network."""
        return f"{self.right} {zlib.crc32(np.ascontiguousarray(self.probabilities).tobytes()):08x}"

    def at(self, down: int, right: int) -> np.ndarray:
        """The ten probabilities at one place, up to 8 rows and columns away, (10,) float32."""
        return self.probabilities[down + MAX_SHIFT, right + MAX_SHIFT]


def whole_places(image: np.ndarray) -> np.ndarray:
    """At which places all of a digit's ink is in the image, (17, 17) bool; a blank's everywhere."""
    reach, space = range(-MAX_SHIFT, MAX_SHIFT + 1), room(image)
    return np.array([[not space or space.holds(down, right) for right in reach] for down in reach])


def at_every_place(image: np.ndarray) -> np.ndarray:
    """A digit moved by up to 8 pixels each way, all in one batch, (289, 28, 28).

    Row by row, furthest up and left first; the middle one is as it stands.
    """
    reach = range(-MAX_SHIFT, MAX_SHIFT + 1)
    return np.stack([shifted(image, down, right) for down in reach for right in reach])


def answers(network: Network, image: np.ndarray, label: int | None) -> Answers:
    """Let a network read a digit at every place; the label is None where it is not known."""
    read = network.predict(at_every_place(image)).reshape(PLACES, PLACES, -1)
    own = int(read[MAX_SHIFT, MAX_SHIFT].argmax())
    return Answers(own if label is None else label, label is not None, read)


def right_everywhere(network: Network, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How many of n digits are read right at each place, (17, 17) integers, 0 to n."""
    counts = np.zeros((PLACES, PLACES), int)
    for image, label in zip(images, labels.tolist(), strict=True):
        counts += answers(network, image, label).is_right
    return counts


def ink_left(image: np.ndarray) -> np.ndarray:
    """Share of a digit's ink that is still in the image at each place, (17, 17) float64.

    1 everywhere for a blank image.
    """
    ink = at_every_place(image).sum(axis=(1, 2), dtype=np.float64).reshape(PLACES, PLACES)
    total = float(image.sum(dtype=np.float64))
    return ink / total if total else np.ones_like(ink)


def by_distance(shares: np.ndarray) -> np.ndarray:
    """The mean over all places as far from the middle: by the larger of rows and columns.

    Args:
        shares: (17, 17) floats.

    Returns:
        (9,) float64: at distance 0 (one place) to 8 (the 64 outermost places).
    """
    reach = np.abs(np.arange(-MAX_SHIFT, MAX_SHIFT + 1))
    distance = np.maximum(reach[:, None], reach)
    return np.array([shares[distance == away].mean() for away in range(MAX_SHIFT + 1)])


# By the signs of the rows and the columns.
_SHIFTS_IN_WORDS = {
    (-1, -1): "{rows} up, {columns} left",
    (-1, 0): "{rows} up",
    (-1, 1): "{rows} up, {columns} right",
    (0, -1): "{columns} left",
    (0, 0): "not moved",
    (0, 1): "{columns} right",
    (1, -1): "{rows} down, {columns} left",
    (1, 0): "{rows} down",
    (1, 1): "{rows} down, {columns} right",
}


def in_words(down: int, right: int) -> str:
    """A shift as it is said, less than 0 being up and left: "3 up, 2 left"."""
    signs = (down > 0) - (down < 0), (right > 0) - (right < 0)
    return _SHIFTS_IN_WORDS[signs].format(rows=abs(down), columns=abs(right))
