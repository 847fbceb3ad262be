"""OwnDigits: the digits that one person has written, to learn from and to be judged on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import safetensors
import safetensors.numpy

from cnn.errors import DrawingError
from cnn.network.layer_shapes import CLASSES
from cnn.network.shapes import IMAGE_SIZE

# A lesson asks for fifty; this is four times as many.
MAX_DIGITS = 200
# Fewer tell a network nothing of a hand, and judge nothing.
MIN_DIGITS = 20
# Of each kind of digit about so many are held out: one of two to four, two of five.
HELD_OUT_SHARE = 0.35
# What the content of a file of so many digits takes at most: pixels, label, mark, and its header.
MAX_BYTES = MAX_DIGITS * (4 * IMAGE_SIZE**2 + 8 + 1) + 4096

_ARRAYS = {"images": np.float32, "labels": np.int64, "is_example": np.bool_}
_DAMAGED = "The file of your own digits is damaged."


@dataclass(frozen=True, eq=False)
class OwnDigits:
    """Digits as a network reads them, most of them one person's own.

    Attributes:
        images: (n, 28, 28) float32 in [0, 1], ink bright.
        labels: (n,) int64, 0 to 9: what was meant.
        is_example: (n,) bool: whether it stands in for one that was not written, and is from one
            of the example hands.

    Raises:
        DrawingError: there are more than 200, or the arrays are no such digits.
    """

    images: np.ndarray
    labels: np.ndarray
    is_example: np.ndarray

    def __post_init__(self) -> None:
        count = len(self.labels)
        if count > MAX_DIGITS:
            raise DrawingError(f"At most {MAX_DIGITS} digits can be taken; these are {count}.")
        shapes = {
            "images": (count, IMAGE_SIZE, IMAGE_SIZE),
            "labels": (count,),
            "is_example": (count,),
        }
        for name, dtype in _ARRAYS.items():
            array = getattr(self, name)
            if array.shape != shapes[name] or array.dtype != dtype:
                raise DrawingError(_DAMAGED)
        if not (np.isfinite(self.images).all() and _is_within(self.images, 0, 1)):
            raise DrawingError(_DAMAGED)
        if not _is_within(self.labels, 0, CLASSES - 1):
            raise DrawingError(_DAMAGED)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def own(self) -> int:
        """How many are the person's own."""
        return len(self) - self.examples

    @property
    def examples(self) -> int:
        """How many are from example hands."""
        return int(self.is_example.sum())

    def chosen(self, indices: np.ndarray) -> OwnDigits:
        """Some of them, by their places."""
        return OwnDigits(self.images[indices], self.labels[indices], self.is_example[indices])

    def split(self, seed: int) -> tuple[OwnDigits, OwnDigits]:
        """The digits to learn from, and those held out to judge by: no digit is in both.

        Of each kind of digit about a third is held out, at random: none of one, one of two to
        four, two of five. They are the person's own wherever there is an own digit of that kind,
        though of those never more than half, but for a single one; of a kind that nobody wrote,
        they are from the example hands.

        Args:
            seed: the same one splits the same digits in the same way.
        """
        random = np.random.default_rng(seed)
        is_held_out = np.zeros(len(self), bool)
        for digit in range(CLASSES):
            is_held_out[self._held_out_of(digit, random)] = True
        places = np.arange(len(self))
        return self.chosen(places[~is_held_out]), self.chosen(places[is_held_out])

    def _held_out_of(self, digit: int, random: np.random.Generator) -> np.ndarray:
        of_kind = self.labels == digit
        own = np.flatnonzero(of_kind & ~self.is_example)
        wanted = round(HELD_OUT_SHARE * int(of_kind.sum()))
        if not len(own):
            return random.permutation(np.flatnonzero(of_kind))[:wanted]
        return random.permutation(own)[: min(wanted, max(1, len(own) // 2))]

    def to_bytes(self) -> bytes:
        """All of them as the content of a safetensors file."""
        arrays = {name: np.ascontiguousarray(getattr(self, name)) for name in _ARRAYS}
        return safetensors.numpy.save(arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> OwnDigits:
        """Read what `to_bytes` gave, trusting nothing.

        Raises:
            DrawingError: the bytes are no such file, or past the limits.
        """
        if len(data) > MAX_BYTES:
            raise DrawingError(_DAMAGED)
        try:
            arrays = safetensors.numpy.load(data)
        except (safetensors.SafetensorError, ValueError, KeyError, TypeError) as error:
            raise DrawingError(_DAMAGED) from error
        if set(arrays) != set(_ARRAYS) or any(array.ndim == 0 for array in arrays.values()):
            raise DrawingError(_DAMAGED)
        return cls(**arrays)


def _is_within(array: np.ndarray, low: float, high: float) -> bool:
    return bool(array.size == 0 or (array.min() >= low and array.max() <= high))
