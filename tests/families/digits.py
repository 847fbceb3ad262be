"""The digits that families are made from: of pen writers, and of MNIST."""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass

import numpy as np

from cnn.datasets import load_mnist_test
from cnn.training.pen_strokes import PenDigit, load_pen_digits
from tests.families.family import Brought, Family, SeveralDigits, Source
from tests.families.kinds import SLASHED_ZERO

# Writers with such a number are seen by no training and by no tuning.
HELD_OUT_EVERY = 5


@dataclass(frozen=True)
class Sample:
    """What is brought, and the digits that it shows, in reading order."""

    brought: Brought
    digits: tuple[int, ...]


class Writers:
    """Digits of writers that networks learn from, or of the others."""

    def __init__(self, *, is_held_out: bool) -> None:
        digits = load_pen_digits(os.environ["PENDIGITS_TRA"])
        self._digits = [
            digit for digit in digits if (digit.writer % HELD_OUT_EVERY == 0) == is_held_out
        ]
        images, labels = load_mnist_test()
        half = slice(5000, None) if is_held_out else slice(0, 5000)
        self._images, self._labels = images[half], labels[half]

    @property
    def numbers(self) -> set[int]:
        """The writers' numbers."""
        return {digit.writer for digit in self._digits}

    def one(self, family: Family, number: int) -> Sample:
        """The sample of a number of a family; the same whenever it is made."""
        rng = _generator(family.name, number)
        if family.source is Source.MNIST:
            place = int(rng.integers(len(self._images)))
            return Sample(family.make(self._images[place], rng), (int(self._labels[place]),))
        digit = self._pick(rng, 0 if family.kind is SLASHED_ZERO else number % 10)
        return Sample(family.make(digit.strokes, rng), (digit.digit,))

    def several(self, family: SeveralDigits, number: int) -> Sample:
        """The sample of a number of a family of several digits by one writer."""
        rng = _generator(family.name, number)
        first = self._pick(rng, None)
        count = int(rng.integers(family.fewest, family.most + 1))
        same = [digit for digit in self._digits if digit.writer == first.writer]
        chosen = [same[place] for place in rng.integers(len(same), size=count)]
        return Sample(
            family.make([digit.strokes for digit in chosen], rng),
            tuple(digit.digit for digit in chosen),
        )

    def _pick(self, rng: np.random.Generator, digit: int | None) -> PenDigit:
        while True:
            found = self._digits[rng.integers(len(self._digits))]
            if digit is None or found.digit == digit:
                return found


def _generator(name: str, number: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(name.encode()), number])
