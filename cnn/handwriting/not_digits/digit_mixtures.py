"""What real digits' strokes become that are no longer one digit: two in one, upside down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from cnn.handwriting.not_digits.hand import Strokes

# Those that stay no digit when turned by 180 degrees; a turned 6, 9, 0, 8, 1 (or 5, 2) is one.
TURNED = (3, 4, 7)
MIRRORED = (2, 3, 4, 7, 9)

Draw = Callable[[np.random.Generator], Strokes]


class WrittenDigit(Protocol):
    """A digit as a pen drew it: which, and (k, 2) float64 arrays, x right, y down."""

    @property
    def digit(self) -> int:
        """0 to 9."""

    @property
    def strokes(self) -> tuple[np.ndarray, ...]:
        """In any unit."""


def two_overlapping(digits: Sequence[WrittenDigit]) -> Draw:
    """Two digits written over one another, as into one box."""

    def draw(random: np.random.Generator) -> Strokes:
        first, second = (_unit(_any(digits, random)) for _ in range(2))
        shift = random.uniform(-0.35, 0.35, 2)
        return [100 * stroke for stroke in (*first, *(stroke + shift for stroke in second))]

    return draw


def two_side_by_side(digits: Sequence[WrittenDigit]) -> Draw:
    """Two digits next to each other, read as one drawing."""

    def draw(random: np.random.Generator) -> Strokes:
        first, second = (_unit(_any(digits, random)) for _ in range(2))
        reach = np.concatenate(first)[:, 0].max() - np.concatenate(second)[:, 0].min()
        shift = np.array([reach + random.uniform(0.08, 0.4), random.normal(0, 0.08)])
        return [100 * stroke for stroke in (*first, *(stroke + shift for stroke in second))]

    return draw


def upside_down(digits: Sequence[WrittenDigit]) -> Draw:
    """A 3, 4 or 7 turned by 180 degrees."""
    turned = [digit for digit in digits if digit.digit in TURNED]
    return lambda random: [-100 * stroke for stroke in _unit(_any(turned, random))]


def mirrored(digits: Sequence[WrittenDigit]) -> Draw:
    """A digit as in a mirror: of those whose image there is none."""
    chosen = [digit for digit in digits if digit.digit in MIRRORED]
    return lambda random: [stroke * np.array([-100, 100]) for stroke in _unit(_any(chosen, random))]


def _any(digits: Sequence[WrittenDigit], random: np.random.Generator) -> WrittenDigit:
    return digits[int(random.integers(len(digits)))]


def _unit(digit: WrittenDigit) -> Strokes:
    """The strokes about their middle, the longest side 1."""
    points = np.concatenate(digit.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) / (high - low).max() for stroke in digit.strokes]
