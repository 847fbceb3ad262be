"""What a family of pictures or drawings is, and the kinds that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

Strokes = Sequence[np.ndarray]

# What a visitor brings: the bytes of a picture file, or strokes on a canvas of 280 pixels.
Brought = bytes | list[np.ndarray]


class Source(Enum):
    """What a family is made from."""

    PEN = "strokes of a pen"
    MNIST = "an image of MNIST"


@dataclass(frozen=True)
class Kind:
    """Families that people would call by one name.

    Attributes:
        name: as in the tables.
        wanted: per cent of its digits that are to be read right.
    """

    name: str
    wanted: float


@dataclass(frozen=True)
class Family:
    """One way in which digits of a kind are brought.

    Attributes:
        name: tells it from the kind's other families.
        kind: what people would call it.
        make: what is brought, from strokes, (k, 2) each, or from a (28, 28) uint8 image of
            MNIST, ink bright; the same generator in the same state gives the same.
        is_held_out: whether it judges only: nobody tunes anything by looking at it.
        is_large: whether one takes long to make and to read, so that few are enough.
    """

    name: str
    kind: Kind
    make: Callable[[Strokes, np.random.Generator], Brought]
    source: Source = Source.PEN
    is_held_out: bool = False
    is_large: bool = False


@dataclass(frozen=True)
class SeveralDigits:
    """One way in which several digits are brought at once.

    Attributes:
        make: what is brought, from each digit's strokes in reading order.
        fewest, most: how many digits there are.
    """

    name: str
    kind: Kind
    make: Callable[[Sequence[Strokes], np.random.Generator], Brought]
    fewest: int
    most: int
    is_held_out: bool = False
