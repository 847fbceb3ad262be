"""Drawings that are no digit, by kind, each as many as one likes, and no two alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnn.drawing import digit_from_strokes
from cnn.drawing.strokes import CANVAS_SIZE
from cnn.handwriting.examples import EXAMPLES
from cnn.handwriting.not_digits import digit_mixtures, letters, scribbles, things
from cnn.handwriting.not_digits.digit_mixtures import Draw, WrittenDigit
from cnn.handwriting.not_digits.hand import Strokes, bent, drawn, slanted
from cnn.handwriting.not_digits.letters import Templates


@dataclass(frozen=True)
class Kind:
    """One kind of drawing.

    Attributes:
        name: to be read.
        draws: one of them is chosen for each drawing.
        is_for_choosing: whether the measure of strangeness was chosen by it; the others were only
            in view.
        is_digit_shaped: whether a digit is written in just this way: a letter O, or S.
    """

    name: str
    draws: tuple[Draw, ...]
    is_for_choosing: bool = False
    is_digit_shaped: bool = False

    def drawings(self, count: int, seed: int = 0) -> list[Strokes]:
        """So many drawings, (k, 2) float64 arrays in canvas pixels, their ways in turn."""
        random = np.random.default_rng(seed)
        return [self.draws[number % len(self.draws)](random) for number in range(count)]

    def images(self, count: int, seed: int = 0) -> np.ndarray:
        """The same as the network reads them, (n, 28, 28) float32 in [0, 1]."""
        return np.stack([digit_from_strokes(strokes) for strokes in self.drawings(count, seed)])


def _from(name: str, templates: Templates, *, choosing: bool = False, digit: bool = False) -> Kind:
    # The first hand of every drawing comes before the second of any.
    most = max(map(len, templates.values()))
    hands = [
        variants[number]
        for number in range(most)
        for variants in templates.values()
        if number < len(variants)
    ]
    return Kind(name, tuple(_drawer(hand) for hand in hands), choosing, digit)


def _drawer(template: Sequence) -> Draw:
    return lambda random: drawn(template, random)


KINDS: tuple[Kind, ...] = (
    Kind("scribbles", (scribbles.scribble, scribbles.tangle, scribbles.crossed_out), True),
    Kind("random walks", (scribbles.random_walk,), True),
    Kind("spirals", (scribbles.spiral,), True),
    Kind("lines and dots", (scribbles.lines_at_random, scribbles.dots), True),
    _from("shapes", things.SHAPES, choosing=True),
    _from("capital letters", letters.CAPITALS),
    _from("small letters", letters.SMALL),
    _from("things", things.THINGS),
    _from("symbols", things.SYMBOLS),
    _from("characters of other scripts", things.CHARACTERS),
    _from("letters written as a digit is", letters.DIGIT_SHAPED, digit=True),
)


def kinds_of_digits(digits: Sequence[WrittenDigit]) -> tuple[Kind, ...]:
    """Drawings made of real digits' strokes."""
    return (
        Kind("two digits side by side", (digit_mixtures.two_side_by_side(digits),)),
        Kind("two digits over one another", (digit_mixtures.two_overlapping(digits),)),
        Kind("3, 4 and 7 upside down", (digit_mixtures.upside_down(digits),)),
        Kind("digits in a mirror", (digit_mixtures.mirrored(digits),)),
    )


@dataclass(frozen=True)
class HandsDigit:
    """An example digit as another hand writes it.

    Attributes:
        digit: 0 to 9.
        strokes: (k, 2) float64 arrays, the canvas's width being 1.
    """

    digit: int
    strokes: tuple[np.ndarray, ...]


def examples_by_hands(hands: int, seed: int = 0) -> list[HandsDigit]:
    """Every example as so many hands write it: what `kinds_of_digits` takes without a data set."""
    random = np.random.default_rng(seed)
    return [
        HandsDigit(
            example.digit,
            tuple(bent(slanted([one / CANVAS_SIZE for one in example.strokes], random), random)),
        )
        for _ in range(hands)
        for example in EXAMPLES
    ]
