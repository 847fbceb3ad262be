"""An example hand: five of each digit, which stand in for those that somebody has not written."""

from __future__ import annotations

from functools import cache

import numpy as np

from cnn.drawing import digit_from_strokes
from cnn.handwriting.examples import EXAMPLES
from cnn.network.layer_shapes import CLASSES

PER_DIGIT = 5
# How much one writing of the same digit differs from another: slant, turn and stretch.
_SLANT, _TURN, _STRETCH = 0.18, np.radians(5), 0.12


@cache
def example_hand_strokes() -> tuple[tuple[np.ndarray, ...], ...]:
    """Digit after digit, five of each: (k, 2) arrays in canvas pixels, the same at every call.

    The first ones of each digit are the example digits as they are; the others are these again,
    slanted, turned and stretched a little, as a hand never writes the same digit twice.
    """
    random = np.random.default_rng(0)
    written: list[tuple[np.ndarray, ...]] = []
    for digit in range(CLASSES):
        styles = [example.strokes for example in EXAMPLES if example.digit == digit]
        written += styles[:PER_DIGIT]
        for place in range(len(styles), PER_DIGIT):
            written.append(_written_again(styles[place % len(styles)], random))
    return tuple(written)


@cache
def example_hand_images() -> np.ndarray:
    """The same as a network reads them: (50, 28, 28) float32, 0 to 1, read-only."""
    images = np.stack([digit_from_strokes(strokes) for strokes in example_hand_strokes()])
    images.flags.writeable = False
    return images


def _written_again(
    strokes: tuple[np.ndarray, ...], random: np.random.Generator
) -> tuple[np.ndarray, ...]:
    slant, turn = random.uniform(-_SLANT, _SLANT), random.uniform(-_TURN, _TURN)
    stretch = np.exp(random.uniform(-_STRETCH, _STRETCH))
    slanted = np.array([[stretch, -slant], [0, 1]])
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.concatenate(strokes).mean(axis=0)
    return tuple((stroke - middle) @ (turned @ slanted).T + middle for stroke in strokes)
